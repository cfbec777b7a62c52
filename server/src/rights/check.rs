//! What is kept for the register is what the rules say.

use db::Conn;
use diesel::prelude::*;

use crate::app::App;
use crate::check::Finding;
use crate::collaborations::store::whole;
use crate::collaborations::{CollaborationRow, Work};
use crate::error::Result;
use crate::schema::collaborations;

/// How many collaborations are read at a time.
const PAGE: i64 = 500;

/// Looks at every collaboration.
pub async fn register(app: &App) -> Result<Finding> {
    let invariant = "The register of rights is what follows from the terms and from what went online when";
    let mut finding = Finding { invariant, looked_at: 0, broken: Vec::new() };
    let mut after = String::new();
    loop {
        let from = after.clone();
        let page = app.db.read(move |conn| page(conn, &from)).await?;
        let Some(last) = page.last() else { return Ok(finding) };
        after = last.row.id.0.to_string();
        for work in &page {
            finding.looked_at += 1;
            if !agrees(work) {
                finding.broken.push(work.row.id.0.to_string());
            }
        }
    }
}

fn page(conn: &mut Conn, after: &str) -> Result<Vec<Work>> {
    let next = collaborations::table.filter(collaborations::id.gt(after)).order(collaborations::id).limit(PAGE);
    let rows: Vec<CollaborationRow> = next.select(CollaborationRow::as_select()).load(conn)?;
    whole(conn, rows)
}

fn agrees(work: &Work) -> bool {
    let row = &work.row;
    let settled = work.exclusivity().filter(|held| held.settled).map(|held| held.until.0);
    let licences = work.parts.iter().all(|part| {
        let until = work.licence(part).map(|licence| licence.until.0);
        part.rights_until == until
    });
    row.exclusivity_days == i64::from(work.agreed.terms.0.exclusivity_days)
        && row.exclusive_until == settled
        && licences
}
