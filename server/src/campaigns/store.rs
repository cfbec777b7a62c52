//! The queries of campaigns.

use db::{Conn, Tx};
use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel::sql_types::Text as SqlText;
use domain::campaign::CampaignRefused;
use domain::ids::{CampaignId, UserId};
use domain::money::Money;
use domain::profile::Requirements;
use domain::words::{CampaignStatus, Visibility};
use jiff::civil::Date;

use super::CampaignRow;
use crate::db::to_json;
use crate::discovery::{self, Subject};
use crate::error::{Error, Result};
use crate::schema::{campaign_niches, campaigns};

/// What a sponsor says of a campaign; everything checked.
pub struct Fields {
    pub title: String,
    pub description: String,
    pub goals: String,
    pub niches: Vec<String>,
    pub start: Date,
    pub end: Date,
    pub budget: Money,
    pub visibility: Visibility,
    pub requirements: Requirements,
    pub disclosure: String,
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = campaigns)]
struct Columns<'a> {
    title: &'a str,
    description: &'a str,
    goals: &'a str,
    start_date: String,
    end_date: String,
    budget: i64,
    currency: &'a str,
    visibility: String,
    min_followers: i64,
    platforms: String,
    countries: String,
    languages: String,
    disclosure: &'a str,
    updated_at: i64,
}

impl Fields {
    fn columns(&self, now: i64) -> Columns<'_> {
        Columns {
            title: &self.title,
            description: &self.description,
            goals: &self.goals,
            start_date: self.start.to_string(),
            end_date: self.end.to_string(),
            budget: self.budget.amount,
            currency: self.budget.currency.code(),
            visibility: self.visibility.to_string(),
            min_followers: self.requirements.min_followers,
            platforms: to_json(&self.requirements.platforms),
            countries: to_json(&self.requirements.countries),
            languages: to_json(&self.requirements.languages),
            disclosure: &self.disclosure,
            updated_at: now,
        }
    }
}

/// A campaign by id, or 404. Whether the caller may see it is for the extractors in `access.rs`.
pub fn find(conn: &mut Conn, id: CampaignId) -> Result<CampaignRow> {
    Ok(campaigns::table.find(id.to_string()).select(CampaignRow::as_select()).first(conn)?)
}

/// The same, to be changed: nobody else changes it until this transaction ends, so that what the rules see holds.
pub fn take(tx: &mut Tx, id: CampaignId) -> Result<CampaignRow> {
    let lock = format!("select id from campaigns where id = $1{}", tx.conn.lock_clause());
    diesel::sql_query(lock).bind::<SqlText, _>(id.to_string()).execute(tx.conn)?;
    find(tx.conn, id)
}

/// The slugs of a campaign's niches.
pub fn niches(conn: &mut Conn, id: CampaignId) -> Result<Vec<String>> {
    let of = campaign_niches::table.filter(campaign_niches::campaign_id.eq(id.to_string()));
    Ok(of.order(campaign_niches::niche).select(campaign_niches::niche).load(conn)?)
}

/// Adds a draft.
pub fn insert(tx: &mut Tx, sponsor: UserId, time_zone: &str, fields: &Fields) -> Result<CampaignRow> {
    let id = CampaignId::new(tx.now);
    let own = (
        (campaigns::id.eq(id.to_string()), campaigns::sponsor_id.eq(sponsor.to_string())),
        campaigns::time_zone.eq(time_zone),
        campaigns::status.eq(CampaignStatus::Draft.to_string()),
        campaigns::created_at.eq(tx.now.0),
    );
    diesel::insert_into(campaigns::table).values((own, fields.columns(tx.now.0))).execute(tx.conn)?;
    insert_niches(tx, id, &fields.niches)?;
    discovery::changed(tx, Subject::Campaign, &id.to_string())?;
    find(tx.conn, id)
}

fn insert_niches(tx: &mut Tx, id: CampaignId, niches: &[String]) -> Result<()> {
    for niche in niches {
        let row = (campaign_niches::campaign_id.eq(id.to_string()), campaign_niches::niche.eq(niche));
        diesel::insert_into(campaign_niches::table).values(row).execute(tx.conn)?;
    }
    Ok(())
}

/// Saves an edit of the row that was read. The budget stands under the condition of [`commit_budget`], and a change of
/// currency under that of no negotiation, so that neither can pass the other.
pub fn update(tx: &mut Tx, row: &CampaignRow, fields: &Fields) -> Result<CampaignRow> {
    row.rules().may_budget(fields.budget)?;
    let id = row.id.0;
    let same = campaigns::table
        .find(id.to_string())
        .filter(campaigns::version.eq(row.version).and(campaigns::committed.le(fields.budget.amount)))
        .filter(campaigns::negotiated_at.is_null().or(campaigns::currency.eq(fields.budget.currency.code())));
    let counted = campaigns::version.eq(campaigns::version + 1);
    if diesel::update(same).set((fields.columns(tx.now.0), counted)).execute(tx.conn)? == 0 {
        find(tx.conn, id)?.rules().may_budget(fields.budget)?;
        return Err(overtaken());
    }
    diesel::delete(campaign_niches::table.filter(campaign_niches::campaign_id.eq(id.to_string()))).execute(tx.conn)?;
    insert_niches(tx, id, &fields.niches)?;
    discovery::changed(tx, Subject::Campaign, &id.to_string())?;
    find(tx.conn, id)
}

