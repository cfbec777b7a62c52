//! Google Chat: a notice as one message to the webhook of a space, the person's own or else the instance's.

use std::time::Duration;

use axum::http::header::CONTENT_TYPE;
use axum::http::{Request, StatusCode};
use bytes::Bytes;
use domain::ids::UserId;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::crypto::ring;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Notice, Preferences};
use crate::accounts::store;
use crate::app::App;
use crate::error::Result;
use crate::jobs::{Job, JobError, Run};
use crate::locale::Locale;
use crate::mail::{Figure, Section, Words};

const PATIENCE: Duration = Duration::from_secs(10);

/// Characters of a message at most: Google Chat takes 32,000 bytes.
const LONGEST: usize = 7_000;

/// Posts to webhooks. It follows no redirect, which could lead anywhere. Cheap to clone.
#[derive(Clone)]
pub struct Chat(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Chat {
    /// Nothing is connected yet.
    pub fn new() -> anyhow::Result<Self> {
        let tls = HttpsConnectorBuilder::new().with_provider_and_webpki_roots(ring::default_provider())?;
        Ok(Self(Client::builder(TokioExecutor::new()).build(tls.https_or_http().enable_http1().build())))
    }

    /// Posts a message. The webhook is a secret, so no error names it.
    async fn post(&self, webhook: &str, text: &str) -> Result<(), JobError> {
        let request = Request::post(webhook)
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .body(Full::from(json!({ "text": text }).to_string()))
            .map_err(|_| JobError::fail("the webhook is no URL"))?;
        let sent = tokio::time::timeout(PATIENCE, self.0.request(request)).await;
        let sent = sent.map_err(|_| JobError::retry("Google Chat took too long"))?;
        let status = sent.map_err(|_| JobError::retry("Google Chat can't be reached"))?.status();
        let said = format!("Google Chat answered {status}");
        match status {
            status if status.is_success() => Ok(()),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Err(JobError::retry(said)),
            status if status.is_server_error() => Err(JobError::retry(said)),
            _ => Err(JobError::fail(said)),
        }
    }
}

/// Posts one notice.
#[derive(Serialize, Deserialize)]
pub struct SendChat {
    /// Whom it is for.
    pub to: UserId,
    /// What they are told.
    pub notice: Notice,
}

impl Job<App> for SendChat {
    const KIND: &'static str = "send-chat";
    // A space takes about one message a second.
    const CONCURRENCY: usize = 2;

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        let Self { to, notice } = self;
        let read = app.db.read(move |conn| Ok((store::find(conn, to)?, Preferences::of(conn, to)?)));
        let (person, preferences) = read.await.map_err(|error: crate::Error| JobError::from(error))?;
        let own = preferences.google_chat_webhook_url.as_deref();
        let Some(webhook) = own.or(app.config.google_chat_webhook_url()) else { return Ok(()) };
        let locale = Locale::of(&person.locale).unwrap_or_default();
        let words = Words::of(&notice, locale, &person.display_name, &app.config.instance.name)?;
        // Others read the instance's space too: there a message says whom it is for.
        let reader = own.is_none().then_some(person.display_name.as_str());
        let text = message(&words, reader, app.config.public_url())?;
        app.chat.post(webhook, &text).await
    }
}

/// The notice in Google Chat's own markup.
fn message(words: &Words, reader: Option<&str>, public_url: &str) -> Result<String> {
    let title = words.say("subject")?;
    let mut lines = vec![reader.map_or_else(|| bold(&title), |reader| bold(&format!("{reader}: {title}")))];
    lines.push(plain(&words.say("text")?));
    lines.extend(words.quote().iter().flat_map(|quote| quote.lines()).map(|line| format!("> {}", plain(line))));
    for Figure { name, value, note } in words.list("figures")? {
        let note = if note.is_empty() { note } else { format!(" ({note})") };
        lines.push(plain(&format!("• {}: {value}{note}", words.say(&name)?)));
    }
    for Section { name, rows } in words.list("sections")? {
        lines.push(bold(&words.say(&name)?));
        for row in rows {
            let detail = words.say_with(&format!("{name}_detail"), &row.facts)?;
            let parts = [row.title, row.value, detail.unwrap_or_default()];
            let parts: Vec<_> = parts.iter().filter(|part| !part.is_empty()).map(|part| plain(part)).collect();
            lines.push(format!("• {}", parts.join(" · ")));
        }
    }
    let link = format!("{public_url}{}", words.link().unwrap_or("/app"));
    let action = format!("\n<{link}|{}>", plain(&words.say("action")?));
    let said: String = lines.join("\n").chars().take(LONGEST).collect();
    Ok(said + &action)
}

fn bold(text: &str) -> String {
    format!("*{}*", plain(text).replace('*', "∗"))
}

/// Without the brackets of links and of `<users/all>`, so that no name or title calls everybody or leads elsewhere.
fn plain(text: &str) -> String {
    text.replace('<', "‹").replace('>', "›").replace('\r', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notifications::notice::AdRequestNews;

    #[test]
    fn what_people_typed_calls_nobody_and_links_nowhere() {
        let news = AdRequestNews {
            campaign: "Tea* <users/all>".into(),
            other_side: "Noor".into(),
            amount: "1,500.00 EUR".into(),
            message: "One\n<https://evil.example|Two>".into(),
            link: "/app/ad-requests/1".into(),
        };
        let words = Words::of(&Notice::InvitationReceived(news), Locale::En, "Ada", "Tandem").unwrap();
        assert_eq!(
            message(&words, Some("Ada"), "https://tandem.example").unwrap(),
            "*Ada: Noor invites you to “Tea∗ ‹users/all›”*\n\
             Noor would like to work with you on “Tea* ‹users/all›” and offers 1,500.00 EUR. You can accept, make a \
             counter-offer or decline.\n> One\n> ‹https://evil.example|Two›\n\
             <https://tandem.example/app/ad-requests/1|Look at the invitation>"
        );
        assert!(message(&words, None, "https://tandem.example").unwrap().starts_with("*Noor invites you"));
    }
}
