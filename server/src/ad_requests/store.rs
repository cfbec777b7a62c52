//! The queries of ad requests.

use db::{Conn, Tx};
use diesel::dsl::{exists, max};
use diesel::prelude::*;
use diesel::result::DatabaseErrorKind::UniqueViolation;
use domain::ad_request::{AdRequest, Between, Deadline, Refused, Revision, State};
use domain::clock::Timestamp;
use domain::ids::{AdRequestId, CampaignId, UserId};
use domain::words::{AdRequestStatus, Side};

use super::{AdRequestRow, Negotiation, RevisionRow};
use crate::blocks;
use crate::campaigns::{self, CampaignRow};
use crate::db::{Text, to_json};
use crate::error::{Error, Result};
use crate::people::People;
use crate::schema::{ad_requests, revisions};

/// The version that a row begins with.
const FIRST_VERSION: i64 = 1;

/// A negotiation with all that its rules look at, or 404.
pub fn load(conn: &mut Conn, id: AdRequestId) -> Result<Negotiation> {
    let row: AdRequestRow = ad_requests::table.find(id.to_string()).select(AdRequestRow::as_select()).first(conn)?;
    let latest: RevisionRow =
        revisions::table.find((id.to_string(), row.revision)).select(RevisionRow::as_select()).first(conn)?;
    let campaign = campaigns::store::find(conn, row.campaign_id.0)?;
    let people = People::load(conn, [row.sponsor_id.0, row.influencer_id.0])?;
    let request = AdRequest {
        id,
        campaign: row.campaign_id.0,
        sponsor: row.sponsor_id.0,
        influencer: row.influencer_id.0,
        direction: row.direction.0,
        state: row.state(),
        latest: latest.rules(),
    };
    let (sponsor, influencer) = (people.get(row.sponsor_id.0)?.clone(), people.get(row.influencer_id.0)?.clone());
    Ok(Negotiation { row, request, campaign, sponsor, influencer })
}

/// All revisions, the first one first.
pub fn history(conn: &mut Conn, id: AdRequestId) -> Result<Vec<RevisionRow>> {
    let all = revisions::table.filter(revisions::ad_request_id.eq(id.to_string())).order(revisions::number);
    Ok(all.select(RevisionRow::as_select()).load(conn)?)
}

/// What [`domain::ad_request::may_begin`] asks of a pair, in one query.
pub fn between(conn: &mut Conn, campaign: &CampaignRow, influencer: UserId) -> Result<Between> {
    let pair = || {
        ad_requests::table
            .filter(ad_requests::campaign_id.eq(campaign.id.0.to_string()))
            .filter(ad_requests::influencer_id.eq(influencer.to_string()))
    };
    let open = pair().filter(ad_requests::status.eq(AdRequestStatus::Pending.to_string()));
    let rejected = pair().filter(ad_requests::status.eq(AdRequestStatus::Rejected.to_string()));
    let blocked = blocks::store::of_pair(campaign.sponsor_id.0.to_string(), influencer.to_string());
    let asked = (exists(blocked), exists(open), rejected.select(max(ad_requests::closed_at)).single_value());
    let (blocked, has_open, last_rejected): (bool, bool, Option<i64>) = diesel::select(asked).get_result(conn)?;
    Ok(Between { blocked, has_open, last_rejected: last_rejected.map(Timestamp) })
}

/// Adds a negotiation with its first revision, which it answers. 409 `already_open` when another request was faster.
pub fn insert(tx: &mut Tx, request: &AdRequest, author: UserId) -> Result<RevisionRow> {
    let now = tx.now.0;
    let terms = &request.latest.terms;
    let inserted = diesel::insert_into(ad_requests::table)
        .values((
            ad_requests::id.eq(request.id.to_string()),
            ad_requests::campaign_id.eq(request.campaign.to_string()),
            ad_requests::sponsor_id.eq(request.sponsor.to_string()),
            ad_requests::influencer_id.eq(request.influencer.to_string()),
            ad_requests::direction.eq(request.direction.to_string()),
            ad_requests::currency.eq(terms.payment.currency.code()),
            StateColumns::of(request),
            (ad_requests::created_at.eq(now), ad_requests::updated_at.eq(now)),
            ad_requests::version.eq(FIRST_VERSION),
        ))
        .execute(tx.conn);
    match inserted {
        Err(diesel::result::Error::DatabaseError(UniqueViolation, _)) => return Err(Refused::AlreadyOpen.into()),
        other => other?,
    };
    insert_revision(tx, request.id, &request.latest, author)
}

