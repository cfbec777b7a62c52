//! What earnings are computed from, beside what moved.

use std::collections::HashMap;

use db::Conn;
use diesel::prelude::*;
use domain::ids::{CampaignId, UserId};
use domain::ledger::Account;
use domain::money::{Currency, Money};

use crate::db::Text;
use crate::error::Result;
use crate::payments::transactions::TitledCampaign;
use crate::schema::{campaigns, collaborations, ledger_accounts, users};

/// What is kept for that influencer's work, with the campaign of each.
pub fn in_escrow(conn: &mut Conn, influencer: UserId) -> Result<Vec<(CampaignId, Money)>> {
    let rows: Vec<(Text<CampaignId>, Text<Currency>, i64)> = ledger_accounts::table
        .inner_join(collaborations::table.on(collaborations::id.eq(ledger_accounts::owner)))
        .filter(ledger_accounts::kind.eq(Account::ESCROW).and(ledger_accounts::balance.gt(0)))
        .filter(collaborations::influencer_id.eq(influencer.to_string()))
        .select((collaborations::campaign_id, ledger_accounts::currency, ledger_accounts::balance))
        .load(conn)?;
    Ok(rows.into_iter().map(|(campaign, currency, amount)| (campaign.0, Money::new(amount, currency.0))).collect())
}

/// Those campaigns by their titles, and what their sponsors are called.
pub fn campaigns(conn: &mut Conn, ids: Vec<CampaignId>) -> Result<HashMap<CampaignId, (TitledCampaign, String)>> {
    let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    let rows: Vec<(Text<CampaignId>, String, String)> = campaigns::table
        .inner_join(users::table.on(users::id.eq(campaigns::sponsor_id)))
        .filter(campaigns::id.eq_any(ids))
        .select((campaigns::id, campaigns::title, users::display_name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, title, sponsor)| (id.0, (TitledCampaign { id: id.0, title }, sponsor))).collect())
}
