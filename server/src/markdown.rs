//! Markdown that people write, as HTML that is safe to show.

/// The text as HTML: no raw HTML, no scripts, links that neither pass on reputation nor the page they stand on.
pub fn html(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    ammonia::clean(&comrak::markdown_to_html(markdown, &options))
}
