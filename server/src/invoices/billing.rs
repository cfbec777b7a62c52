//! Billing details: how somebody stands on their invoices from now on.

use db::{Conn, Tx, insert_or_ignore};
use diesel::prelude::*;
use domain::billing::Party;
use domain::ids::UserId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::User;
use crate::db::{Json, to_json};
use crate::error::Result;
use crate::http::{Command, IfMatch, Reply};
use crate::schema::{billing_details as table, users};

/// How somebody stands on their invoices.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BillingOut {
    /// What they said; `null` if nothing: then the name stands there that they are called by.
    pub details: Option<Party>,
    /// Counts its changes.
    pub version: i64,
}

/// See how one stands on one's invoices.
#[utoipa::path(get, path = "/me/billing", tag = "me", responses((status = 200, body = BillingOut)))]
pub async fn get_billing(app: App, user: User) -> Result<Reply> {
    answer(&app.db.read(move |conn| find(conn, user.id())).await?)
}

/// Say how to stand on invoices from now on; those that are made out stay as they are.
#[utoipa::path(put, path = "/me/billing", tag = "me", request_body = Party, responses((status = 200, body = BillingOut)))]
pub async fn set_billing(app: App, user: User, if_match: IfMatch, command: Command) -> Result<Reply> {
    command
        .run(&app, &user, move |tx, input: &Party| {
            let party = input.clone().checked()?;
            if_match.check(find(tx.conn, user.id())?.version)?;
            save(tx, user.id(), &party)?;
            answer(&find(tx.conn, user.id())?)
        })
        .await
}

/// Stand on invoices with nothing but one's name from now on.
#[utoipa::path(delete, path = "/me/billing", tag = "me", responses((status = 204)))]
pub async fn delete_billing(app: App, user: User) -> Result<Reply> {
    app.db
        .write(move |tx| {
            diesel::delete(table::table.find(user.id().to_string())).execute(tx.conn)?;
            Ok(Reply::nothing())
        })
        .await
}

fn answer(out: &BillingOut) -> Result<Reply> {
    Ok(Reply::ok(out)?.version(out.version))
}

fn find(conn: &mut Conn, owner: UserId) -> Result<BillingOut> {
    let row: Option<(Json<Party>, i64)> =
        table::table.find(owner.to_string()).select((table::party, table::version)).first(conn).optional()?;
    let (details, version) = row.map_or((None, 0), |(party, version)| (Some(party.0), version));
    Ok(BillingOut { details, version })
}

/// Keeps what somebody said.
pub fn save(tx: &mut Tx, owner: UserId, party: &Party) -> Result<()> {
    let values = (table::party.eq(to_json(party)), table::updated_at.eq(tx.now.0));
    let new = diesel::insert_into(table::table).values((table::user_id.eq(owner.to_string()), values.clone()));
    if insert_or_ignore(new).execute(tx.conn)? == 0 {
        diesel::update(table::table.find(owner.to_string()))
            .set((values, table::version.eq(table::version + 1)))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// That person as they stand on an invoice now.
pub fn party(conn: &mut Conn, of: UserId) -> Result<Party> {
    if let Some(party) = find(conn, of)?.details {
        return Ok(party);
    }
    let name: String = users::table.find(of.to_string()).select(users::display_name).first(conn)?;
    Ok(Party::named(&name))
}
