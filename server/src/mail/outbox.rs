//! Mail on its way: queued in the transaction of its cause, written in the recipient's language and sent by a job.

use domain::ids::{MailId, UserId};
use domain::words::AccountStatus;
use serde::{Deserialize, Serialize};

use super::{Enclosure, MailError, MailKind, Recipient, Sender, render};
use crate::accounts::store;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::jobs::{self, Job, JobError, Run};
use crate::locale::Locale;
use crate::notifications::unsubscribe;

/// Sends that person a mail once this transaction is committed. Links are paths of the web app.
pub fn post(tx: &mut Tx, to: UserId, kind: MailKind) -> Result<()> {
    post_with(tx, to, kind, Vec::new())
}

/// The same, with files.
pub fn post_with(tx: &mut Tx, to: UserId, kind: MailKind, enclosures: Vec<Enclosure>) -> Result<()> {
    jobs::enqueue(tx, &SendMail { id: MailId::new(tx.now), to, address: None, mail: kind, enclosures })
}

/// The same, to another address than the one that the account has.
pub fn post_to(tx: &mut Tx, to: UserId, address: &str, kind: MailKind) -> Result<()> {
    let address = Some(address.to_owned());
    jobs::enqueue(tx, &SendMail { id: MailId::new(tx.now), to, address, mail: kind, enclosures: Vec::new() })
}

/// Sends one mail.
#[derive(Serialize, Deserialize)]
pub struct SendMail {
    /// Names the mail, so that it is one mail however often it is sent.
    id: MailId,
    to: UserId,
    address: Option<String>,
    mail: MailKind,
    #[serde(default)]
    enclosures: Vec<Enclosure>,
}

impl Job<App> for SendMail {
    const KIND: &'static str = "send-mail";

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        let Self { id, to, address, mail, enclosures } = self;
        let person = app.db.read(move |conn| store::find(conn, to)).await?;
        if person.status.0 == AccountStatus::Closed {
            return Ok(());
        }
        let public_url = app.config.public_url();
        let leave = |group| unsubscribe::token(&app.keys, to, group);
        let recipient = Recipient {
            name: person.display_name,
            email: address.unwrap_or(person.email),
            locale: Locale::of(&person.locale).unwrap_or_default(),
            unsubscribe: mail.group().map(leave).transpose()?,
        };
        let mut mail = render(&mail, &recipient, Sender { instance: &app.config.instance.name, public_url })?;
        for enclosure in enclosures {
            mail.attachments.push(enclosure.load(app).await?);
        }
        app.mailer.send(&mail, id.uuid(), app.clock.now()).await.map_err(|error| match error {
            MailError::Refused(_) => JobError::fail(error),
            MailError::Failed(_) => JobError::retry(error),
        })
    }
}
