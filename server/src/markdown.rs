//! Markdown that people write, as HTML that is safe to show: GFM's tables, strikethrough and bare links; raw HTML is
//! shown as text, and whatever the renderer lets through goes through a list of allowed elements once more.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use comrak::Options;
use moka::sync::Cache;

const ELEMENTS: [&str; 26] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let attributes = [("a", vec!["href", "title"]), ("img", vec!["src", "alt", "title"]), ("ol", vec!["start"])]
        .into_iter()
        .chain(["td", "th"].map(|cell| (cell, vec!["align"])))
        .map(|(element, names)| (element, names.into_iter().collect::<HashSet<_>>()))
        .collect::<HashMap<_, _>>();
    let mut cleaner = ammonia::Builder::empty();
    cleaner
        .tags(ELEMENTS.into())
        .tag_attributes(attributes)
        .url_schemes(["http", "https", "mailto"].into())
        .link_rel(Some("nofollow noopener noreferrer"))
        .set_tag_attribute_value("a", "target", "_blank")
        .attribute_filter(own_images_only);
    cleaner
});

/// An image from elsewhere would tell that place who reads the page.
fn own_images_only<'u>(element: &str, attribute: &str, value: &'u str) -> Option<Cow<'u, str>> {
    let own = value.strip_prefix("/files/").is_some_and(|name| !name.contains(['/', '\\']));
    (element != "img" || attribute != "src" || own).then_some(Cow::Borrowed(value))
}

/// Bytes of text that [`RENDERED`] keeps.
const KEPT: u64 = 2 * 1024 * 1024;

/// What was rendered lately: a brief is shown with every revision of every negotiation of its campaign.
static RENDERED: LazyLock<Cache<String, Arc<str>>> = LazyLock::new(|| {
    let weight = |text: &String, html: &Arc<str>| u32::try_from(text.len() + html.len()).unwrap_or(u32::MAX);
    Cache::builder().max_capacity(KEPT).weigher(weight).build()
});

/// That Markdown as HTML. Links open in a new tab and tell nothing of where they were followed.
pub fn html(markdown: &str) -> String {
    RENDERED.get_with_by_ref(markdown, || rendered(markdown).into()).to_string()
}

fn rendered(markdown: &str) -> String {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.render.escape = true;
    options.render.hardbreaks = true;
    CLEANER.clean(&comrak::markdown_to_html(markdown, &options)).to_string()
}

/// The words of that Markdown on one line of at most `max` characters, for previews.
pub fn summary(markdown: &str, max: usize) -> String {
    let words = ammonia::Builder::empty().clean(&html(markdown).replace('<', " <")).to_string();
    let words = ["&lt;", "&gt;", "&amp;", "&nbsp;"]
        .iter()
        .zip(["<", ">", "&", " "])
        .fold(words, |text, (from, to)| text.replace(from, to));
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= max {
        return words;
    }
    let cut: String = words.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_shown() {
        let text = "# Tea\n\n*Two* **reels**, ~~one~~.\n\n1. a\n2. b\n\n| Kind | Count |\n|---|--:|\n| reel | 2 |\n\nhttps://example.com नमस्ते 美食 🎉\n![cup](/files/0a.png)";
        let html = html(text);
        for part in [
            "<h1>Tea</h1>",
            "<em>Two</em> <strong>reels</strong>, <del>one</del>",
            "<ol>",
            "<th align=\"right\">Count</th>",
            "href=\"https://example.com\"",
            "target=\"_blank\"",
            "rel=\"nofollow noopener noreferrer\"",
            "नमस्ते 美食 🎉",
            "<img src=\"/files/0a.png\" alt=\"cup\">",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn nothing_runs_and_nothing_calls_home() {
        let samples = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<svg/onload=alert(1)>",
            "<iframe src=\"javascript:alert(1)\"></iframe>",
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt&#58;alert(1))",
            "[a](&#x6A;avascript:alert(1))",
            "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
            "[a](vbscript:msgbox(1))",
            "![a](https://elsewhere.example/pixel.png)",
            "![a](//elsewhere.example/pixel.png)",
            "![a](/files/../api/v1/auth/logout)",
            "![a](javascript:alert(1))",
            "[a](https://example.com \"x\\\" onmouseover=alert(1)\")",
            "<a href=\"https://example.com\" onclick=\"alert(1)\" style=\"position:fixed\">a</a>",
            "<style>body{display:none}</style>",
            "<form action=/api/v1/me><input name=a></form>",
            "<math><mi xlink:href=\"javascript:alert(1)\">a</mi></math>",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
            "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
        ];
        for sample in samples {
            let html = html(sample);
            let elements: Vec<&str> = html.split('<').skip(1).filter_map(|rest| rest.split('>').next()).collect();
            for element in elements {
                let name = element.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
                assert!(ELEMENTS.contains(&name), "{sample}: {html}");
                let outside_quotes: String = element.split('"').step_by(2).collect();
                for bad in [" on", "style=", "elsewhere"] {
                    assert!(!outside_quotes.contains(bad), "{sample}: {html}");
                }
                for bad in [
                    "href=\"javascript",
                    "href=\"data",
                    "href=\"vbscript",
                    "src=\"h",
                    "src=\"//",
                    "src=\"j",
                    "src=\"/files/.",
                ] {
                    assert!(!element.to_lowercase().contains(bad), "{sample}: {html}");
                }
            }
        }
    }

    #[test]
    fn a_summary_is_plain_and_short() {
        assert_eq!(summary("# Tea\n\n**Two** reels & <b>more</b>", 100), "Tea Two reels & <b>more</b>");
        assert_eq!(summary("one two three", 8), "one two…");
    }
}
