//! Ad requests: the negotiation between one campaign and one influencer. The rules are in `domain::ad_request`; here they
//! meet the database, the other side's mailbox and the wire.

pub mod access;
pub mod begin;
pub mod jobs;
pub mod lifecycle;
pub mod list;
pub mod moves;
pub mod news;
pub mod out;
pub mod store;

use domain::ad_request::{AdRequest, Deadline, Refused, Revision, Scene, State};
use domain::clock::Timestamp;
use domain::commitment::Sealed;
use domain::ids::{AdRequestId, CampaignId, UserId};
use domain::terms::Terms;
use domain::words::{AdRequestStatus, Direction, Side};

use crate::campaigns::CampaignRow;
use crate::db::{Json, Text};
use crate::error::Error;
use crate::house::House;
use crate::people::Person;

/// An ad request's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::ad_requests)]
pub struct AdRequestRow {
    pub id: Text<AdRequestId>,
    pub campaign_id: Text<CampaignId>,
    pub sponsor_id: Text<UserId>,
    pub influencer_id: Text<UserId>,
    pub direction: Text<Direction>,
    pub status: Text<AdRequestStatus>,
    pub awaiting: Option<Text<Side>>,
    pub revision: i64,
    pub expires_at: Option<i64>,
    pub time_left: Option<i64>,
    pub closed_by: Option<Text<Side>>,
    pub close_reason: Option<String>,
    pub closed_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

/// A revision's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::revisions)]
pub struct RevisionRow {
    pub ad_request_id: Text<AdRequestId>,
    pub number: i64,
    pub made_by: Text<Side>,
    pub author_id: Text<UserId>,
    pub message: String,
    pub message_commitment: Option<String>,
    pub message_salt: Option<String>,
    pub terms: Json<Terms>,
    pub brief: String,
    pub disclosure: String,
    pub hash: String,
    pub created_at: i64,
}

impl RevisionRow {
    /// The row of what the rules made.
    pub fn of(id: AdRequestId, revision: &Revision, author: UserId) -> Self {
        Self {
            ad_request_id: Text(id),
            number: revision.number,
            made_by: Text(revision.by),
            author_id: Text(author),
            message: revision.message.clone(),
            message_commitment: revision.sealed.as_ref().map(|sealed| sealed.commitment.clone()),
            message_salt: revision.sealed.as_ref().and_then(|sealed| sealed.salt.clone()),
            terms: Json(revision.terms.clone()),
            brief: revision.brief.clone(),
            disclosure: revision.disclosure.clone(),
            hash: revision.hash.clone(),
            created_at: revision.at.0,
        }
    }

    /// What the rules see.
    pub fn rules(&self) -> Revision {
        Revision {
            number: self.number,
            by: self.made_by.0,
            terms: self.terms.0.clone(),
            message: self.message.clone(),
            sealed: sealed(self.message_commitment.as_ref(), self.message_salt.as_ref()),
            brief: self.brief.clone(),
            disclosure: self.disclosure.clone(),
            at: Timestamp(self.created_at),
            hash: self.hash.clone(),
        }
    }
}

/// What stands in two columns of something that a chain vouches for.
pub fn sealed(commitment: Option<&String>, salt: Option<&String>) -> Option<Sealed> {
    commitment.map(|commitment| Sealed { commitment: commitment.clone(), salt: salt.cloned() })
}

/// A negotiation with all that its rules look at.
#[derive(Clone, Debug)]
pub struct Negotiation {
    /// The row as it was loaded; a save holds only while its version still is.
    pub row: AdRequestRow,
    /// What the rules see.
    pub request: AdRequest,
    /// What it is about.
    pub campaign: CampaignRow,
    /// The side that pays.
    pub sponsor: Person,
    /// The side that delivers.
    pub influencer: Person,
}

impl Negotiation {
    /// The person on that side.
    pub const fn person(&self, side: Side) -> &Person {
        match side {
            Side::Sponsor => &self.sponsor,
            Side::Influencer => &self.influencer,
        }
    }

    /// Asks the rules something as they stand for that side.
    pub fn on_scene<T>(&self, side: Side, now: Timestamp, house: House, ask: impl FnOnce(&Scene) -> T) -> T {
        let campaign = self.campaign.rules();
        let actor = self.person(side).user.standing(house.verifies_email);
        let other = self.person(side.other()).user.standing(house.verifies_email);
        ask(&Scene {
            campaign: &campaign,
            actor: &actor,
            other: &other,
            now,
            answer_days: house.periods.ad_request_days,
        })
    }
}

impl AdRequestRow {
    /// The state that the columns hold.
    fn state(&self) -> State {
        match (self.status.0, &self.awaiting) {
            (AdRequestStatus::Pending, Some(awaited)) => {
                let deadline = match (self.expires_at, self.time_left) {
                    (Some(at), _) => Deadline::At(Timestamp(at)),
                    (None, left) => Deadline::Stopped(left.unwrap_or_default()),
                };
                State::Pending { awaited: awaited.0, deadline }
            }
            (AdRequestStatus::Accepted, _) => State::Accepted,
            (AdRequestStatus::Rejected, _) => State::Rejected,
            (AdRequestStatus::Withdrawn, _) => State::Withdrawn,
            (AdRequestStatus::Pending | AdRequestStatus::Expired, _) => State::Expired,
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Denied(denied) => denied.into(),
            Refused::OtherCurrency => Self::invalid("/terms/payment/currency", "other_currency", refused.to_string()),
            refused => Self::conflict(refused.code(), refused.to_string()),
        }
    }
}
