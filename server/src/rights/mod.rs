//! The register of rights and exclusivity: who may use what, where and until when, and who works for whom alone. Nothing of
//! it is typed in: it follows from what was agreed and when it went online.

pub mod check;
pub mod conflicts;
pub mod jobs;
pub mod routes;
pub mod store;

use domain::clock::{Timestamp, Zone};
use domain::rights::{Exclusivity, Licence, Post, Standing};
use domain::words::{DeliverableStatus, UsageRights};
use serde::Serialize;
use utoipa::ToSchema;

use crate::collaborations::{DeliverableRow, Work};

impl Work {
    /// What the sponsor may do with what came of that deliverable; `None` when it is not online, or may not be used.
    pub fn licence(&self, part: &DeliverableRow) -> Option<Licence> {
        part.published_at.and_then(|at| Licence::of(&self.agreed.terms.0, Timestamp(at)))
    }

    /// In which time the influencer takes no competing work, if that was agreed.
    pub fn exclusivity(&self) -> Option<Exclusivity> {
        let posts: Vec<Post> = self.parts.iter().map(post).collect();
        let zone = Zone::named(&self.campaign.time_zone).unwrap_or(Zone::UTC);
        let days = self.agreed.terms.0.exclusivity_days;
        Exclusivity::of(days, Timestamp(self.row.created_at), &posts, self.row.ended_at.map(Timestamp), &zone)
    }
}

fn post(part: &DeliverableRow) -> Post {
    match (part.published_at, part.status.0) {
        (Some(at), _) => Post::Online(Timestamp(at)),
        (None, DeliverableStatus::Cancelled) => Post::CalledOff,
        (None, _) => Post::Due(part.due_date.0),
    }
}

/// What the sponsor may do with a post.
#[derive(Debug, Serialize, ToSchema)]
pub struct LicenceOut {
    /// In which way it may be used.
    pub usage: UsageRights,
    /// Where, as country codes; empty is everywhere.
    pub territories: Vec<String>,
    /// From its publication.
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    /// Until then.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    /// Whether it holds now.
    pub standing: Standing,
}

/// A time in which the influencer takes no competing work.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExclusivityOut {
    /// From the agreement.
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    /// Until the agreed days after the last post are over; while posts are to come, counted from the last due date.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    /// Whether `until` can't move any more, since the collaboration is over.
    pub settled: bool,
    /// Whether it holds now.
    pub standing: Standing,
}

impl LicenceOut {
    /// The licence as it stands at that moment.
    pub fn of(licence: Licence, now: Timestamp) -> Self {
        let standing = licence.standing(now);
        let Licence { usage, territories, from, until } = licence;
        Self { usage, territories, from, until, standing }
    }
}

impl ExclusivityOut {
    /// The exclusivity as it stands at that moment.
    pub const fn of(held: Exclusivity, now: Timestamp) -> Self {
        Self { from: held.from, until: held.until, settled: held.settled, standing: held.standing(now) }
    }
}
