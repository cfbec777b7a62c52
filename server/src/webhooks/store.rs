//! The queries of webhooks.

use db::{Conn, Tx};
use diesel::dsl::{count_star, exists};
use diesel::prelude::*;
use domain::clock::{DAY_MS, Timestamp};
use domain::ids::{UserId, WebhookDeliveryId, WebhookEndpointId};

use super::client::{Failure, Outcome};
use super::jobs::SendWebhook;
use super::{DeliveryRow, DeliveryStatus, EndpointRow, Event};
use crate::db::to_json;
use crate::error::{Error, Result};
use crate::http::{Page, Paging};
use crate::jobs::{self, NewJob};
use crate::schema::{users, webhook_deliveries, webhook_endpoints};

/// The most addresses that somebody has.
const MOST: i64 = 10;
/// For how long the secret before a new one is good as well.
const OVERLAP_MS: i64 = DAY_MS;
/// The pauses between the attempts at a delivery, in seconds: a little more than a day in all.
const PAUSES: [i64; 7] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600];
/// How long nothing arrives before an address is switched off.
const PATIENCE_MS: i64 = 5 * DAY_MS;

/// That person's address, or 404.
pub fn find(conn: &mut Conn, owner: UserId, id: WebhookEndpointId) -> Result<EndpointRow> {
    let own = webhook_endpoints::table.find(id.to_string()).filter(webhook_endpoints::user_id.eq(owner.to_string()));
    Ok(own.select(EndpointRow::as_select()).first(conn)?)
}

/// That person's addresses, the oldest first.
pub fn all_of(conn: &mut Conn, owner: UserId) -> Result<Vec<EndpointRow>> {
    let own = webhook_endpoints::table.filter(webhook_endpoints::user_id.eq(owner.to_string()));
    Ok(own.order(webhook_endpoints::id).select(EndpointRow::as_select()).load(conn)?)
}

/// Those of them that are told of what happens.
pub fn enabled_of(conn: &mut Conn, owner: UserId) -> Result<Vec<EndpointRow>> {
    Ok(all_of(conn, owner)?.into_iter().filter(|row| row.enabled != 0).collect())
}

/// Adds an address. 409 `too_many_endpoints` when there are ten.
pub fn insert(tx: &mut Tx, owner: UserId, url: &str, description: &str, events: &[Event]) -> Result<EndpointRow> {
    let own = webhook_endpoints::table.filter(webhook_endpoints::user_id.eq(owner.to_string()));
    if own.select(count_star()).first::<i64>(tx.conn)? >= MOST {
        return Err(Error::conflict("too_many_endpoints", format!("There are {MOST} already. Remove one first.")));
    }
    let id = WebhookEndpointId::new(tx.now);
    diesel::insert_into(webhook_endpoints::table)
        .values((
            (webhook_endpoints::id.eq(id.to_string()), webhook_endpoints::user_id.eq(owner.to_string())),
            (webhook_endpoints::url.eq(url), webhook_endpoints::description.eq(description)),
            (webhook_endpoints::events.eq(to_json(&events)), webhook_endpoints::enabled.eq(1)),
            webhook_endpoints::generation.eq(1),
            (webhook_endpoints::created_at.eq(tx.now.0), webhook_endpoints::updated_at.eq(tx.now.0)),
        ))
        .execute(tx.conn)?;
    recount(tx, owner)?;
    find(tx.conn, owner, id)
}

/// Saves what was changed of an address. 409 when somebody else changed it since it was loaded.
pub fn save(tx: &mut Tx, row: &EndpointRow) -> Result<EndpointRow> {
    let unchanged =
        webhook_endpoints::table.find(row.id.0.to_string()).filter(webhook_endpoints::version.eq(row.version));
    let changes = (
        (webhook_endpoints::url.eq(&row.url), webhook_endpoints::description.eq(&row.description)),
        (webhook_endpoints::events.eq(to_json(&row.events.0)), webhook_endpoints::enabled.eq(row.enabled)),
        (webhook_endpoints::generation.eq(row.generation), webhook_endpoints::previous_until.eq(row.previous_until)),
        (webhook_endpoints::failing_since.eq(row.failing_since), webhook_endpoints::switched_off.eq(&row.switched_off)),
        (webhook_endpoints::updated_at.eq(tx.now.0), webhook_endpoints::version.eq(row.version + 1)),
    );
    if diesel::update(unchanged).set(changes).execute(tx.conn)? == 0 {
        return Err(Error::conflict("conflict", "It has changed meanwhile. Load it again."));
    }
    recount(tx, row.user_id.0)?;
    find(tx.conn, row.user_id.0, row.id.0)
}

