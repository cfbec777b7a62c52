//! What an influencer is to get: a row for each thing to be made, with its share of the payment.

use std::collections::HashMap;

use db::Conn;
use diesel::prelude::*;
use domain::ids::CollaborationId;

use super::super::sheet::{Sheet, instant, money, text};
use super::{Names, Scope, campaign_titles, collaborations as agreed, next};
use crate::collaborations::{CollaborationRow, DeliverableRow};
use crate::error::Result;
use crate::schema::{collaborations, deliverables};

pub const TITLES: [&str; 13] = [
    "id",
    "collaboration_id",
    "campaign",
    "sponsor",
    "sponsor_username",
    "collaboration_status",
    "deliverable",
    "platform",
    "due_date",
    "status",
    "currency",
    "amount",
    "agreed_at_utc",
];

pub fn count(conn: &mut Conn, scope: Scope) -> Result<i64> {
    let Scope::Influencer(me) = scope else { return Ok(0) };
    let own = deliverables::table
        .inner_join(collaborations::table.on(collaborations::id.eq(deliverables::collaboration_id)))
        .filter(collaborations::influencer_id.eq(me.to_string()));
    Ok(own.count().get_result(conn)?)
}

pub fn rows(conn: &mut Conn, scope: Scope, after: Option<&str>, sheet: &mut Sheet) -> Result<Option<String>> {
    let rows = agreed::load(conn, scope, after)?;
    let sponsors = Names::load(conn, rows.iter().map(|row| row.sponsor_id.0))?;
    let campaigns = campaign_titles(conn, rows.iter().map(|row| row.campaign_id.0))?;
    let mut parts = parts(conn, &rows)?;
    for row in &rows {
        for part in parts.remove(&row.id.0).unwrap_or_default() {
            let [sponsor, username] = sponsors.get(row.sponsor_id.0);
            sheet.row([
                part.id.0.to_string(),
                row.id.0.to_string(),
                campaigns.get(&row.campaign_id.0).cloned().unwrap_or_default(),
                sponsor,
                username,
                row.status.0.to_string(),
                text(&part.kind),
                part.platform.0.to_string(),
                part.due_date.0.to_string(),
                part.status.0.to_string(),
                row.currency.0.to_string(),
                money(part.amount, row.currency.0),
                instant(row.created_at),
            ])?;
        }
    }
    Ok(next(&rows, |row| row.id.0.to_string()))
}

fn parts(conn: &mut Conn, rows: &[CollaborationRow]) -> Result<HashMap<CollaborationId, Vec<DeliverableRow>>> {
    let ids = rows.iter().map(|row| row.id.0.to_string());
    let found: Vec<DeliverableRow> = deliverables::table
        .filter(deliverables::collaboration_id.eq_any(ids))
        .order((deliverables::collaboration_id, deliverables::position))
        .select(DeliverableRow::as_select())
        .load(conn)?;
    let mut parts: HashMap<_, Vec<DeliverableRow>> = HashMap::new();
    for part in found {
        parts.entry(part.collaboration_id.0).or_default().push(part);
    }
    Ok(parts)
}
