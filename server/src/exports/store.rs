//! The queries of exports.

use db::{Conn, Tx, insert_or_ignore};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{ExportId, UserId};
use domain::words::Role;

use super::jobs::WriteExport;
use super::{ExportKind, ExportOut, ExportRow, ExportStatus, KEPT_MS};
use crate::db::Text;
use crate::error::{Error, Result};
use crate::events::{self, Event, ProgressKind};
use crate::jobs::{self, NewJob};
use crate::schema::{export_tickets, exports, users};

/// That person's export of that id, or 404.
pub fn find(conn: &mut Conn, owner: UserId, id: ExportId) -> Result<ExportRow> {
    let own = exports::table.find(id.to_string()).filter(exports::user_id.eq(owner.to_string()));
    Ok(own.select(ExportRow::as_select()).first(conn)?)
}

/// The export with its owner's role, for the job that writes it; `None` when it was deleted.
pub fn with_role(conn: &mut Conn, id: ExportId) -> Result<Option<(ExportRow, Role)>> {
    let found = exports::table
        .inner_join(users::table.on(users::id.eq(exports::user_id)))
        .filter(exports::id.eq(id.to_string()))
        .select((ExportRow::as_select(), users::role))
        .first::<(ExportRow, Text<Role>)>(conn)
        .optional()?;
    Ok(found.map(|(row, role)| (row, role.0)))
}

/// That person's exports, the latest first, from before `before`.
pub fn list(conn: &mut Conn, owner: UserId, before: Option<ExportId>, limit: i64) -> Result<Vec<ExportRow>> {
    let own = exports::table.filter(exports::user_id.eq(owner.to_string())).order(exports::id.desc()).limit(limit);
    let mut own = own.select(ExportRow::as_select()).into_boxed();
    if let Some(before) = before {
        own = own.filter(exports::id.lt(before.to_string()));
    }
    Ok(own.load(conn)?)
}

fn is_open() -> diesel::dsl::EqAny<exports::status, [String; 2]> {
    exports::status.eq_any([ExportStatus::Queued, ExportStatus::Running].map(|status| status.to_string()))
}

/// Begins an export; answers the one of that kind that is under way, if there is one.
pub fn begin(tx: &mut Tx, owner: UserId, kind: ExportKind) -> Result<ExportRow> {
    let id = ExportId::new(tx.now);
    let new = diesel::insert_into(exports::table).values((
        (exports::id.eq(id.to_string()), exports::user_id.eq(owner.to_string()), exports::kind.eq(kind.to_string())),
        (exports::status.eq(ExportStatus::Queued.to_string()), exports::created_at.eq(tx.now.0)),
    ));
    if insert_or_ignore(new).execute(tx.conn)? > 0 {
        jobs::enqueue_new(tx, &NewJob::of(&WriteExport { export: id })?.key(id.to_string()))?;
    }
    let of_kind = exports::user_id.eq(owner.to_string()).and(exports::kind.eq(kind.to_string()));
    let under_way = exports::table.filter(of_kind).filter(is_open()).select(ExportRow::as_select());
    Ok(under_way.first(tx.conn)?)
}

/// Notes how far it is; answers whether it is still to be written.
pub fn report(tx: &mut Tx, id: ExportId, rows: i64, total: i64) -> Result<bool> {
    let changes = (
        exports::status.eq(ExportStatus::Running.to_string()),
        exports::row_count.eq(rows),
        exports::total.eq(total.max(rows)),
    );
    let open = exports::table.find(id.to_string()).filter(is_open());
    let is_open = diesel::update(open).set(changes).execute(tx.conn)? > 0;
    if is_open {
        tell(tx, id)?;
    }
    Ok(is_open)
}

/// Shows the owner where it is, wherever they look.
pub fn tell(tx: &mut Tx, id: ExportId) -> Result<()> {
    let row = exports::table.find(id.to_string()).select(ExportRow::as_select()).first(tx.conn)?;
    let out = ExportOut::of(&row, tx.now);
    let (status, progress) = (out.status.to_string(), out.progress);
    let event = Event::Progress { kind: ProgressKind::Export, id, status, progress };
    events::publish(tx, row.user_id.0, &event)
}

/// Its file is whole; answers whether nobody else was first.
pub fn finish(tx: &mut Tx, id: ExportId, file: &str, rows: i64, size: i64) -> Result<bool> {
    let changes = (
        (exports::status.eq(ExportStatus::Done.to_string()), exports::file.eq(file)),
        (exports::row_count.eq(rows), exports::total.eq(rows), exports::size.eq(size)),
        (exports::finished_at.eq(tx.now.0), exports::expires_at.eq(tx.now.0 + KEPT_MS)),
    );
    let open = exports::table.find(id.to_string()).filter(is_open());
    Ok(diesel::update(open).set(changes).execute(tx.conn)? > 0)
}

/// Gives it up; answers whether it was under way.
pub fn fail(tx: &mut Tx, id: ExportId) -> Result<bool> {
    let changes = (exports::status.eq(ExportStatus::Failed.to_string()), exports::finished_at.eq(tx.now.0));
    let open = exports::table.find(id.to_string()).filter(is_open());
    Ok(diesel::update(open).set(changes).execute(tx.conn)? > 0)
}

/// Exports that are under way, by the books.
pub fn open(conn: &mut Conn) -> Result<Vec<ExportRow>> {
    Ok(exports::table.filter(is_open()).order(exports::id).select(ExportRow::as_select()).load(conn)?)
}

/// Up to `limit` whose day is over, with their files.
pub fn over(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<(ExportId, Option<String>)>> {
    let over = exports::table
        .filter(exports::status.eq(ExportStatus::Done.to_string()).and(exports::expires_at.le(now.0)))
        .order(exports::expires_at)
        .limit(limit)
        .select((exports::id, exports::file))
        .load::<(Text<ExportId>, Option<String>)>(conn)?;
    Ok(over.into_iter().map(|(id, file)| (id.0, file)).collect())
}

/// Its file is gone.
pub fn expire(tx: &mut Tx, id: ExportId) -> Result<()> {
    let changes = (exports::status.eq(ExportStatus::Expired.to_string()), exports::file.eq(None::<String>));
    diesel::update(exports::table.find(id.to_string())).set(changes).execute(tx.conn)?;
    Ok(())
}

/// Adds a ticket.
pub fn add_ticket(tx: &mut Tx, id: ExportId, hash: &str, expires_at: Timestamp) -> Result<()> {
    let ticket = (
        export_tickets::token_hash.eq(hash),
        export_tickets::export_id.eq(id.to_string()),
        export_tickets::expires_at.eq(expires_at.0),
    );
    diesel::insert_into(export_tickets::table).values(ticket).execute(tx.conn)?;
    Ok(())
}

/// Uses a ticket up; 401 when it is none of that export, was used or has run out.
pub fn redeem(tx: &mut Tx, id: ExportId, hash: &str) -> Result<ExportRow> {
    let good = export_tickets::table
        .find(hash)
        .filter(export_tickets::export_id.eq(id.to_string()).and(export_tickets::expires_at.gt(tx.now.0)));
    if diesel::delete(good).execute(tx.conn)? == 0 {
        return Err(Error::Unauthenticated("invalid_ticket", "This address was used or has run out. Get a new one."));
    }
    Ok(exports::table.find(id.to_string()).select(ExportRow::as_select()).first(tx.conn)?)
}

/// Deletes tickets that have run out.
pub fn delete_old_tickets(tx: &mut Tx) -> Result<usize> {
    Ok(diesel::delete(export_tickets::table.filter(export_tickets::expires_at.le(tx.now.0))).execute(tx.conn)?)
}