fn overtaken() -> Error {
    Error::conflict("conflict", "The campaign was changed at the same time. Load it again and repeat your change.")
}

/// Gives the row that was read another status.
pub fn set_status(tx: &mut Tx, row: &CampaignRow, status: CampaignStatus) -> Result<CampaignRow> {
    let published = row.published_at.or((status == CampaignStatus::Active).then_some(tx.now.0));
    let same = campaigns::table.find(row.id.0.to_string()).filter(campaigns::version.eq(row.version));
    let changes = (
        campaigns::status.eq(status.to_string()),
        campaigns::published_at.eq(published),
        campaigns::updated_at.eq(tx.now.0),
        campaigns::version.eq(campaigns::version + 1),
    );
    if diesel::update(same).set(changes).execute(tx.conn)? == 0 {
        return Err(overtaken());
    }
    discovery::changed(tx, Subject::Campaign, &row.id.0.to_string())?;
    find(tx.conn, row.id.0)
}

/// Gives the campaign another image, or none.
pub fn set_image(tx: &mut Tx, id: CampaignId, image: Option<&str>) -> Result<CampaignRow> {
    let changes =
        (campaigns::image.eq(image), campaigns::updated_at.eq(tx.now.0), campaigns::version.eq(campaigns::version + 1));
    diesel::update(campaigns::table.find(id.to_string())).set(changes).execute(tx.conn)?;
    discovery::changed(tx, Subject::Campaign, &id.to_string())?;
    find(tx.conn, id)
}

/// Deletes the row that was read; its niches go with it. Refused when an ad request came first.
pub fn delete(tx: &mut Tx, row: &CampaignRow) -> Result<()> {
    row.rules().may_delete()?;
    let id = row.id.0;
    diesel::delete(campaign_niches::table.filter(campaign_niches::campaign_id.eq(id.to_string()))).execute(tx.conn)?;
    let unused = campaigns::table.find(id.to_string()).filter(campaigns::negotiated_at.is_null());
    if diesel::delete(unused).execute(tx.conn)? == 0 {
        return Err(CampaignRefused::HasAdRequests.into());
    }
    discovery::changed(tx, Subject::Campaign, &id.to_string())
}

/// Commits a payment: 409 `budget_exceeded` when it is more than what is left. The condition stands in the statement
/// and in a constraint of the table, so no two payments can both take the last of a budget; nor is anything committed
/// on a campaign that was paused, ended or flagged since it was read.
pub fn commit_budget(tx: &mut Tx, campaign: &CampaignRow, payment: Money) -> Result<()> {
    campaign.rules().commit(payment)?;
    let id = campaign.id.0;
    let enough = campaigns::table
        .find(id.to_string())
        .filter((campaigns::committed + payment.amount).le(campaigns::budget))
        .filter(campaigns::status.eq(campaign.status.0.to_string()))
        .filter(campaigns::flagged_at.is_null().or(campaigns::flagged_at.eq(campaign.flagged_at)));
    let committed = (
        campaigns::committed.eq(campaigns::committed + payment.amount),
        campaigns::version.eq(campaigns::version + 1),
        campaigns::updated_at.eq(tx.now.0),
    );
    if diesel::update(enough).set(committed).execute(tx.conn)? == 0 {
        let now = find(tx.conn, id)?.rules();
        let same = (now.status, now.flagged) == (campaign.status.0, campaign.flagged_at.is_some());
        return Err(if same { CampaignRefused::BudgetExceeded.into() } else { overtaken() });
    }
    discovery::changed(tx, Subject::Campaign, &id.to_string())
}

/// Notes that the campaign has an ad request: its currency is fixed now, and it can't be deleted any more. Call it before
/// the ad request is inserted: it holds the campaign, so that it is not ended or deleted at the same time without that
/// ad request; 409 when it just was. `seen` is the campaign as this transaction found it.
pub fn note_negotiation(tx: &mut Tx, seen: &CampaignRow) -> Result<()> {
    if tx.is_alone() && seen.status.0 == CampaignStatus::Active && seen.negotiated_at.is_some() {
        return Ok(());
    }
    let id = seen.id.0;
    let open = campaigns::table.find(id.to_string()).filter(campaigns::status.eq(CampaignStatus::Active.to_string()));
    let first = case_when(campaigns::negotiated_at.is_null(), Some(tx.now.0)).otherwise(campaigns::negotiated_at);
    if diesel::update(open).set(campaigns::negotiated_at.eq(first)).execute(tx.conn)? == 0 {
        find(tx.conn, id)?;
        return Err(overtaken());
    }
    Ok(())
}