/// How a negotiation ended, for its history.
#[derive(Clone, Debug, Default)]
pub struct Closing {
    /// The side that ended it; nobody when time or the campaign did.
    pub by: Option<Side>,
    /// What they said.
    pub reason: String,
}

/// Saves what a move made of a negotiation; `author` is whoever made a new revision. 409 when somebody else moved
/// since it was loaded.
pub fn save(tx: &mut Tx, before: &AdRequestRow, after: &AdRequest, author: UserId, closing: &Closing) -> Result<()> {
    let closed = after.awaited().is_none();
    let unchanged = ad_requests::table.find(before.id.0.to_string()).filter(ad_requests::version.eq(before.version));
    let changes = (
        StateColumns::of(after),
        ad_requests::closed_by.eq(closing.by.map(|side| side.to_string())),
        ad_requests::close_reason.eq(Some(&closing.reason).filter(|reason| !reason.is_empty())),
        ad_requests::closed_at.eq(closed.then_some(tx.now.0)),
        ad_requests::updated_at.eq(tx.now.0),
        ad_requests::version.eq(before.version + 1),
    );
    if diesel::update(unchanged).set(changes).execute(tx.conn)? == 0 {
        return Err(Error::conflict("conflict", "It has changed meanwhile. Load it again."));
    }
    if after.latest.number > before.revision {
        insert_revision(tx, after.id, &after.latest, author)?;
    }
    Ok(())
}

fn insert_revision(tx: &mut Tx, id: AdRequestId, revision: &Revision, author: UserId) -> Result<RevisionRow> {
    let row = RevisionRow::of(id, revision, author);
    diesel::insert_into(revisions::table)
        .values((
            revisions::message_commitment.eq(&row.message_commitment),
            revisions::message_salt.eq(&row.message_salt),
            (revisions::ad_request_id.eq(id.to_string()), revisions::number.eq(revision.number)),
            (revisions::made_by.eq(revision.by.to_string()), revisions::author_id.eq(author.to_string())),
            (revisions::message.eq(&revision.message), revisions::terms.eq(to_json(&revision.terms))),
            (revisions::brief.eq(&revision.brief), revisions::disclosure.eq(&revision.disclosure)),
            (revisions::hash.eq(&revision.hash), revisions::created_at.eq(revision.at.0)),
        ))
        .execute(tx.conn)?;
    Ok(row)
}

impl AdRequestRow {
    /// The row of a negotiation that begins now.
    pub fn begun(request: &AdRequest, now: Timestamp) -> Self {
        let state = StateColumns::of(request);
        Self {
            id: Text(request.id),
            campaign_id: Text(request.campaign),
            sponsor_id: Text(request.sponsor),
            influencer_id: Text(request.influencer),
            direction: Text(request.direction),
            status: Text(request.status()),
            awaiting: request.awaited().map(Text),
            revision: state.revision,
            expires_at: state.expires_at,
            time_left: state.time_left,
            closed_by: None,
            close_reason: None,
            closed_at: None,
            created_at: now.0,
            updated_at: now.0,
            version: FIRST_VERSION,
        }
    }
}

/// The columns that a move changes.
#[derive(diesel::AsChangeset, diesel::Insertable)]
#[diesel(table_name = ad_requests, treat_none_as_null = true)]
struct StateColumns {
    status: String,
    awaiting: Option<String>,
    revision: i64,
    payment: i64,
    expires_at: Option<i64>,
    time_left: Option<i64>,
}

impl StateColumns {
    fn of(request: &AdRequest) -> Self {
        let deadline = match request.state {
            State::Pending { deadline, .. } => Some(deadline),
            _ => None,
        };
        Self {
            status: request.status().to_string(),
            awaiting: request.awaited().map(|side| side.to_string()),
            revision: request.latest.number,
            payment: request.latest.terms.payment.amount,
            expires_at: deadline.and_then(|deadline| match deadline {
                Deadline::At(at) => Some(at.0),
                Deadline::Stopped(_) => None,
            }),
            time_left: deadline.and_then(|deadline| match deadline {
                Deadline::Stopped(left) => Some(left),
                Deadline::At(_) => None,
            }),
        }
    }
}

/// Whether that influencer ever had an ad request on the campaign.
pub fn took_part(conn: &mut Conn, campaign: CampaignId, influencer: UserId) -> Result<bool> {
    let pair = ad_requests::table
        .filter(ad_requests::campaign_id.eq(campaign.to_string()))
        .filter(ad_requests::influencer_id.eq(influencer.to_string()));
    Ok(pair.count().get_result::<i64>(conn)? > 0)
}
