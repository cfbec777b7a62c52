//! A webhook of the demo's sponsor, and what it was told. It is switched off, so that the demo calls nobody.

use domain::clock::{DAY_MS, Timestamp};
use domain::ids::{WebhookDeliveryId, WebhookEndpointId};
use serde_json::json;

use super::dice::Dice;
use super::rows::{Rows, WebhookDeliveryRow, WebhookEndpointRow};
use super::setting::Setting;

/// How many deliveries there are.
const DELIVERIES: usize = 24;

/// Adds the address, and what it was told of the latest ad requests that the sponsor was part of.
pub fn add(rows: &mut Rows, dice: &mut Dice, setting: &Setting, sponsor: &str) {
    let made = setting.now.plus_ms(-40 * DAY_MS);
    let endpoint = WebhookEndpointId::new(made).to_string();
    let mut latest: Vec<_> = rows.ad_requests.iter().filter(|row| row.sponsor_id == sponsor).collect();
    latest.sort_by_key(|row| std::cmp::Reverse(row.created_at));
    for row in latest.into_iter().take(DELIVERIES) {
        let at = Timestamp(row.created_at.max(made.0));
        let works = !dice.chance(12);
        let data = json!({
            "id": row.id, "campaign": {"id": row.campaign_id}, "direction": row.direction, "status": "pending",
            "revision": 1, "payment": {"amount": row.payment, "currency": row.currency},
        });
        rows.webhook_deliveries.push(WebhookDeliveryRow {
            id: WebhookDeliveryId::new(at).to_string(),
            endpoint_id: endpoint.clone(),
            event: "ad_request.created".into(),
            payload: json!({"type": "ad_request.created", "timestamp": at, "data": data}).to_string(),
            status: if works { "delivered" } else { "failed" }.into(),
            attempts: if works { 1 } else { 8 },
            attempted_at: Some(at.plus_ms(if works { 900 } else { 28 * 3_600_000 }).0.min(setting.now.0)),
            response_status: Some(if works { 200 } else { 502 }),
            response_body: Some(if works { "ok" } else { "Bad gateway" }.into()),
            failure: (!works).then(|| "status".into()),
            created_at: at.0,
        });
    }
    rows.webhook_endpoints.push(WebhookEndpointRow {
        id: endpoint,
        user_id: sponsor.into(),
        url: "https://crm.oatandember.example/hooks/tandem".into(),
        description: "CRM".into(),
        events: "[]".into(),
        generation: 1,
        enabled: 0,
        created_at: made.0,
        updated_at: made.0,
    });
}
