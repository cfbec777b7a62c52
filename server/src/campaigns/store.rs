//! The queries of campaigns.

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::ids::CampaignId;
use domain::money::Money;

use super::CampaignRow;
use crate::discovery::{self, Subject};
use crate::error::{Error, Result};
use crate::schema::campaigns;

/// A campaign by id, or 404. Whether the caller may see it is for the extractors in `access.rs`.
pub fn find(conn: &mut Conn, id: CampaignId) -> Result<CampaignRow> {
    Ok(campaigns::table.find(id.to_string()).select(CampaignRow::as_select()).first(conn)?)
}

/// Commits a payment: 409 `budget_exceeded` when it is more than what is left. The condition stands in the statement
/// and in a constraint of the table, so no two payments can both take the last of a budget.
pub fn commit_budget(tx: &mut Tx, campaign: &CampaignRow, payment: Money) -> Result<()> {
    campaign.rules().commit(payment)?;
    let enough = campaigns::table
        .find(campaign.id.0.to_string())
        .filter((campaigns::committed + payment.amount).le(campaigns::budget));
    let committed = (
        campaigns::committed.eq(campaigns::committed + payment.amount),
        campaigns::version.eq(campaigns::version + 1),
        campaigns::updated_at.eq(tx.now.0),
    );
    match diesel::update(enough).set(committed).execute(tx.conn)? {
        0 => Err(Error::from(domain::campaign::CampaignRefused::BudgetExceeded)),
        _ => discovery::changed(tx, Subject::Campaign, &campaign.id.0.to_string()),
    }
}

/// Notes that the campaign has had an ad request: its currency is fixed now, and it can't be deleted any more.
pub fn note_negotiation(tx: &mut Tx, id: CampaignId) -> Result<()> {
    let first = campaigns::table.find(id.to_string()).filter(campaigns::negotiated_at.is_null());
    diesel::update(first).set(campaigns::negotiated_at.eq(tx.now.0)).execute(tx.conn)?;
    Ok(())
}
