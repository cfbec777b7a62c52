//! The way out: a folder of `.eml` files, or a mail server.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use domain::clock::Timestamp;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Body, Mailbox, Message, MultiPart, SinglePart};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{Error as SmtpError, PoolConfig};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use tokio::sync::Semaphore;
use url::Url;
use uuid::Uuid;

use super::render::one_line;
use super::{Attachment, Mail};
use crate::config::{Config, ConfigError, MailUrl};

const PATIENCE: Duration = Duration::from_secs(30);

/// Sends mail. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    /// Whom mail servers tell what could not be delivered; nobody when there is none.
    return_path: Option<Address>,
    way: Way,
}

#[derive(Clone)]
enum Way {
    /// One at a time: a folder takes no more for being written to from many sides, and requests want the processors.
    Folder(PathBuf, Arc<Semaphore>),
    /// The pool caps idle connections only, so the semaphore caps those in use.
    Smtp(AsyncSmtpTransport<Tokio1Executor>, Arc<Semaphore>),
}

/// Why a mail did not go out; never with an address in it.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It never will: trying again makes no sense.
    #[error("the mail was refused: {0}")]
    Refused(String),
    /// It may, later.
    #[error("the mail could not be sent: {0}")]
    Failed(String),
}

impl Mailer {
    /// The way that the settings name; nothing is connected yet.
    pub fn open(config: &Config) -> Result<Self, ConfigError> {
        let wrong = |e: String| ConfigError::new("mail_url", e);
        let way = match config.mail_url()? {
            MailUrl::Folder(folder) => {
                std::fs::create_dir_all(&folder)
                    .map_err(|e| wrong(format!("{} can't be written to: {e}", folder.display())))?;
                Way::Folder(folder, Arc::new(Semaphore::new(1)))
            }
            MailUrl::Smtp(url) => {
                let limit = config.mail.concurrency;
                let url = secured(url.expose());
                let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url)
                    .map_err(|_| wrong("is not understood".into()))?;
                if let Some(authority) = config.mail_authority()? {
                    builder = builder.tls(trusting(&url, authority).map_err(|e| wrong(e.to_string()))?);
                }
                let pool = PoolConfig::new().max_size(u32::try_from(limit).unwrap_or(u32::MAX));
                let transport = builder.timeout(Some(PATIENCE)).pool_config(pool).build();
                Way::Smtp(transport, Arc::new(Semaphore::new(limit)))
            }
        };
        Ok(Self { from: config.mail_from()?, return_path: config.mail_return_path()?, way })
    }

    /// The folder that mail is written to, where it is not sent.
    pub fn folder(&self) -> Option<&Path> {
        match &self.way {
            Way::Folder(folder, _) => Some(folder),
            Way::Smtp(..) => None,
        }
    }

    /// Sends a mail. `id` names it: the same one sent twice (after a crash) is one file in the folder, and carries one
    /// `Message-ID`, by which mailboxes know it. `at` is its date.
    pub async fn send(&self, mail: &Mail, id: Uuid, at: Timestamp) -> Result<(), MailError> {
        let message = self.message(mail, id, at)?;
        match &self.way {
            Way::Folder(folder, turns) => {
                let _turn = turns.acquire().await;
                let name = folder.join(id.to_string());
                let written = tokio::task::spawn_blocking(move || {
                    let draft = name.with_extension("part");
                    std::fs::write(&draft, message.formatted())?;
                    std::fs::rename(draft, name.with_extension("eml"))
                });
                let failed = |e: &dyn std::fmt::Display| MailError::Failed(e.to_string());
                written.await.map_err(|e| failed(&e))?.map_err(|e| failed(&e))
            }
            Way::Smtp(transport, turns) => {
                let _turn = turns.acquire().await;
                let sent = transport.send(message).await;
                sent.map(|_| ()).map_err(|e| told(&e))
            }
        }
    }

    fn message(&self, mail: &Mail, id: Uuid, at: Timestamp) -> Result<Message, MailError> {
        let refused = |e: &dyn std::fmt::Display| MailError::Refused(e.to_string());
        let name = mail.to.name.as_deref().unwrap_or_default();
        if [name, &mail.subject].iter().any(|text| text.contains(char::is_control)) {
            return Err(refused(&"a name or subject of more than one line"));
        }
        let domain = self.from.email.domain();
        let since = Duration::from_millis(at.0.try_into().unwrap_or(0));
        let envelope = Envelope::new(self.return_path.clone(), vec![mail.to.email.clone()]).map_err(|e| refused(&e))?;
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(mail.to.clone())
            .subject(mail.subject.as_str())
            .date(SystemTime::UNIX_EPOCH + since)
            .message_id(Some(format!("<{id}@{domain}>")))
            .envelope(envelope);
        // So that no machine answers: the standard's header, and the one that Exchange heeds.
        let automatic = [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")];
        let automatic = automatic.map(|(name, value)| (name, value.to_owned()));
        for (name, value) in mail.headers.iter().chain(&automatic) {
            let name = HeaderName::new_from_ascii((*name).into()).map_err(|e| refused(&e))?;
            if value.contains(char::is_control) {
                return Err(refused(&"a header of more than one line"));
            }
            builder = builder.raw_header(HeaderValue::new(name, value.clone()));
        }
        let mut page = MultiPart::related().singlepart(SinglePart::html(mail.html.clone()));
        for Attachment { name, content_type, bytes } in &mail.pictures {
            let kind = ContentType::parse(content_type).map_err(|e| refused(&e))?;
            page = page.singlepart(Part::new_inline(name.clone()).body(Body::new(bytes.to_vec()), kind));
        }
        let body = MultiPart::alternative().singlepart(SinglePart::plain(mail.text.clone())).multipart(page);
        if mail.attachments.is_empty() {
            return builder.multipart(body).map_err(|e| refused(&e));
        }
        let mut whole = MultiPart::mixed().multipart(body);
        for Attachment { name, content_type, bytes } in &mail.attachments {
            let kind = ContentType::parse(content_type).map_err(|e| refused(&e))?;
            whole = whole.singlepart(Part::new(one_line(name)).body(Body::new(bytes.to_vec()), kind));
        }
        builder.multipart(whole).map_err(|e| refused(&e))
    }
}

