//! Reading one's earnings.

use db::Conn;
use domain::clock::Timestamp;
use domain::ids::UserId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::figures::{CurrencyEarnings, Facts};
use super::store;
use crate::accounts;
use crate::app::App;
use crate::auth::Influencer;
use crate::error::{Error, Result};
use crate::http::{Query, Reply};
use crate::ledger;
use crate::papers::Said;
use crate::payments::store as payments;
use crate::payments::transactions::{self, Wanted};
use crate::reports::Month;

/// How many months there are when none is named.
const MONTHS: i64 = 12;
/// The most months that may be asked for.
const MOST: usize = 36;

/// Which months.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EarningsQuery {
    /// The first month; left out, eleven months before the last.
    #[param(value_type = Option<String>, example = "2025-12")]
    from: Option<Month>,
    /// The last month, at most 35 later; left out, this one.
    #[param(value_type = Option<String>, example = "2026-11")]
    to: Option<Month>,
}

/// What an influencer earned.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EarningsOut {
    /// The first month.
    #[schema(value_type = String, example = "2025-12")]
    pub from: Month,
    /// The last month.
    #[schema(value_type = String, example = "2026-11")]
    pub to: Month,
    /// The IANA time zone that months are in.
    pub time_zone: String,
    /// Each currency in which something was earned or is in escrow, by its code.
    pub currencies: Vec<CurrencyEarnings>,
}

impl EarningsQuery {
    fn months(self, this: Month) -> Result<Vec<Month>> {
        let last = self.to.unwrap_or(this);
        let first = self.from.unwrap_or_else(|| last.before(MONTHS - 1));
        let mut months = vec![first];
        while let Some(month) = months.last().filter(|month| **month < last && months.len() < MOST) {
            months.push(month.next());
        }
        if months.last() == Some(&last) {
            Ok(months)
        } else {
            Err(Error::invalid("?from", "out_of_range", "Must be the month of `to` or one of the 35 before it."))
        }
    }
}

/// See what one has in escrow, available and paid out, by month of one's time zone and by campaign.
#[utoipa::path(get, path = "/earnings", tag = "money", params(EarningsQuery), responses((status = 200, body = EarningsOut)))]
pub async fn get_earnings(app: App, Influencer(user): Influencer, Query(query): Query<EarningsQuery>) -> Result<Reply> {
    let now = app.clock.now();
    Reply::ok(&app.db.read(move |conn| read(conn, user.id(), query, now)).await?)
}

fn read(conn: &mut Conn, me: UserId, query: EarningsQuery, now: Timestamp) -> Result<EarningsOut> {
    let zone = Said::to(&accounts::store::find(conn, me)?).zone;
    let months = query.months(Month::of(now.day_in(&zone)))?;
    let (Some(from), Some(to)) = (months.first().copied(), months.last().copied()) else { return Err(Error::NotFound) };
    let wanted = Wanted { since: Some(from.start(&zone)), until: Some(to.end(&zone)), ..Wanted::default() };
    let movements = transactions::load(conn, me, &wanted)?;
    let escrow = store::in_escrow(conn, me)?;
    let moved = movements.iter().filter_map(|one| one.campaign.as_ref().map(|id| id.0));
    let mut ids: Vec<_> = moved.chain(escrow.iter().map(|(id, _)| *id)).collect();
    ids.sort_unstable();
    ids.dedup();
    let facts = Facts {
        months,
        sums: ledger::sums(conn, me, Timestamp(i64::MAX))?,
        movements,
        escrow,
        in_transit: payments::in_transit(conn, me)?,
        campaigns: store::campaigns(conn, ids)?,
        zone,
    };
    Ok(EarningsOut { from, to, time_zone: facts.zone.name().to_owned(), currencies: facts.figures() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_by_table() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let asked = |from: Option<&str>, to: Option<&str>| {
            let query = EarningsQuery { from: from.map(month), to: to.map(month) };
            query.months(month("2026-11")).map(|all| (all[0].to_string(), all[all.len() - 1].to_string(), all.len()))
        };
        let is = |from: &str, to: &str, count| (from.to_owned(), to.to_owned(), count);
        assert_eq!(asked(None, None).unwrap(), is("2025-12", "2026-11", 12));
        assert_eq!(asked(Some("2026-11"), None).unwrap(), is("2026-11", "2026-11", 1));
        assert_eq!(asked(None, Some("2025-01")).unwrap(), is("2024-02", "2025-01", 12));
        assert_eq!(asked(Some("2023-12"), None).unwrap(), is("2023-12", "2026-11", 36));
        assert!(asked(Some("2023-11"), None).is_err());
        assert!(asked(Some("2026-12"), None).is_err());
    }
}