/// Gives an address its next secret; the one before stays good for a day.
pub fn renew_secret(tx: &mut Tx, row: EndpointRow) -> Result<EndpointRow> {
    save(tx, &EndpointRow { generation: row.generation + 1, previous_until: Some(tx.now.0 + OVERLAP_MS), ..row })
}

/// Removes an address with all that it was told.
pub fn delete(tx: &mut Tx, row: &EndpointRow) -> Result<()> {
    diesel::delete(webhook_endpoints::table.find(row.id.0.to_string())).execute(tx.conn)?;
    recount(tx, row.user_id.0)
}

/// Notes with the person how many of their addresses are told of what happens.
fn recount(tx: &mut Tx, owner: UserId) -> Result<()> {
    let enabled = webhook_endpoints::table
        .filter(webhook_endpoints::user_id.eq(owner.to_string()).and(webhook_endpoints::enabled.eq(1)))
        .select(count_star())
        .first::<i64>(tx.conn)?;
    diesel::update(users::table.find(owner.to_string())).set(users::webhooks.eq(enabled)).execute(tx.conn)?;
    Ok(())
}

/// Leaves something to be told to an address, once this transaction is committed.
pub fn add_delivery(tx: &mut Tx, to: WebhookEndpointId, event: Event, payload: &str) -> Result<WebhookDeliveryId> {
    let id = WebhookDeliveryId::new(tx.now);
    diesel::insert_into(webhook_deliveries::table)
        .values((
            (webhook_deliveries::id.eq(id.to_string()), webhook_deliveries::endpoint_id.eq(to.to_string())),
            (webhook_deliveries::event.eq(event.to_string()), webhook_deliveries::payload.eq(payload)),
            webhook_deliveries::status.eq(DeliveryStatus::Pending.to_string()),
            (webhook_deliveries::next_at.eq(tx.now.0), webhook_deliveries::created_at.eq(tx.now.0)),
        ))
        .execute(tx.conn)?;
    jobs::enqueue(tx, &SendWebhook { delivery: id, attempt: 0 })?;
    Ok(id)
}

/// What that address is told under that id, or 404.
pub fn delivery(conn: &mut Conn, of: WebhookEndpointId, id: WebhookDeliveryId) -> Result<DeliveryRow> {
    let own = webhook_deliveries::table.find(id.to_string()).filter(webhook_deliveries::endpoint_id.eq(of.to_string()));
    Ok(own.select(DeliveryRow::as_select()).first(conn)?)
}

/// What that address was told, the latest first.
pub fn deliveries(
    conn: &mut Conn,
    of: WebhookEndpointId,
    status: Option<DeliveryStatus>,
    paging: &Paging,
) -> Result<Page<DeliveryRow>> {
    let mut told = webhook_deliveries::table
        .filter(webhook_deliveries::endpoint_id.eq(of.to_string()))
        .order(webhook_deliveries::id.desc())
        .limit(paging.fetch())
        .select(DeliveryRow::as_select())
        .into_boxed();
    if let Some(status) = status {
        told = told.filter(webhook_deliveries::status.eq(status.to_string()));
    }
    if let Some(before) = paging.after::<WebhookDeliveryId>()? {
        told = told.filter(webhook_deliveries::id.lt(before.to_string()));
    }
    Ok(paging.page(told.load(conn)?, |row| row.id.0))
}

/// The delivery with its address, if it is still to be posted for that time.
pub fn due(conn: &mut Conn, id: WebhookDeliveryId, attempt: i64) -> Result<Option<(EndpointRow, DeliveryRow)>> {
    let due = webhook_deliveries::table
        .inner_join(webhook_endpoints::table.on(webhook_endpoints::id.eq(webhook_deliveries::endpoint_id)))
        .filter(webhook_deliveries::id.eq(id.to_string()).and(webhook_deliveries::attempts.eq(attempt)))
        .filter(webhook_deliveries::status.eq(DeliveryStatus::Pending.to_string()))
        .select((EndpointRow::as_select(), DeliveryRow::as_select()));
    Ok(due.first(conn).optional()?)
}

/// Has a delivery that is over posted again, from the beginning.
pub fn replay(tx: &mut Tx, row: &DeliveryRow) -> Result<DeliveryRow> {
    let over = webhook_deliveries::table
        .find(row.id.0.to_string())
        .filter(webhook_deliveries::status.ne(DeliveryStatus::Pending.to_string()));
    let again = (
        webhook_deliveries::status.eq(DeliveryStatus::Pending.to_string()),
        webhook_deliveries::attempts_before.eq(webhook_deliveries::attempts),
        webhook_deliveries::next_at.eq(tx.now.0),
    );
    if diesel::update(over).set(again).execute(tx.conn)? == 0 {
        return Err(Error::conflict("webhook_pending", "It is about to be sent already."));
    }
    let row = delivery(tx.conn, row.endpoint_id.0, row.id.0)?;
    jobs::enqueue(tx, &SendWebhook { delivery: row.id.0, attempt: row.attempts })?;
    Ok(row)
}

