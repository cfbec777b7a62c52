//! The page with its content in it, so that public pages are found, previewed and shown at once.

use std::fmt::Write;
use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::{PAGE, Web, policy};

/// What a public page says of itself.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// Title of the page, with the instance's name.
    pub title: String,
    /// What is on it, in a sentence or two of plain text.
    pub description: String,
    /// Its own absolute address, without a query.
    pub url: String,
    /// Absolute address of a picture that shows it.
    pub image: Option<String>,
    /// The language of what is on it, as a BCP 47 tag.
    pub language: Option<String>,
    /// What it is in the words of schema.org.
    pub json_ld: Option<Value>,
    /// The first answers of the API that the page would ask for, by path; the app takes them from `#first-data`.
    pub first_data: Option<Value>,
}

/// The page as it was built, cut where a head goes.
struct Template {
    before: String,
    after: String,
}

static TEMPLATE: LazyLock<Template> = LazyLock::new(|| {
    let page = Web::get(PAGE).map(|file| file.data).unwrap_or_default();
    Template::cut(&String::from_utf8_lossy(&page))
});

impl Template {
    /// Takes out the title and description that were built in, since each page brings its own.
    fn cut(page: &str) -> Self {
        let mut page = page.to_owned();
        if let (Some(start), Some(end)) = (page.find("<title>"), page.find("</title>")) {
            page.replace_range(start..end + "</title>".len(), "");
        }
        if let Some(name) = page.find("name=\"description\"") {
            let start = page[..name].rfind("<meta");
            let end = page[name..].find('>').map(|end| name + end + 1);
            if let (Some(start), Some(end)) = (start, end) {
                page.replace_range(start..end, "");
            }
        }
        let at = page.find("</head>").unwrap_or(0);
        let after = page.split_off(at);
        Self { before: page, after }
    }

    fn fill(&self, head: &Head) -> String {
        let mut html = self.before.clone();
        head.write(&mut html);
        html.push_str(&self.after);
        html
    }
}

impl Head {
    fn write(&self, html: &mut String) {
        let title = escape(&self.title);
        // Writing to a String can't fail.
        let _ = write!(html, "<title>{title}</title>");
        let meta = |html: &mut String, key: &str, name: &str, content: &str| {
            if !content.is_empty() {
                let content = escape(content);
                let _ = write!(html, "<meta {key}=\"{name}\" content=\"{content}\">");
            }
        };
        meta(html, "name", "description", &self.description);
        meta(html, "property", "og:title", &self.title);
        meta(html, "property", "og:description", &self.description);
        meta(html, "property", "og:type", "website");
        meta(html, "property", "og:url", &self.url);
        let image = self.image.as_deref().unwrap_or_default();
        meta(html, "property", "og:image", image);
        let card = if image.is_empty() { "summary" } else { "summary_large_image" };
        meta(html, "name", "twitter:card", card);
        let language = self.language.as_deref().unwrap_or_default();
        meta(html, "http-equiv", "content-language", language);
        if !self.url.is_empty() {
            let _ = write!(html, "<link rel=\"canonical\" href=\"{}\">", escape(&self.url));
        }
        if let Some(data) = &self.json_ld {
            let data = data_block(data);
            let _ = write!(html, "<script type=\"application/ld+json\">{data}</script>");
        }
        if let Some(data) = &self.first_data {
            let data = data_block(data);
            let _ = write!(html, "<script type=\"application/json\" id=\"first-data\">{data}</script>");
        }
    }
}

/// The web app's page with this head. Whoever calls it may set another status, such as 404.
pub fn page(head: &Head) -> Response {
    let mut headers = policy::page_headers();
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    (headers, TEMPLATE.fill(head)).into_response()
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// JSON that can't end the script element it stands in.
fn data_block(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BUILT: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
        <title>Tandem</title>\n<meta\n name=\"description\"\n content=\"built in\"\n/>\
        <link rel=\"icon\" href=\"/icon.svg\"></head><body><div id=\"app\"></div></body></html>";

    #[test]
    fn a_head_takes_the_place_of_the_built_one() {
        let head = Head {
            title: "Jasmin \"Tea\" </title><script>alert(1)</script>".into(),
            description: "Reels & 'more'".into(),
            url: "https://tandem.example/influencers/jasmin".into(),
            image: Some("https://tandem.example/files/1.jpg".into()),
            language: Some("de".into()),
            json_ld: Some(json!({"@type": "Person", "name": "</script><script>alert(1)</script>"})),
            first_data: Some(json!({"/api/v1/niches": {"items": ["<!--<script>"]}})),
        };
        let html = Template::cut(BUILT).fill(&head);
        let part = "<title>Jasmin &quot;Tea&quot; &lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>\
            <meta name=\"description\" content=\"Reels &amp; &#39;more&#39;\">";
        assert!(html.contains(part), "{html}");
        assert_eq!(html.matches("<title>").count(), 1);
        assert!(!html.contains("built in") && html.contains("<link rel=\"icon\""));
        assert!(html.contains("<link rel=\"canonical\" href=\"https://tandem.example/influencers/jasmin\">"));
        assert!(html.contains("<meta property=\"og:image\" content=\"https://tandem.example/files/1.jpg\">"));
        assert_eq!(html.matches("<script").count(), 2, "{html}");
        assert_eq!(html.matches("</script>").count(), 2, "{html}");
        let data = html.split_once("id=\"first-data\">").unwrap().1;
        let data: Value = serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap();
        assert_eq!(Some(data), head.first_data);
        assert!(html.ends_with("</head><body><div id=\"app\"></div></body></html>"));
    }

    #[test]
    fn what_is_not_said_is_left_out() {
        let html = Template::cut(BUILT).fill(&Head::default());
        assert!(!html.contains("og:image") && !html.contains("canonical") && !html.contains("<script"));
    }

    #[test]
    fn the_page_that_was_built_in_can_be_cut() {
        let html = TEMPLATE.fill(&Head { title: "A title".into(), ..Head::default() });
        assert_eq!(html.matches("<title>").count(), 1);
        assert!(html.contains("<title>A title</title>"));
    }
}
