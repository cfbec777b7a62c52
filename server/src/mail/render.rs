//! A mail from its kind: the words from `locales/`, the look from `templates/mail/`.

use std::sync::LazyLock;

use lettre::message::Mailbox;
use minijinja::value::Value;
use minijinja::{Environment, UndefinedBehavior};
use serde::{Deserialize, Serialize};

use super::{Mail, MailKind};
use crate::locale::Locale;
use crate::{Error, Result, texts};

/// Characters of a message or reason that a mail shows at most.
const EXCERPT: usize = 500;

/// Whom a mail is for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recipient {
    /// What the person is called.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The person's language.
    pub locale: Locale,
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
    let env = TEMPLATES.as_ref().map_err(Error::internal)?;
    let facts = serde_json::to_value(kind).map_err(Error::internal)?;
    let fact = |name: &str| facts[name].as_str().unwrap_or_default();
    let known = facts.as_object().into_iter().flatten();
    let known = known.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    let words = Words {
        env,
        locale: to.locale,
        kind: fact("kind"),
        facts: minijinja::context! {
            name => to.name.as_str(), instance => from.instance, ..Value::from_pairs(known)
        },
    };
    let subject = one_line(&words.say("subject")?);
    let link = Some(fact("link")).filter(|link| !link.is_empty());
    let said = [fact("message"), fact("reason")];
    let quote = said.into_iter().find(|text| !text.is_empty());
    let page = minijinja::context! {
        lang => to.locale.tag(),
        dir => to.locale.dir(),
        start => if to.locale.dir() == "rtl" { "right" } else { "left" },
        instance => from.instance,
        subject => subject.as_str(),
        greeting => words.say("greeting")?,
        text => words.say("text")?,
        quote => quote.map(excerpt),
        action => words.say("action")?,
        link => link.unwrap_or(from.public_url),
        link_help => words.say("link_help")?,
        footer => words.say("footer")?,
    };
    let part = |name| env.get_template(name).and_then(|part| part.render(&page));
    let address = to.email.parse().map_err(|_| Error::internal("no address"))?;
    Ok(Mail {
        to: Mailbox::new(Some(one_line(&to.name)), address),
        subject,
        html: part("notice.html").map_err(Error::internal)?,
        text: part("notice.txt").map_err(Error::internal)?,
        headers: Vec::new(),
        attachments: Vec::new(),
    })
}

struct Words<'a> {
    env: &'a Environment<'static>,
    locale: Locale,
    kind: &'a str,
    facts: Value,
}

impl Words<'_> {
    /// The kind's own words, else the common ones; plain text, which the page escapes.
    fn say(&self, what: &str) -> Result<String> {
        let own = texts::get(self.locale, &format!("mail.{}.{what}", self.kind));
        let common = || {
            let what = if what == "action" { "open" } else { what };
            texts::get(self.locale, &format!("mail.common.{what}"))
        };
        let missing = || Error::internal(format!("no text for mail.{}.{what}", self.kind));
        let text = own.or_else(common).ok_or_else(missing)?;
        self.env.render_named_str("words.txt", text, self.facts.clone()).map_err(Error::internal)
    }
}

/// Without control characters, so that nothing a person typed begins a new header.
pub(super) fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ").trim().to_owned()
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
