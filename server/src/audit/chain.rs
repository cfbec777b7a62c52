//! The chain: adding to it, taking in what was there before it, and following it from end to end.

use db::{Conn, Tx};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde::Serialize;
use utoipa::ToSchema;

use super::EntryRow;
use crate::app::App;
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::http::Reply;
use crate::schema::{audit_chain, audit_log};

/// How many entries are read, or taken in, at a time.
const PAGE: i64 = 1_000;

#[derive(Clone, Debug, QueryableByName)]
struct Head {
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = Text)]
    hash: String,
}

/// Gives the entry its place at the end of the chain, which is held from here to the end of the transaction.
pub(super) fn append(tx: &mut Tx, row: EntryRow) -> Result<EntryRow> {
    let end = hold(tx)?;
    let row = row.chained(end.position + 1, &end.hash);
    move_end(tx, &row)?;
    Ok(row)
}

/// The end of the chain, which nobody else moves from here to the end of the transaction.
fn hold(tx: &mut Tx) -> Result<Head> {
    let lock = tx.conn.lock_clause();
    let end = diesel::sql_query(format!("select position, hash from audit_chain where only_row = 1{lock}"));
    Ok(end.get_result(tx.conn)?)
}

/// Makes that entry the last of the chain.
fn move_end(tx: &mut Tx, last: &EntryRow) -> Result<()> {
    let end = (
        audit_chain::position.eq(last.position.unwrap_or_default()),
        audit_chain::hash.eq(last.hash.as_deref().unwrap_or_default()),
    );
    diesel::update(audit_chain::table.find(1)).set(end).execute(tx.conn)?;
    Ok(())
}

/// Takes into the chain what was written before there was one, or by a program that knew of none.
pub async fn adopt(app: &App) -> Result<()> {
    while app.db.write(adopt_some).await? == PAGE {}
    Ok(())
}

/// The same in one transaction.
pub fn adopt_all(tx: &mut Tx) -> Result<()> {
    while adopt_some(tx)? == PAGE {}
    Ok(())
}

fn adopt_some(tx: &mut Tx) -> Result<i64> {
    let outside = audit_log::table.filter(audit_log::position.is_null());
    let rows: Vec<EntryRow> = outside.order(audit_log::id).limit(PAGE).select(EntryRow::as_select()).load(tx.conn)?;
    let count = i64::try_from(rows.len()).unwrap_or(PAGE);
    if count == 0 {
        return Ok(0);
    }
    let mut end = hold(tx)?;
    let mut last = None;
    for row in rows {
        let row = row.chained(end.position + 1, &end.hash);
        diesel::update(audit_log::table.find(&row.id))
            .set((
                (audit_log::position.eq(row.position), audit_log::salt.eq(&row.salt)),
                (audit_log::commitment.eq(&row.commitment), audit_log::hash.eq(&row.hash)),
            ))
            .execute(tx.conn)?;
        end = Head { position: end.position + 1, hash: row.hash.clone().unwrap_or_default() };
        last = Some(row);
    }
    if let Some(last) = last {
        move_end(tx, &last)?;
    }
    Ok(count)
}

/// What following the chain found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"entries": 512, "verified": 512, "intact": true, "hash": "9f86d081", "broken_at": null}))]
pub struct ChainOut {
    /// How many entries the chain has.
    pub entries: i64,
    /// Up to which position each stands as it was written.
    pub verified: i64,
    /// Whether that is all of it.
    pub intact: bool,
    /// The hash of the last entry, which stands for all before it: keep it elsewhere to prove the log later.
    pub hash: String,
    /// The first position that does not hold.
    pub broken_at: Option<i64>,
}

/// Follow the chain of the audit log from the first entry to the last.
#[utoipa::path(get, path = "/admin/audit-log/chain", tag = "admin", responses((status = 200, body = ChainOut)))]
pub async fn get_audit_chain(app: App, _: Admin) -> Result<Reply> {
    Reply::ok(&verify(&app).await?)
}

/// Follows the chain from end to end, a page at a time.
pub async fn verify(app: &App) -> Result<ChainOut> {
    let head: Head = app.db.read(head).await?;
    let mut out = ChainOut { entries: head.position, hash: head.hash.clone(), ..ChainOut::default() };
    let mut last = String::new();
    while out.verified < head.position {
        let from = out.verified;
        let page = app.db.read(move |conn| behind(conn, from)).await?;
        for row in page.iter().take_while(|row| row.position <= Some(head.position)) {
            if !row.is_intact(out.verified + 1, &last) {
                return Ok(ChainOut { broken_at: Some(out.verified + 1), ..out });
            }
            out.verified += 1;
            last = row.hash.clone().unwrap_or_default();
        }
        // Something is missing at the end.
        if out.verified == from {
            return Ok(ChainOut { broken_at: Some(from + 1), ..out });
        }
    }
    out.intact = last == head.hash;
    out.broken_at = Some(out.verified).filter(|_| !out.intact);
    Ok(out)
}

fn head(conn: &mut Conn) -> Result<Head> {
    let (position, hash) = audit_chain::table.find(1).select((audit_chain::position, audit_chain::hash)).first(conn)?;
    Ok(Head { position, hash })
}

fn behind(conn: &mut Conn, position: i64) -> Result<Vec<EntryRow>> {
    let later = audit_log::table.filter(audit_log::position.gt(position)).order(audit_log::position).limit(PAGE);
    later.select(EntryRow::as_select()).load(conn).map_err(Error::from)
}
