//! Negotiations. What two sides ask of each other stands only in their own files.

use std::collections::HashMap;

use db::{Conn, MultiBackend};
use diesel::prelude::*;
use domain::ids::AdRequestId;
use domain::money::Currency;
use domain::terms::Terms;

use super::super::sheet::{Sheet, instant, money, perhaps, text};
use super::{BATCH, Names, Scope, campaign_titles, next};
use crate::ad_requests::AdRequestRow;
use crate::db::{Json, Text};
use crate::error::Result;
use crate::schema::{ad_requests, revisions};

const TITLES: [&str; 20] = [
    "id",
    "campaign_id",
    "campaign",
    "sponsor",
    "sponsor_username",
    "influencer",
    "influencer_username",
    "direction",
    "status",
    "awaiting",
    "revision",
    "currency",
    "payment",
    "created_at_utc",
    "updated_at_utc",
    "expires_at_utc",
    "closed_at_utc",
    "close_reason",
    "deliverables",
    "requirements",
];

/// How many of the columns everybody's have.
const FACTS: usize = 17;

/// The titles of the columns.
pub fn titles(scope: Scope) -> &'static [&'static str] {
    match scope {
        Scope::All => &TITLES[..FACTS],
        Scope::Sponsor(_) | Scope::Influencer(_) => &TITLES,
    }
}

fn of<'a>(scope: Scope) -> ad_requests::BoxedQuery<'a, MultiBackend> {
    match scope {
        Scope::All => ad_requests::table.into_boxed(),
        Scope::Sponsor(me) => ad_requests::table.filter(ad_requests::sponsor_id.eq(me.to_string())).into_boxed(),
        Scope::Influencer(me) => ad_requests::table.filter(ad_requests::influencer_id.eq(me.to_string())).into_boxed(),
    }
}

pub fn count(conn: &mut Conn, scope: Scope) -> Result<i64> {
    Ok(of(scope).count().get_result(conn)?)
}

type Row = (AdRequestRow, i64, Text<Currency>);

pub fn rows(conn: &mut Conn, scope: Scope, after: Option<&str>, sheet: &mut Sheet) -> Result<Option<String>> {
    let mut wanted = of(scope).order(ad_requests::id.desc()).limit(BATCH);
    if let Some(after) = after {
        wanted = wanted.filter(ad_requests::id.lt(after.to_owned()));
    }
    let columns = (AdRequestRow::as_select(), ad_requests::payment, ad_requests::currency);
    let rows: Vec<Row> = wanted.select(columns).load(conn)?;
    let people = Names::load(conn, rows.iter().flat_map(|(row, ..)| [row.sponsor_id.0, row.influencer_id.0]))?;
    let campaigns = campaign_titles(conn, rows.iter().map(|(row, ..)| row.campaign_id.0))?;
    let mut terms = match scope {
        Scope::All => HashMap::new(),
        Scope::Sponsor(_) | Scope::Influencer(_) => latest_terms(conn, &rows)?,
    };
    for (row, payment, currency) in &rows {
        let ([sponsor, sponsor_username], [influencer, influencer_username]) =
            (people.get(row.sponsor_id.0), people.get(row.influencer_id.0));
        let mut cells = vec![
            row.id.0.to_string(),
            row.campaign_id.0.to_string(),
            campaigns.get(&row.campaign_id.0).cloned().unwrap_or_default(),
            sponsor,
            sponsor_username,
            influencer,
            influencer_username,
            row.direction.0.to_string(),
            row.status.0.to_string(),
            row.awaiting.as_ref().map(|side| side.0.to_string()).unwrap_or_default(),
            row.revision.to_string(),
            currency.0.to_string(),
            money(*payment, currency.0),
            instant(row.created_at),
            instant(row.updated_at),
            perhaps(row.expires_at),
            perhaps(row.closed_at),
        ];
        if let Some(terms) = terms.remove(&row.id.0) {
            cells.extend([
                text(row.close_reason.as_deref().unwrap_or_default()),
                text(&deliverables(&terms)),
                text(&terms.requirements),
            ]);
        }
        sheet.row(cells)?;
    }
    Ok(next(&rows, |(row, ..)| row.id.0.to_string()))
}

/// What was offered last in each of them.
fn latest_terms(conn: &mut Conn, rows: &[Row]) -> Result<HashMap<AdRequestId, Terms>> {
    let ids = rows.iter().map(|(row, ..)| row.id.0.to_string());
    let latest: Vec<(Text<AdRequestId>, Json<Terms>)> = revisions::table
        .inner_join(ad_requests::table.on(ad_requests::id.eq(revisions::ad_request_id)))
        .filter(revisions::ad_request_id.eq_any(ids).and(revisions::number.eq(ad_requests::revision)))
        .select((revisions::ad_request_id, revisions::terms))
        .load(conn)?;
    Ok(latest.into_iter().map(|(of, terms)| (of.0, terms.0)).collect())
}

/// `2 reel instagram 2026-12-31; 1 story instagram 2027-01-10`
fn deliverables(terms: &Terms) -> String {
    let one =
        |row: &domain::terms::DeliverableTerms| format!("{} {} {} {}", row.count, row.kind, row.platform, row.due_date);
    terms.deliverables.iter().map(one).collect::<Vec<_>>().join("; ")
}
