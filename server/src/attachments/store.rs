//! The queries of attachments.

use std::collections::HashMap;

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::fault::Faults;
use domain::ids::{AttachmentId, CollaborationId, MessageId, SubmissionId, UserId};

use super::{AttachmentOut, AttachmentRow, MOST, MediaType};
use crate::error::{Error, Result};
use crate::schema::{attachment_tickets, attachments, deliverables, submissions};

/// How many somebody may have that nothing has taken.
const MOST_UNATTACHED: i64 = 50;

/// What takes an attachment.
#[derive(Clone, Copy, Debug)]
pub enum Taker {
    /// What is handed in.
    Submission(SubmissionId),
    /// What is written.
    Message(MessageId),
}

/// Nothing has taken it.
#[diesel::dsl::auto_type]
fn is_free() -> _ {
    attachments::submission_id.is_null().and(attachments::message_id.is_null())
}

/// The attachment of that id, once its file is whole, or 404.
pub fn find(conn: &mut Conn, id: AttachmentId) -> Result<AttachmentRow> {
    let whole = attachments::table.find(id.to_string()).filter(attachments::stored_at.is_not_null());
    Ok(whole.select(AttachmentRow::as_select()).first(conn)?)
}

/// A row for a file that is about to be written; 409 when too many of that person's wait to be taken.
pub fn reserve(tx: &mut Tx, owner: UserId, name: &str, media_type: MediaType, size: i64) -> Result<AttachmentId> {
    let mine = attachments::owner_id.eq(owner.to_string()).and(is_free());
    let waiting: i64 = attachments::table.filter(mine).count().get_result(tx.conn)?;
    if waiting >= MOST_UNATTACHED {
        let detail = format!("{MOST_UNATTACHED} files wait to be attached. Attach or remove some first.");
        return Err(Error::conflict("too_many_unattached", detail));
    }
    let id = AttachmentId::new(tx.now);
    diesel::insert_into(attachments::table)
        .values((
            (attachments::id.eq(id.to_string()), attachments::owner_id.eq(owner.to_string())),
            (attachments::name.eq(name), attachments::media_type.eq(media_type.to_string())),
            (attachments::size.eq(size), attachments::created_at.eq(tx.now.0)),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// Its file is whole.
pub fn stored(tx: &mut Tx, id: AttachmentId) -> Result<AttachmentRow> {
    let this = attachments::table.find(id.to_string());
    diesel::update(this).set(attachments::stored_at.eq(Some(tx.now.0))).execute(tx.conn)?;
    find(tx.conn, id)
}

/// Attaches these files of that person, in this order; tells each that can't be.
pub fn attach(tx: &mut Tx, owner: UserId, to: Taker, ids: &[AttachmentId]) -> Result<()> {
    let mut faults = Faults::new();
    faults.unless(ids.len() <= MOST, "/attachments", "too_many", format!("Must be at most {MOST}."));
    faults.check()?;
    let (submission, message) = match to {
        Taker::Submission(id) => (Some(id.to_string()), None),
        Taker::Message(id) => (None, Some(id.to_string())),
    };
    let mut faults = Faults::new();
    for (position, id) in ids.iter().enumerate() {
        let free = attachments::table
            .find(id.to_string())
            .filter(attachments::owner_id.eq(owner.to_string()).and(is_free()))
            .filter(attachments::stored_at.is_not_null());
        let place = i64::try_from(position).unwrap_or(i64::MAX);
        let taken = (
            attachments::submission_id.eq(submission.clone()),
            attachments::message_id.eq(message.clone()),
            attachments::position.eq(place),
        );
        let found = diesel::update(free).set(taken).execute(tx.conn)? == 1;
        let gone = "This file is not there any more. Upload it again.";
        faults.unless(found, format!("/attachments/{position}"), "no_such_attachment", gone);
    }
    Ok(faults.check()?)
}

/// All that is attached to the submissions of a collaboration, by submission, in order.
pub fn of_work(conn: &mut Conn, of: CollaborationId) -> Result<HashMap<SubmissionId, Vec<AttachmentOut>>> {
    let rows: Vec<AttachmentRow> = attachments::table
        .inner_join(submissions::table.on(attachments::submission_id.eq(submissions::id.nullable())))
        .inner_join(deliverables::table.on(deliverables::id.eq(submissions::deliverable_id)))
        .filter(deliverables::collaboration_id.eq(of.to_string()))
        .order((attachments::submission_id, attachments::position))
        .select(AttachmentRow::as_select())
        .load(conn)?;
    let mut all: HashMap<SubmissionId, Vec<AttachmentOut>> = HashMap::new();
    for row in rows {
        if let Some(submission) = &row.submission_id {
            all.entry(submission.0).or_default().push(AttachmentOut::from(&row));
        }
    }
    Ok(all)
}

/// All that is attached to these messages, by message, in order.
pub fn of_messages(conn: &mut Conn, of: &[MessageId]) -> Result<HashMap<MessageId, Vec<AttachmentOut>>> {
    let ids: Vec<String> = of.iter().map(ToString::to_string).collect();
    let rows: Vec<AttachmentRow> = attachments::table
        .filter(attachments::message_id.eq_any(ids))
        .order((attachments::message_id, attachments::position))
        .select(AttachmentRow::as_select())
        .load(conn)?;
    let mut all: HashMap<MessageId, Vec<AttachmentOut>> = HashMap::new();
    for row in rows {
        if let Some(message) = &row.message_id {
            all.entry(message.0).or_default().push(AttachmentOut::from(&row));
        }
    }
    Ok(all)
}

/// Up to `limit` that nothing has taken since before that instant.
pub fn left_over(conn: &mut Conn, before: Timestamp, limit: i64) -> Result<Vec<AttachmentRow>> {
    let old = is_free().and(attachments::created_at.le(before.0));
    let rows = attachments::table.filter(old).order(attachments::created_at).limit(limit);
    Ok(rows.select(AttachmentRow::as_select()).load(conn)?)
}

/// From now on nothing can take it; `false` when something has.
pub fn give_up(tx: &mut Tx, id: AttachmentId) -> Result<bool> {
    let free = attachments::table.find(id.to_string()).filter(is_free());
    Ok(diesel::update(free).set(attachments::stored_at.eq(None::<i64>)).execute(tx.conn)? == 1)
}

/// The row of one that was given up and whose file is gone.
pub fn delete(tx: &mut Tx, id: AttachmentId) -> Result<()> {
    let given_up = is_free().and(attachments::stored_at.is_null());
    diesel::delete(attachments::table.find(id.to_string()).filter(given_up)).execute(tx.conn)?;
    Ok(())
}

/// Adds a ticket.
pub fn add_ticket(tx: &mut Tx, id: AttachmentId, hash: &str, expires_at: Timestamp) -> Result<()> {
    let ticket = (
        attachment_tickets::token_hash.eq(hash),
        attachment_tickets::attachment_id.eq(id.to_string()),
        attachment_tickets::expires_at.eq(expires_at.0),
    );
    diesel::insert_into(attachment_tickets::table).values(ticket).execute(tx.conn)?;
    Ok(())
}

/// Uses a ticket up; 401 when it is none of that attachment, was used or has run out.
pub fn redeem(tx: &mut Tx, id: AttachmentId, hash: &str) -> Result<AttachmentRow> {
    let of_it = attachment_tickets::attachment_id.eq(id.to_string());
    let good = attachment_tickets::table.find(hash).filter(of_it.and(attachment_tickets::expires_at.gt(tx.now.0)));
    if diesel::delete(good).execute(tx.conn)? == 0 {
        return Err(Error::Unauthenticated("invalid_ticket", "This address was used or has run out. Get a new one."));
    }
    find(tx.conn, id)
}

/// Deletes tickets that have run out.
pub fn delete_old_tickets(tx: &mut Tx) -> Result<usize> {
    let old = attachment_tickets::table.filter(attachment_tickets::expires_at.le(tx.now.0));
    Ok(diesel::delete(old).execute(tx.conn)?)
}
