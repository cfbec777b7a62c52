//! Finding each other: the search index over influencers and campaigns, derived from the database and rebuildable.
//!
//! A change puts a row into `search_change` in its transaction ([`changed`]); each serving process takes these rows into an
//! index of its own ([`tail`]), and asks that ([`search`]). What is found is then loaded from the database, which stays the truth.

mod answers;
pub mod campaigns;
mod changes;
mod directory;
mod entries;
mod index;
pub mod influencers;
mod page;
mod query;
pub mod search;
pub mod tail;
pub mod words;

use db::Tx;
use diesel::prelude::*;
use domain::ids::Id;
use domain::money::Currency;
use domain::words::Role;

pub use search::Search;

use crate::error::{Error, Result};
use crate::schema::search_change;

/// The topic of commits that the index must take in.
pub const TOPIC: &str = "search";

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
    /// All that there is: every index is built anew.
    Everything,
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
            Self::Campaign | Self::Sponsor | Self::Everything => "campaigns",
        }
    }
}

/// Notes, in the transaction of the change, that the index and the cached lists must take it in.
pub fn changed(tx: &mut Tx, subject: Subject, id: &str) -> Result<()> {
    diesel::insert_into(search_change::table)
        .values((
            search_change::id.eq(Id::<changes::OfChange>::new(tx.now).to_string()),
            search_change::kind.eq(subject.to_string()),
            search_change::subject_id.eq(id),
        ))
        .execute(tx.conn)?;
    tx.announce(TOPIC);
    tx.announce(subject.tag());
    Ok(())
}

/// Has every process build its index anew.
pub fn reindex(tx: &mut Tx) -> Result<()> {
    changed(tx, Subject::Everything, "")
}

/// The currency of that code.
fn currency(code: Option<&str>) -> Result<Option<Currency>> {
    let parse = |code: &str| code.to_uppercase().parse().map_err(|wrong| Error::wrong("?currency", wrong));
    code.map(parse).transpose()
}

/// Only those whose money is in that range; with a currency alone, those who have any in it. Without a currency amounts are
/// compared as they stand, in minor units.
fn money_range(
    filters: &mut query::Filters<'_>,
    fields: &index::Fields,
    currency: Option<Currency>,
    least: Option<i64>,
    most: Option<i64>,
) {
    let Some(code) = currency.map(Currency::code) else { return filters.range(fields.price, least, most) };
    let most = most.unwrap_or(domain::money::MAX_MINOR).clamp(0, domain::money::MAX_MINOR);
    let least = least.unwrap_or(0).clamp(0, domain::money::MAX_MINOR + 1);
    filters.raw_range(fields.prices, Some(index::priced(code, least)), Some(index::priced(code, most)));
}
