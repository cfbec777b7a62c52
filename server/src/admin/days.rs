//! How the house fared, day by day.

use std::collections::HashMap;

use db::Conn;
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use domain::clock::Zone;
use domain::words::{AdRequestStatus, Role};
use jiff::civil::Date;
use serde::Serialize;
use strum::IntoEnumIterator;
use utoipa::ToSchema;

use super::stats::Counts;
use crate::dashboards::tally::{Tally, by_day};
use crate::db::Text;
use crate::error::Result;
use crate::schema::{users, visits};

/// One day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "date": "2026-11-21", "active": {"admin": 1, "sponsor": 12, "influencer": 61},
    "sign_ups": {"admin": 0, "sponsor": 1, "influencer": 4},
    "ad_requests": {"pending": 6, "accepted": 2, "rejected": 1, "withdrawn": 0, "expired": 0}
}))]
pub struct DayStats {
    /// Which.
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// How many people were here, by role.
    #[schema(value_type = std::collections::BTreeMap<String, i64>)]
    pub active: Counts,
    /// How many people registered, by role.
    #[schema(value_type = std::collections::BTreeMap<String, i64>)]
    pub sign_ups: Counts,
    /// How many ad requests began, by what has become of them.
    #[schema(value_type = std::collections::BTreeMap<String, i64>)]
    pub ad_requests: Counts,
}

/// Those days in that zone, in their order.
pub fn of(conn: &mut Conn, days: &[Date], zone: &Zone) -> Result<Vec<DayStats>> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(Vec::new()) };
    let until = last.tomorrow().unwrap_or(*last);
    let mut within = |statement: &str| -> Result<Vec<Tally>> {
        let query = sql_query(statement).bind::<BigInt, _>(zone.start_of(*first).0);
        Ok(query.bind::<BigInt, _>(zone.start_of(until).0).load(conn)?)
    };
    let sign_ups: HashMap<(Date, Role), i64> = by_day(
        within(
            "select created_at / 900000 as quarter, role as word, count(*) as n from users
            where created_at >= $1 and created_at < $2 group by 1, 2",
        )?,
        zone,
    );
    let ad_requests: HashMap<(Date, AdRequestStatus), i64> = by_day(
        within(
            "select created_at / 900000 as quarter, status as word, count(*) as n from ad_requests
            where created_at >= $1 and created_at < $2 group by 1, 2",
        )?,
        zone,
    );
    let active = active(conn, *first, *last)?;
    let day = |date: &Date| DayStats {
        date: *date,
        active: on(&active, *date),
        sign_ups: on(&sign_ups, *date),
        ad_requests: on(&ad_requests, *date),
    };
    Ok(days.iter().map(day).collect())
}

/// The counts of one day; each word is there, if only with 0.
fn on<W>(sums: &HashMap<(Date, W), i64>, date: Date) -> Counts
where
    W: IntoEnumIterator + Into<&'static str> + std::hash::Hash + Eq + Copy,
{
    W::iter().map(|word| (word.into(), sums.get(&(date, word)).copied().unwrap_or_default())).collect()
}

diesel::allow_columns_to_appear_in_same_group_by_clause!(visits::day, users::role);

/// How many people of each role were here on each of those days.
fn active(conn: &mut Conn, first: Date, last: Date) -> Result<HashMap<(Date, Role), i64>> {
    let rows: Vec<(Text<Date>, Text<Role>, i64)> = visits::table
        .inner_join(users::table.on(users::id.eq(visits::user_id)))
        .filter(visits::day.between(first.to_string(), last.to_string()))
        .group_by((visits::day, users::role))
        .select((visits::day, users::role, count_star()))
        .load(conn)?;
    Ok(rows.into_iter().map(|(day, role, n)| ((day.0, role.0), n)).collect())
}
