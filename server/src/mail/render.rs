//! A mail from its kind: the words from `locales/`, the look from `templates/mail/`.

use std::sync::LazyLock;

use bytes::Bytes;
use lettre::message::Mailbox;
use minijinja::{Environment, UndefinedBehavior};
use serde::{Deserialize, Serialize};

use super::{Attachment, Figure, Mail, MailKind, Section, Words};
use crate::locale::Locale;
use crate::{Error, Result};

/// Whom a mail is for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recipient {
    /// What the person is called.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The person's language.
    pub locale: Locale,
    /// The token that takes the person out of such mails, where they may leave.
    pub unsubscribe: Option<String>,
}

/// Who sends it.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// Name of the instance.
    pub instance: &'a str,
    /// Its public address, which mails lead to that have no link of their own.
    pub public_url: &'a str,
}

static TEMPLATES: LazyLock<Result<Environment<'static>, String>> = LazyLock::new(templates);

fn templates() -> Result<Environment<'static>, String> {
    let layout = include_str!("../../templates/mail/notice.mjml");
    let layout = mrml::parse(layout).map_err(|e| e.to_string())?;
    // Fonts that are fetched would tell others who reads our mail.
    let options =
        mrml::prelude::render::RenderOptions { fonts: std::collections::HashMap::new(), ..Default::default() };
    let html = layout.element.render(&options);
    let html = html.map_err(|e| e.to_string())?;
    let text = include_str!("../../templates/mail/notice.txt");
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    // Names that end in `.html` are escaped, others are not: minijinja's own rule.
    env.add_template_owned("notice.html", html)
        .and_then(|()| env.add_template("notice.txt", text))
        .map_err(|e| e.to_string())?;
    Ok(env)
}

/// Writes the mail of that kind in the recipient's language.
pub fn render(kind: &MailKind, to: &Recipient, from: Sender) -> Result<Mail> {
    page(&Words::of(kind, to.locale, &to.name, from.instance)?, to, from)
}

/// A mail of those words.
pub(super) fn page(words: &Words, to: &Recipient, from: Sender) -> Result<Mail> {
    let env = TEMPLATES.as_ref().map_err(Error::internal)?;
    let subject = one_line(&words.say("subject")?);
    let at = |path: &str| if path.starts_with('/') { format!("{}{path}", from.public_url) } else { path.to_owned() };
    let figures = words.list::<Figure>("figures")?;
    let sections = words.list::<Section>("sections")?;
    let (start, end) = if to.locale.dir() == "rtl" { ("right", "left") } else { ("left", "right") };
    let page = minijinja::context! {
        lang => to.locale.tag(),
        dir => to.locale.dir(),
        start => start,
        end => end,
        instance => from.instance,
        subject => subject.as_str(),
        greeting => words.say("greeting")?,
        text => words.say("text")?,
        quote => words.quote(),
        figures => figures.iter().map(|figure| figure.shown(words)).collect::<Result<Vec<_>>>()?,
        sections => sections.iter().map(|section| section.shown(words, at)).collect::<Result<Vec<_>>>()?,
        action => words.say("action")?,
        link => words.link().map_or_else(|| from.public_url.to_owned(), at),
        link_help => words.say("link_help")?,
        footer => words.say("footer")?,
        unsubscribe => to.unsubscribe.as_ref().map(|token| at(&format!("/unsubscribe#token={token}"))),
        unsubscribe_words => words.say("unsubscribe")?,
    };
    let part = |name| env.get_template(name).and_then(|part| part.render(&page));
    let address = to.email.parse().map_err(|_| Error::internal("no address"))?;
    Ok(Mail {
        to: Mailbox::new(Some(one_line(&to.name)), address),
        subject,
        html: part("notice.html").map_err(Error::internal)?,
        text: part("notice.txt").map_err(Error::internal)?,
        headers: to.unsubscribe.iter().flat_map(|token| leaving(from.public_url, token)).collect(),
        pictures: vec![logo()],
        attachments: Vec::new(),
    })
}

/// Goes with the mail, since fetching it would tell who reads when.
fn logo() -> Attachment {
    const LOGO: &[u8] = include_bytes!("../../templates/mail/logo.png");
    Attachment { name: "logo".into(), content_type: "image/png".into(), bytes: Bytes::from_static(LOGO) }
}

/// How mail programs take their user out of such mails: RFC 2369 and RFC 8058.
fn leaving(public_url: &str, token: &str) -> [(&'static str, String); 2] {
    let url = format!("<{public_url}/api/v1/unsubscribe/{token}>");
    [("List-Unsubscribe", url), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned())]
}

/// Without control characters, so that nothing a person typed begins a new header.
pub(super) fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ").trim().to_owned()
}
