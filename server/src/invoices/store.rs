//! The queries of invoices.

use db::Conn;
use diesel::prelude::*;
use domain::ids::{InvoiceId, UserId};

use super::InvoiceRow;
use super::routes::Part;
use crate::error::Result;
use crate::schema::invoices;

/// One that somebody issued or received, or 404.
pub fn find(conn: &mut Conn, owner: UserId, id: InvoiceId) -> Result<InvoiceRow> {
    let me = owner.to_string();
    let own = invoices::issuer_id.eq(Some(me.clone())).or(invoices::recipient_id.nullable().eq(Some(me)));
    Ok(invoices::table.find(id.to_string()).filter(own).select(InvoiceRow::as_select()).first(conn)?)
}

/// Those of that person, the latest first, from before `before`.
pub fn list(
    conn: &mut Conn,
    owner: UserId,
    part: Option<Part>,
    before: Option<InvoiceId>,
    limit: i64,
) -> Result<Vec<InvoiceRow>> {
    let me = owner.to_string();
    let mut own = invoices::table.order(invoices::id.desc()).limit(limit).select(InvoiceRow::as_select()).into_boxed();
    own = match part {
        Some(Part::Issuer) => own.filter(invoices::issuer_id.eq(Some(me))),
        Some(Part::Recipient) => own.filter(invoices::recipient_id.eq(me)),
        None => own.filter(invoices::issuer_id.eq(Some(me.clone())).or(invoices::recipient_id.nullable().eq(Some(me)))),
    };
    if let Some(before) = before {
        own = own.filter(invoices::id.lt(before.to_string()));
    }
    Ok(own.load(conn)?)
}
