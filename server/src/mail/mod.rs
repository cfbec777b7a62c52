//! Mail: what it says ([`MailKind`], [`render`]) and how it goes out ([`Mailer`]).

mod enclosures;
mod kinds;
mod mailer;
pub mod outbox;
mod parts;
mod render;
#[cfg(test)]
mod smtp_tests;
#[cfg(test)]
mod tests;
mod words;

use lettre::message::Mailbox;

pub use enclosures::{Attachment, Enclosure, Source};
pub use kinds::{Link, MailKind};
pub use mailer::{MailError, Mailer};
pub use outbox::{post, post_to, post_with};
pub use parts::{Figure, Row, Section};
pub use render::{Recipient, Sender, render};
pub use words::Words;

/// A mail, ready to go.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Whom it goes to.
    pub to: Mailbox,
    /// One line.
    pub subject: String,
    /// The body for those who see HTML.
    pub html: String,
    /// The same in plain text.
    pub text: String,
    /// Further headers by name, such as `List-Unsubscribe`.
    pub headers: Vec<(&'static str, String)>,
    /// Pictures that the HTML shows, as `cid:` and their name.
    pub pictures: Vec<Attachment>,
    /// Files that go with it.
    pub attachments: Vec<Attachment>,
}
