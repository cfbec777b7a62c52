//! Finding each other: the search index over influencers and campaigns, derived from the database and rebuildable.

pub mod campaigns;

use db::Tx;
use diesel::prelude::*;
use domain::words::Role;
use uuid::Uuid;

use crate::error::Result;
use crate::schema::search_change;

/// What the index holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Subject {
    /// An influencer's profile.
    Influencer,
    /// A campaign.
    Campaign,
    /// A sponsor: all of their campaigns.
    Sponsor,
}

impl Subject {
    /// What the index holds of a person of that role; of an admin nothing, which is as good as a sponsor without campaigns.
    pub const fn of_role(role: Role) -> Self {
        match role {
            Role::Influencer => Self::Influencer,
            Role::Sponsor | Role::Admin => Self::Sponsor,
        }
    }

    /// The cache tag of lists that show it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Influencer => "influencers",
            Self::Campaign | Self::Sponsor => "campaigns",
        }
    }
}

/// Notes, in the transaction of the change, that the index and the cached lists must take it in.
pub fn changed(tx: &mut Tx, subject: Subject, id: &str) -> Result<()> {
    diesel::insert_into(search_change::table)
        .values((
            search_change::id.eq(Uuid::new_v4().to_string()),
            search_change::kind.eq(subject.to_string()),
            search_change::subject_id.eq(id),
        ))
        .execute(tx.conn)?;
    tx.announce("search");
    tx.announce(subject.tag());
    Ok(())
}
