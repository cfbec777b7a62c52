//! Telling whoever was away of what they have not read, once for all of it.

use db::Tx;
use domain::clock::Timestamp;
use domain::ids::{ConversationId, UserId};
use serde::{Deserialize, Serialize};

use super::store;
use crate::accounts;
use crate::app::App;
use crate::blocks;
use crate::error::Result;
use crate::jobs::{self, Job, JobError, NewJob, Run};
use crate::notifications::notice::MessagesNews;
use crate::notifications::{self, Notice};

/// For how long a message waits to be read before its reader is told, in milliseconds.
const PATIENCE_MS: i64 = 10 * 60 * 1000;

/// Tells one side of a conversation what it has not read, if anything is left unread by then.
#[derive(Debug, Serialize, Deserialize)]
pub struct TellUnread {
    conversation: ConversationId,
    reader: UserId,
}

impl TellUnread {
    /// One waits for each reader of a conversation, so that they get one mail for all.
    fn key(&self) -> String {
        format!("{}:{}", self.conversation, self.reader)
    }
}

impl Job<App> for TellUnread {
    const KIND: &'static str = "tell-unread-messages";

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        let Self { conversation, reader } = self;
        Ok(app.db.write(move |tx| tell(tx, conversation, reader)).await?)
    }
}

/// Has that person told in a while, unless they are to be already.
pub fn remind(tx: &mut Tx, conversation: ConversationId, reader: UserId) -> Result<()> {
    enqueue(tx, conversation, reader, tx.now)
}

/// That person has read everything, so there is nothing to be told.
pub fn forget(tx: &mut Tx, conversation: ConversationId, reader: UserId) -> Result<()> {
    jobs::cancel(tx, TellUnread::KIND, &TellUnread { conversation, reader }.key())?;
    Ok(())
}

fn enqueue(tx: &mut Tx, conversation: ConversationId, reader: UserId, since: Timestamp) -> Result<()> {
    let job = TellUnread { conversation, reader };
    jobs::enqueue_new(tx, &NewJob::of(&job)?.key(job.key()).at(since.plus_ms(PATIENCE_MS)))
}

fn tell(tx: &mut Tx, conversation: ConversationId, reader: UserId) -> Result<()> {
    let row = store::find(tx.conn, conversation)?;
    let Some(side) = row.side_of(reader) else { return Ok(()) };
    let seen = row.read(side).0.max(row.told(side));
    let unread = store::got_after(tx.conn, conversation, reader, seen)?;
    let (Some(first), Some(last)) = (unread.first(), unread.last()) else { return Ok(()) };
    let person = accounts::store::find(tx.conn, reader)?;
    if person.status.0.is_shut() || blocks::between(tx.conn, row.sponsor_id.0, row.influencer_id.0)? {
        return Ok(());
    }
    let written = Timestamp(first.created_at);
    if tx.now < written.plus_ms(PATIENCE_MS) {
        return enqueue(tx, conversation, reader, written);
    }
    let other = accounts::store::find(tx.conn, row.person(side.other()))?;
    store::mark_told(tx, conversation, side, last.position)?;
    let news = MessagesNews {
        other_side: other.display_name,
        count: unread.len(),
        message: last.body.clone(),
        link: format!("/app/messages/{conversation}"),
    };
    notifications::tell(tx, reader, Notice::MessagesWaiting(news))
}
