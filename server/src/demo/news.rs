//! What people were told of their negotiations in the last weeks; what is older than two days they have read.

use std::collections::HashMap;

use db::Tx;
use domain::clock::{DAY_MS, Timestamp};
use domain::ids::NotificationId;
use domain::money::{Currency, Money};

use super::rows::{AdRequestRow, NotificationRow, RevisionRow, Rows};
use crate::db::to_json;
use crate::error::Result;
use crate::events::{self, Event};
use crate::notifications::Notice;
use crate::notifications::notice::AdRequestNews;

/// How far back, in milliseconds.
const TOLD_MS: i64 = 21 * DAY_MS;
const READ_AFTER_MS: i64 = 2 * DAY_MS;

/// Adds what was told by then.
pub fn tell(rows: &mut Rows, now: Timestamp) {
    let requests: HashMap<&str, &AdRequestRow> = rows.ad_requests.iter().map(|row| (row.id.as_str(), row)).collect();
    let titles: HashMap<&str, &str> = rows.campaigns.iter().map(|row| (row.id.as_str(), row.title.as_str())).collect();
    let names: HashMap<&str, &str> =
        rows.users.iter().map(|row| (row.id.as_str(), row.display_name.as_str())).collect();
    let mut makers: HashMap<&str, &str> = HashMap::new();
    let mut told = Vec::new();
    for revision in &rows.revisions {
        let before = makers.insert(revision.ad_request_id.as_str(), revision.made_by.as_str());
        let Some(request) = requests.get(revision.ad_request_id.as_str()) else { continue };
        if revision.created_at < now.0 - TOLD_MS {
            continue;
        }
        let (reader, other) = if revision.made_by == "sponsor" {
            (&request.influencer_id, &request.sponsor_id)
        } else {
            (&request.sponsor_id, &request.influencer_id)
        };
        let text = |of: &HashMap<&str, &str>, id: &str| of.get(id).copied().unwrap_or_default().to_owned();
        let news = AdRequestNews {
            campaign: text(&titles, &request.campaign_id),
            other_side: text(&names, other),
            amount: amount(request),
            message: revision.message.clone(),
            link: format!("/app/ad-requests/{}", request.id),
        };
        told.push(notification(reader, &kind(revision, before)(news), revision.created_at, now));
    }
    rows.notifications = told;
}

/// Puts what nobody has read yet into the logs that open pages read.
pub fn publish(tx: &mut Tx, rows: &Rows) -> Result<()> {
    for row in rows.notifications.iter().filter(|row| row.read_at.is_none()) {
        let (Ok(user), Ok(id)) = (row.user_id.parse(), row.id.parse()) else { continue };
        events::publish(tx, user, &Event::Notification { id })?;
    }
    Ok(())
}

fn kind(revision: &RevisionRow, before: Option<&str>) -> fn(AdRequestNews) -> Notice {
    match before {
        None if revision.made_by == "sponsor" => Notice::InvitationReceived,
        None => Notice::ApplicationReceived,
        Some(maker) if maker == revision.made_by => Notice::AdRequestEdited,
        Some(_) => Notice::CounterReceived,
    }
}

fn amount(request: &AdRequestRow) -> String {
    let currency = request.currency.parse::<Currency>();
    currency.map(|currency| Money::new(request.payment, currency).to_string()).unwrap_or_default()
}

fn notification(reader: &str, notice: &Notice, at: i64, now: Timestamp) -> NotificationRow {
    NotificationRow {
        id: NotificationId::new(Timestamp(at)).to_string(),
        user_id: reader.to_owned(),
        notice: to_json(notice),
        created_at: at,
        read_at: (at < now.0 - READ_AFTER_MS).then_some(at + READ_AFTER_MS / 4),
    }
}
