//! What public pages say of somebody's conduct, computed from negotiations, deliveries and releases of the last year.

use db::Conn;
use diesel::prelude::*;
use domain::clock::{Timestamp, Zone};
use domain::conduct::{Figure, median, median_days, on_time};
use domain::ids::UserId;
use domain::words::Side;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Text;
use crate::error::Result;
use crate::schema::{ad_requests, campaigns, collaborations, deliverables, revisions};

/// How far back it looks, in days.
const DAYS: i64 = 365;
/// The most cases that it looks at, the latest first.
const CASES: i64 = 1_000;
/// Milliseconds in an hour.
const HOUR_MS: i64 = 60 * 60 * 1000;

/// A figure with the number of cases behind it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct FigureOut {
    /// The figure.
    pub value: i64,
    /// How many cases stand behind it.
    pub of: usize,
}

impl From<Figure> for FigureOut {
    fn from(Figure { value, of }: Figure) -> Self {
        Self { value, of }
    }
}

/// How somebody conducts themselves; `null` where there is no case yet. All of the last 365 days.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct Conduct {
    /// Hours until an offer was answered, the median, rounded up.
    pub response_hours: Option<FigureOut>,
    /// Sponsors: days from the first hand-in of a post to the release of its share, the median, rounded up.
    pub days_to_pay: Option<FigureOut>,
    /// Influencers: percent of posts handed in by their due date.
    pub on_time_percent: Option<FigureOut>,
}

impl Conduct {
    /// That of a sponsor.
    pub fn of_sponsor(conn: &mut Conn, id: UserId, now: Timestamp) -> Result<Self> {
        let response_hours = response(conn, id, Side::Sponsor, now)?;
        let paid: Vec<(Option<i64>, Option<i64>)> = deliverables::table
            .inner_join(collaborations::table.on(collaborations::id.eq(deliverables::collaboration_id)))
            .filter(collaborations::sponsor_id.eq(id.to_string()))
            .filter(deliverables::published_at.gt(since(now)).and(deliverables::amount.gt(0)))
            .order(deliverables::published_at.desc())
            .limit(CASES)
            .select((deliverables::submitted_at, deliverables::published_at))
            .load(conn)?;
        let took = paid.into_iter().filter_map(|(handed_in, released)| Some(released? - handed_in?)).collect();
        Ok(Self { response_hours, days_to_pay: median_days(took).map(Into::into), on_time_percent: None })
    }

    /// That of an influencer.
    pub fn of_influencer(conn: &mut Conn, id: UserId, now: Timestamp) -> Result<Self> {
        let response_hours = response(conn, id, Side::Influencer, now)?;
        let rows: Vec<(Text<Date>, String, Option<i64>)> = deliverables::table
            .inner_join(collaborations::table.on(collaborations::id.eq(deliverables::collaboration_id)))
            .inner_join(campaigns::table.on(campaigns::id.eq(collaborations::campaign_id)))
            .filter(collaborations::influencer_id.eq(id.to_string()).and(collaborations::created_at.gt(since(now))))
            // What was never funded, or called off before it was begun, was not theirs to deliver.
            .filter(deliverables::submitted_at.is_not_null().or(deliverables::deadline_at.is_not_null()))
            .order(collaborations::id.desc())
            .limit(CASES)
            .select((deliverables::due_date, campaigns::time_zone, deliverables::submitted_at))
            .load(conn)?;
        let deliveries: Vec<(Date, Zone, Option<Timestamp>)> = rows
            .into_iter()
            .map(|(due, zone, at)| (due.0, Zone::named(&zone).unwrap_or(Zone::UTC), at.map(Timestamp)))
            .collect();
        let kept = on_time(deliveries.iter().map(|(due, zone, at)| (*due, zone, *at)), now);
        Ok(Self { response_hours, days_to_pay: None, on_time_percent: kept.map(Into::into) })
    }
}

const fn since(now: Timestamp) -> i64 {
    now.plus_days(-DAYS).0
}

/// From each offer of the other side to this side's next word: a counter-offer, a yes or a no.
fn response(conn: &mut Conn, id: UserId, side: Side, now: Timestamp) -> Result<Option<FigureOut>> {
    type Row = (String, Text<Side>, i64, Option<Text<Side>>, Option<i64>);
    let mut rows = revisions::table
        .inner_join(ad_requests::table.on(ad_requests::id.eq(revisions::ad_request_id)))
        .filter(ad_requests::created_at.gt(since(now)))
        .into_boxed();
    rows = match side {
        Side::Sponsor => rows.filter(ad_requests::sponsor_id.eq(id.to_string())),
        Side::Influencer => rows.filter(ad_requests::influencer_id.eq(id.to_string())),
    };
    let rows: Vec<Row> = rows
        .order((revisions::ad_request_id.desc(), revisions::number))
        .limit(CASES)
        .select((
            revisions::ad_request_id,
            revisions::made_by,
            revisions::created_at,
            ad_requests::closed_by,
            ad_requests::closed_at,
        ))
        .load(conn)?;
    let mut took = Vec::new();
    for (at, (of, by, made, closed_by, closed_at)) in rows.iter().enumerate() {
        if by.0 == side {
            continue;
        }
        let next = rows.get(at + 1).filter(|next| next.0 == *of);
        let answered = match next {
            Some((_, next_by, next_made, ..)) => (next_by.0 == side).then_some(*next_made),
            None => closed_at.filter(|_| closed_by.as_ref().is_some_and(|closer| closer.0 == side)),
        };
        took.extend(answered.map(|answered| answered - made));
    }
    let hours = |figure: Figure| Figure { value: (figure.value + HOUR_MS - 1) / HOUR_MS, ..figure };
    Ok(median(took).map(hours).map(Into::into))
}
