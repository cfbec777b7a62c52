//! Messages of Stripe's: that something happened to a payment. What happened is asked of Stripe itself, so that their order
//! does not matter, nor whether one is lost.

use axum::body::Bytes;
use axum::http::HeaderMap;
use db::insert_or_ignore;
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::PaymentId;
use domain::ledger::Posting;
use domain::money::{Currency, Money};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;
use utoipa::ToSchema;

use super::super::provider::ProviderName;
use super::super::{destination, settle};
use super::connect::Connected;
use super::text;
use crate::app::App;
use crate::audit;
use crate::error::{Error, Result};
use crate::http::Reply;
use crate::ledger::{self, About};
use crate::schema::provider_events::dsl as events;

/// How old a message may be, in seconds.
const TOLERANCE: i64 = 300;

#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

/// That a message was heeded.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceivedOut {
    /// Always `true`.
    pub received: bool,
}

/// Heed a message of Stripe's, once. Any answer but 200 has Stripe send it again.
#[utoipa::path(post, path = "/webhooks/stripe", tag = "money", security(()),
    params(("Stripe-Signature" = String, Header, description = "Signs the body with the secret of the webhook: `t=<seconds>,v1=<hex>`.")),
    request_body(content = String, content_type = "*/*", description = "An event, byte for byte as Stripe signed it."),
    responses((status = 200, body = ReceivedOut), (status = 400, description = "The signature is not Stripe's or older than five minutes, or it is no event."),
        (status = 404, description = "This instance has no keys of Stripe.")))]
pub async fn stripe_webhook(app: App, headers: HeaderMap, body: Bytes) -> Result<Reply> {
    let stripe = app.payments.stripe().map_err(|_| Error::NotFound)?;
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_signed(stripe.webhook_secret.expose(), signature, &body, app.clock.now()) {
        return Err(Error::Malformed("The signature is not Stripe's, or too old.".into()));
    }
    let event: Event = serde_json::from_slice(&body).map_err(|_| Error::Malformed("No event of Stripe's.".into()))?;
    let id = event.id.clone();
    let known = app.db.read(move |conn| {
        Ok::<_, Error>(events::provider_events.find(&id).select(events::id).first::<String>(conn).optional()?)
    });
    if known.await?.is_none() {
        heed(&app, &event).await?;
        app.db.write(move |tx| remember(tx, &event.id)).await?;
    }
    Reply::ok(&ReceivedOut { received: true })
}

fn remember(tx: &mut db::Tx, id: &str) -> Result<()> {
    let row =
        (events::id.eq(id), events::provider.eq(ProviderName::Stripe.to_string()), events::received_at.eq(tx.now.0));
    insert_or_ignore(diesel::insert_into(events::provider_events).values(row)).execute(tx.conn)?;
    Ok(())
}

async fn heed(app: &App, event: &Event) -> Result<()> {
    let object = &event.data.object;
    match event.kind.as_str() {
        "account.updated" => {
            let connected = Connected::of(object).map_err(|_| Error::Malformed("No account of Stripe's.".into()))?;
            app.db.write(move |tx| destination::learn(tx, &connected)).await
        }
        "charge.dispute.funds_withdrawn" => charge_back(app, object).await,
        _ => {
            let named = text(object, "/metadata/payment").or_else(|| text(object, "/client_reference_id"));
            let Some(payment) = named.and_then(|id| id.parse::<PaymentId>().ok()) else { return Ok(()) };
            match settle::look(app, payment).await {
                Ok(None) | Err(Error::Database(diesel::result::Error::NotFound)) => Ok(()),
                Ok(Some(_)) => Err(Error::Unavailable),
                Err(error) => Err(error),
            }
        }
    }
}

/// A bank took a deposit back. The platform bears it: what was paid in may be spent.
async fn charge_back(app: &App, dispute: &Value) -> Result<()> {
    let wrong = || Error::Malformed("No dispute of Stripe's.".into());
    let id = text(dispute, "/id").ok_or_else(wrong)?;
    let currency = text(dispute, "/currency").unwrap_or_default().to_ascii_uppercase();
    let currency: Currency = currency.parse().map_err(|_| wrong())?;
    let amount = dispute["amount"].as_i64().filter(|amount| *amount > 0).ok_or_else(wrong)?;
    let booked = app.db.write(move |tx| {
        let posting = Posting::charge_back(Money::new(amount, currency));
        if ledger::book(tx, &format!("charge_back:{id}"), &posting, About::default())? {
            let detail = serde_json::json!({"amount": amount, "currency": currency});
            audit::record(tx, None, "charge_back", "dispute", &id, &detail)?;
        }
        Ok(())
    });
    booked.await
}

/// Whether the header (`t=<seconds>,v1=<hex>,…`) signs the body with that secret, and is not older than is tolerated.
fn is_signed(secret: &str, header: &str, body: &[u8], now: Timestamp) -> bool {
    let parts: Vec<(&str, &str)> = header.split(',').filter_map(|part| part.trim().split_once('=')).collect();
    let Some((_, at)) = parts.iter().find(|(name, _)| *name == "t") else { return false };
    let Ok(seconds) = at.parse::<i64>() else { return false };
    let fits = |signature: &str| {
        let (Ok(signature), Ok(mut mac)) = (hex::decode(signature), Hmac::<Sha256>::new_from_slice(secret.as_bytes()))
        else {
            return false;
        };
        mac.update(at.as_bytes());
        mac.update(b".");
        mac.update(body);
        mac.verify_slice(&signature).is_ok()
    };
    (now.0 / 1000).abs_diff(seconds) <= TOLERANCE.unsigned_abs()
        && parts.iter().any(|(name, signature)| *name == "v1" && fits(signature))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_test";
    const BODY: &[u8] = b"{}";

    fn signature(secret: &str, at: i64) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{at}.").as_bytes());
        mac.update(BODY);
        hex::encode(mac.finalize().into_bytes())
    }

    #[test]
    fn only_fresh_signatures_of_the_secret_are_good() {
        let now = Timestamp(1_000_000_000);
        let good = signature(SECRET, 1_000_000);
        for (header, is_good) in [
            (format!("t=1000000,v1={good}"), true),
            (format!("t=1000000,v1=00,v1={good},v0=1"), true),
            (format!("t=1000000,v0={good}"), false),
            (format!("t=1000001,v1={good}"), false),
            (format!("t=1000000,v1={}", signature("whsec_other", 1_000_000)), false),
            (format!("t=999700,v1={}", signature(SECRET, 999_700)), true),
            (format!("t=999699,v1={}", signature(SECRET, 999_699)), false),
            (format!("t=1000301,v1={}", signature(SECRET, 1_000_301)), false),
            (format!("v1={good}"), false),
            ("t=9999999999999999999999,v1=é".into(), false),
            (String::new(), false),
        ] {
            assert_eq!(is_signed(SECRET, &header, BODY, now), is_good, "{header}");
        }
    }
}