/// Writes down what came of an attempt, and leaves the next one to be made. Answers whether the address is to be switched off.
pub fn record(tx: &mut Tx, before: &DeliveryRow, outcome: &Outcome) -> Result<Option<&'static str>> {
    let attempts = before.attempts + 1;
    let tries = usize::try_from(attempts - before.attempts_before).unwrap_or(usize::MAX);
    let pause = PAUSES.get(tries - 1).filter(|_| outcome.may_be_repeated());
    let next_at = pause.map(|seconds| tx.now.plus_ms(seconds * 1000));
    let status = match (outcome.failure, next_at) {
        (None, _) => DeliveryStatus::Delivered,
        (Some(_), Some(_)) => DeliveryStatus::Pending,
        (Some(_), None) => DeliveryStatus::Failed,
    };
    let same = webhook_deliveries::table
        .find(before.id.0.to_string())
        .filter(webhook_deliveries::attempts.eq(before.attempts))
        .filter(webhook_deliveries::status.eq(DeliveryStatus::Pending.to_string()));
    let changes = (
        (webhook_deliveries::status.eq(status.to_string()), webhook_deliveries::attempts.eq(attempts)),
        (webhook_deliveries::next_at.eq(next_at.map(|at| at.0))),
        webhook_deliveries::attempted_at.eq(tx.now.0),
        webhook_deliveries::response_status.eq(outcome.status.map(|status| i64::from(status.as_u16()))),
        webhook_deliveries::response_body.eq(&outcome.body),
        webhook_deliveries::failure.eq(outcome.failure.map(|failure| failure.to_string())),
    );
    if diesel::update(same).set(changes).execute(tx.conn)? == 0 {
        return Ok(None);
    }
    if let (DeliveryStatus::Pending, Some(at)) = (status, next_at) {
        jobs::enqueue_new(tx, &NewJob::of(&SendWebhook { delivery: before.id.0, attempt: attempts })?.at(at))?;
    }
    note_health(tx, before.endpoint_id.0, outcome)
}

/// Keeps since when nothing arrives at an address; answers why it is to be switched off, if it is.
fn note_health(tx: &mut Tx, id: WebhookEndpointId, outcome: &Outcome) -> Result<Option<&'static str>> {
    let this = || webhook_endpoints::table.find(id.to_string());
    match outcome.failure {
        None => {
            let failing = this().filter(webhook_endpoints::failing_since.is_not_null());
            diesel::update(failing).set(webhook_endpoints::failing_since.eq(None::<i64>)).execute(tx.conn)?;
            Ok(None)
        }
        Some(Failure::SwitchedOff) => Ok(None),
        Some(_) => {
            let fine = this().filter(webhook_endpoints::failing_since.is_null());
            diesel::update(fine).set(webhook_endpoints::failing_since.eq(tx.now.0)).execute(tx.conn)?;
            let since: Option<i64> = this().select(webhook_endpoints::failing_since).first(tx.conn)?;
            let long = since.is_some_and(|since| tx.now.ms_since(Timestamp(since)) >= PATIENCE_MS);
            Ok(if outcome.is_gone() { Some("gone") } else { long.then_some("failing") })
        }
    }
}

/// Switches an address off; answers it, unless it was off already.
pub fn switch_off(tx: &mut Tx, id: WebhookEndpointId, why: &str) -> Result<Option<EndpointRow>> {
    let on = webhook_endpoints::table.find(id.to_string()).filter(webhook_endpoints::enabled.eq(1));
    let off = (
        (webhook_endpoints::enabled.eq(0), webhook_endpoints::switched_off.eq(why)),
        webhook_endpoints::version.eq(webhook_endpoints::version + 1),
    );
    if diesel::update(on).set(off).execute(tx.conn)? == 0 {
        return Ok(None);
    }
    let row: EndpointRow =
        webhook_endpoints::table.find(id.to_string()).select(EndpointRow::as_select()).first(tx.conn)?;
    recount(tx, row.user_id.0)?;
    Ok(Some(row))
}

/// Whether a test of that address waits to be sent.
pub fn is_being_tested(conn: &mut Conn, of: WebhookEndpointId) -> Result<bool> {
    let waiting = webhook_deliveries::table
        .filter(webhook_deliveries::endpoint_id.eq(of.to_string()))
        .filter(webhook_deliveries::event.eq(Event::Test.to_string()))
        .filter(webhook_deliveries::status.eq(DeliveryStatus::Pending.to_string()));
    Ok(diesel::select(exists(waiting)).get_result(conn)?)
}