/// `smtp://` without a word on TLS: required where a password would cross a network, else used where it is offered.
fn secured(url: &str) -> String {
    let Ok(mut parsed) = Url::parse(url) else {
        return url.to_owned();
    };
    let says = parsed.query_pairs().any(|(name, _)| name == "tls");
    if parsed.scheme() == "smtp" && !says {
        let near = matches!(parsed.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        let password = parsed.password().is_some();
        let tls = if password && !near { "required" } else { "opportunistic" };
        parsed.query_pairs_mut().append_pair("tls", tls);
    }
    parsed.into()
}

/// The TLS that this URL asks for, trusting that authority beside the public ones.
fn trusting(url: &str, authority: Certificate) -> Result<Tls, SmtpError> {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let parameters = TlsParameters::builder(host.to_owned()).add_root_certificate(authority).build()?;
    let required = |url: &Url| url.query_pairs().any(|(name, value)| name == "tls" && value == "required");
    Ok(match &url {
        Some(url) if url.scheme() == "smtps" => Tls::Wrapper(parameters),
        Some(url) if required(url) => Tls::Required(parameters),
        _ => Tls::Opportunistic(parameters),
    })
}

/// What the mail server said, by its code alone: the text may repeat the address.
fn told(error: &SmtpError) -> MailError {
    let code = error.status();
    // A password that is not taken (530 to 538) is for the operator to put right, and then the mail goes out.
    let ours = code.is_some_and(|code| (530..=538).contains(&u16::from(code)));
    let words = code.map(|code| code.to_string());
    if error.is_permanent() && !ours {
        return MailError::Refused(words.unwrap_or_default());
    }
    MailError::Failed(words.unwrap_or_else(|| error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_crosses_no_network_in_the_clear() {
        for (url, secure) in [
            ("smtp://u:p@mail.example", "smtp://u:p@mail.example?tls=required"),
            ("smtp://u:p@localhost:25", "smtp://u:p@localhost:25?tls=opportunistic"),
            ("smtp://mailpit:1025", "smtp://mailpit:1025?tls=opportunistic"),
            ("smtp://u:p@mail.example?tls=opportunistic", "smtp://u:p@mail.example?tls=opportunistic"),
            ("smtps://u:p@mail.example", "smtps://u:p@mail.example"),
        ] {
            assert_eq!(secured(url), secure);
        }
    }
}
