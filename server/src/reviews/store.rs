//! The queries of reviews.

use db::{Conn, Tx, insert_or_ignore};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{CollaborationId, ReviewId, UserId};
use domain::review::Refused;
use domain::words::Side;

use super::ReviewRow;
use crate::collaborations::CollaborationRow;
use crate::discovery::{self, Subject};
use crate::error::Result;
use crate::schema::{influencer_profiles, reviews, sponsor_profiles};

/// What was written of a collaboration so far.
pub fn of(conn: &mut Conn, id: CollaborationId) -> Result<Vec<ReviewRow>> {
    let rows = reviews::table.filter(reviews::collaboration_id.eq(id.to_string()));
    Ok(rows.select(ReviewRow::as_select()).order(reviews::id).load(conn)?)
}

/// What one side says; 409 when it has said so before.
pub struct Said<'a> {
    /// On which side.
    pub by: Side,
    /// 1 to 5.
    pub rating: i64,
    /// In words.
    pub comment: &'a str,
    /// Until when it waits for the other side's.
    pub due: Timestamp,
}

/// Keeps a review.
pub fn insert(tx: &mut Tx, work: &CollaborationRow, said: &Said) -> Result<()> {
    let (author, subject) = match said.by {
        Side::Sponsor => (work.sponsor_id.0, work.influencer_id.0),
        Side::Influencer => (work.influencer_id.0, work.sponsor_id.0),
    };
    let row = (
        (reviews::id.eq(ReviewId::new(tx.now).to_string()), reviews::collaboration_id.eq(work.id.0.to_string())),
        (reviews::made_by.eq(said.by.to_string()), reviews::author_id.eq(author.to_string())),
        (reviews::subject_id.eq(subject.to_string()), reviews::rating.eq(said.rating)),
        (reviews::comment.eq(said.comment), reviews::created_at.eq(tx.now.0), reviews::due_at.eq(said.due.0)),
    );
    if insert_or_ignore(diesel::insert_into(reviews::table).values(row)).execute(tx.conn)? == 0 {
        return Err(Refused::AlreadyRated.into());
    }
    Ok(())
}

/// Shows a review and counts it in the rating of whom it is about; once.
pub fn show(tx: &mut Tx, review: &ReviewRow) -> Result<()> {
    let hidden = reviews::table.find(review.id.0.to_string()).filter(reviews::shown_at.is_null());
    if diesel::update(hidden).set(reviews::shown_at.eq(Some(tx.now.0))).execute(tx.conn)? == 0 {
        return Ok(());
    }
    let subject = review.subject_id.0.to_string();
    match review.made_by.0 {
        Side::Sponsor => {
            let counted = (
                influencer_profiles::rating_total.eq(influencer_profiles::rating_total + review.rating),
                influencer_profiles::rating_count.eq(influencer_profiles::rating_count + 1),
            );
            diesel::update(influencer_profiles::table.find(&subject)).set(counted).execute(tx.conn)?;
            discovery::changed(tx, Subject::Influencer, &subject)
        }
        Side::Influencer => {
            let counted = (
                sponsor_profiles::rating_total.eq(sponsor_profiles::rating_total + review.rating),
                sponsor_profiles::rating_count.eq(sponsor_profiles::rating_count + 1),
            );
            diesel::update(sponsor_profiles::table.find(&subject)).set(counted).execute(tx.conn)?;
            discovery::changed(tx, Subject::Sponsor, &subject)
        }
    }
}

/// Those that nobody answered in time.
pub fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<ReviewRow>> {
    let late = reviews::table.filter(reviews::shown_at.is_null().and(reviews::due_at.le(now.0)));
    Ok(late.order(reviews::due_at).limit(limit).select(ReviewRow::as_select()).load(conn)?)
}

/// What is said of somebody and shown, the latest first, after that one.
pub fn about(conn: &mut Conn, subject: UserId, after: Option<ReviewId>, limit: i64) -> Result<Vec<ReviewRow>> {
    let mut shown = reviews::table
        .filter(reviews::subject_id.eq(subject.to_string()).and(reviews::shown_at.is_not_null()))
        .into_boxed();
    if let Some(after) = after {
        shown = shown.filter(reviews::id.lt(after.to_string()));
    }
    Ok(shown.order(reviews::id.desc()).limit(limit).select(ReviewRow::as_select()).load(conn)?)
}
