//! Writing a message: it, its files, the news of it and the mail to whoever is away, all at once.

use db::Tx;
use domain::conversation::LONGEST;
use domain::fault::Faults;
use domain::text;
use domain::words::Side;

use super::tie::may_write_in;
use super::{ConversationRow, MessageIn, MessageOut, jobs, news, store, topics};
use crate::attachments;
use crate::attachments::store::Taker;
use crate::error::{Error, Result};
use crate::house::House;

/// Adds what that side says to the conversation.
///
/// # Errors
/// 403 or 409 where it may not write, 422 with all that is wrong with the message.
pub fn send(tx: &mut Tx, row: &ConversationRow, by: Side, input: &MessageIn, house: House) -> Result<MessageOut> {
    // As it is now: the other side may just have answered.
    let row = store::find(tx.conn, row.id.0)?;
    may_write_in(tx.conn, &row, by, house)??;
    let mut faults = Faults::new();
    let body = text::prose(&input.body, LONGEST);
    let body = if input.attachments.is_empty() { text::required(body) } else { body };
    let body = faults.take("/body", body).unwrap_or_default();
    if let Some(topic) = input.context {
        let seen = topics::is_seen_by_both(tx.conn, &row, topic)?;
        faults.unless(seen, "/context/id", "not_seen_by_both", "Must be something that both of you see.");
    }
    faults.check()?;
    let author = row.person(by);
    let message = store::insert(tx, row.id.0, author, &body, input.context)?;
    attachments::store::attach(tx, author, Taker::Message(message.id.0), &input.attachments)?;
    let message = store::told(tx.conn, vec![message])?.pop().ok_or(Error::NotFound)?;
    jobs::remind(tx, row.id.0, row.person(by.other()))?;
    news::said(tx, &row, &message)?;
    Ok(message)
}
