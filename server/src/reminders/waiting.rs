//! The ad requests that wait for an influencer, as a list in a mail.

use std::collections::HashMap;

use db::Conn;
use diesel::prelude::*;
use domain::clock::{Timestamp, Zone};
use domain::ids::AdRequestId;
use domain::money::{Currency, Money};
use domain::words::{AdRequestStatus, Side};
use serde_json::json;

use crate::db::Text;
use crate::error::Result;
use crate::mail::{Row, Section};
use crate::schema::{ad_requests, campaigns, revisions, users};

/// Influencer, ad request, campaign, sponsor, payment, currency, and since when it awaits them.
type Waiting = (String, Text<AdRequestId>, String, String, i64, Text<Currency>, i64);

/// What waits for each of these people, the most urgent first; nobody is in it for whom nothing does. Where the clock stands
/// still nothing can be answered, so that is left out.
pub fn load(conn: &mut Conn, people: &[String], zone: &Zone, now: Timestamp) -> Result<HashMap<String, Section>> {
    let rows: Vec<Waiting> = ad_requests::table
        .inner_join(campaigns::table.on(campaigns::id.eq(ad_requests::campaign_id)))
        .inner_join(users::table.on(users::id.eq(ad_requests::sponsor_id)))
        .inner_join(
            revisions::table
                .on(revisions::ad_request_id.eq(ad_requests::id).and(revisions::number.eq(ad_requests::revision))),
        )
        .filter(ad_requests::influencer_id.eq_any(people))
        .filter(ad_requests::status.eq(AdRequestStatus::Pending.to_string()))
        .filter(ad_requests::awaiting.eq(Side::Influencer.to_string()))
        .filter(ad_requests::expires_at.gt(now.0))
        .order((ad_requests::influencer_id, ad_requests::expires_at, ad_requests::id))
        .select((
            (ad_requests::influencer_id, ad_requests::id, campaigns::title, users::display_name),
            (ad_requests::payment, ad_requests::currency, revisions::created_at),
        ))
        .load::<((String, _, _, _), (_, _, _))>(conn)?
        .into_iter()
        .map(|((person, id, campaign, sponsor), (payment, currency, since))| {
            (person, id, campaign, sponsor, payment, currency, since)
        })
        .collect();
    let mut waiting: HashMap<String, Section> = HashMap::new();
    for (person, id, campaign, sponsor, payment, currency, since) in rows {
        let days = now.day_in(zone).since(Timestamp(since).day_in(zone)).map_or(0, |age| age.get_days());
        let facts = json!({ "other_side": sponsor, "days": days });
        let section = waiting.entry(person).or_insert_with(|| Section { name: "waiting".into(), rows: Vec::new() });
        section.rows.push(Row {
            title: campaign,
            value: Money::new(payment, currency.0).to_string(),
            link: format!("/app/ad-requests/{}", id.0),
            facts: facts.as_object().cloned().unwrap_or_default(),
        });
    }
    Ok(waiting)
}
