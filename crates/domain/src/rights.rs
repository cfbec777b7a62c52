//! The register of rights: who may use what was made, where and until when, and who works for whom alone. All of it follows
//! from what was agreed and when it was delivered.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::Display;
use utoipa::ToSchema;

use crate::clock::{DAY_MS, Timestamp, Zone};
use crate::ids::UserId;
use crate::terms::Terms;
use crate::words::UsageRights;

/// How long before its end both sides are told of it, in milliseconds: two weeks are enough to agree on more, or to take
/// ads down.
const ALERT_MS: i64 = 14 * DAY_MS;

/// Whether a right holds now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Standing {
    /// It holds.
    Current,
    /// It is over.
    Ended,
}

impl Standing {
    const fn holding(holds: bool) -> Self {
        if holds { Self::Current } else { Self::Ended }
    }
}

/// What the sponsor may do with one post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// In which way it may be used; never [`UsageRights::None`].
    pub usage: UsageRights,
    /// Where, as country codes; empty is everywhere.
    pub territories: Vec<String>,
    /// From its publication.
    pub from: Timestamp,
    /// Until then; at that instant it holds no more.
    pub until: Timestamp,
}

impl Licence {
    /// What those terms give for a post that went online then; `None` when they give nothing.
    pub fn of(terms: &Terms, published: Timestamp) -> Option<Self> {
        let gives = terms.usage_rights != UsageRights::None && terms.usage_days > 0;
        gives.then(|| Self {
            usage: terms.usage_rights,
            territories: terms.territories.clone(),
            from: published,
            until: published.plus_days(i64::from(terms.usage_days)),
        })
    }

    /// Whether it holds.
    pub const fn standing(&self, now: Timestamp) -> Standing {
        Standing::holding(now.0 < self.until.0)
    }

    /// When both sides are told that it will end: two weeks before, or at half time of a short one.
    pub fn alert_at(&self) -> Timestamp {
        let half = self.until.ms_since(self.from) / 2;
        self.until.plus_ms(-half.min(ALERT_MS))
    }
}

/// What an exclusivity looks at of each thing to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Post {
    /// It went online then.
    Online(Timestamp),
    /// It is to be handed in by that day.
    Due(Date),
    /// It was called off.
    CalledOff,
}

/// A time in which the influencer takes no competing work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exclusivity {
    /// From the agreement.
    pub from: Timestamp,
    /// Until so many days after the last post. While posts are to come, that is after the last due date, and may move.
    pub until: Timestamp,
    /// Whether that can't move any more.
    pub settled: bool,
}

impl Exclusivity {
    /// What `days` of exclusivity mean for these posts; `ended` is when the collaboration was over. One of which nothing went
    /// online binds nobody after its end.
    pub fn of(days: u32, agreed: Timestamp, posts: &[Post], ended: Option<Timestamp>, zone: &Zone) -> Option<Self> {
        if days == 0 {
            return None;
        }
        let end_of = |day: Date| day.tomorrow().map_or(Timestamp(i64::MAX / 2), |next| zone.start_of(next));
        let last = posts.iter().filter_map(|post| match post {
            Post::Online(at) => Some(*at),
            Post::Due(day) if ended.is_none() => Some(end_of(*day)),
            Post::Due(_) | Post::CalledOff => None,
        });
        let after = |last: Timestamp| last.plus_days(i64::from(days));
        let until = match (last.max(), ended) {
            (Some(last), _) => after(last),
            (None, Some(ended)) => ended,
            (None, None) => after(agreed),
        };
        Some(Self { from: agreed, until, settled: ended.is_some() })
    }

    /// Whether it holds: as long as posts are to come, and so many days after.
    pub const fn standing(&self, now: Timestamp) -> Standing {
        Standing::holding(!self.settled || now.0 < self.until.0)
    }
}

/// Whether work for `sponsor` in these niches competes with what somebody has promised `to` do for nobody else.
pub fn competes((to, theirs): (UserId, &[String]), (sponsor, niches): (UserId, &[String])) -> bool {
    to != sponsor && niches.iter().any(|niche| theirs.contains(niche))
}

#[cfg(test)]
#[path = "rights_tests.rs"]
mod tests;
