//! A report in words: every figure as its reader writes it, for the page, the mail and the PDF alike.

use domain::money::{Currency, Money};
use serde::Serialize;

use super::report::{CampaignFigure, InfluencerFigure, MoneyFigures, Report, Trend};
use crate::locale::Locale;
use crate::{texts, written};

/// A report in words.
#[derive(Debug, Serialize)]
pub struct View {
    lang: &'static str,
    dir: &'static str,
    title: &'static str,
    sponsor: String,
    pub(super) month: String,
    pub(super) lede: String,
    as_of: String,
    pub(super) tiles: Vec<Tile>,
    days: Option<Days>,
    months: Option<Bars>,
    requests: Bars,
    pub(super) campaigns: Table,
    pub(super) top: Table,
    currencies: Table,
}

/// One figure.
#[derive(Debug, Serialize)]
pub(super) struct Tile {
    /// Names the label.
    pub(super) key: &'static str,
    label: &'static str,
    pub(super) value: String,
    /// What it is part of, or what it was before.
    pub(super) note: String,
    /// `+23%`, where it can be compared.
    pub(super) change: Option<String>,
    /// `up`, `down` or `flat`.
    way: &'static str,
}

/// What was agreed day by day, beside the month before.
#[derive(Debug, Serialize)]
struct Days {
    title: &'static str,
    names: [String; 2],
    values: [Vec<i64>; 2],
    /// The height of the chart, in minor units, and what stands beside it.
    ticks: Vec<(i64, String)>,
}

/// Bars with a name and a figure each.
#[derive(Debug, Serialize)]
struct Bars {
    title: &'static str,
    bars: Vec<Bar>,
}

#[derive(Debug, Serialize)]
struct Bar {
    name: String,
    value: i64,
    text: String,
    before: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Table {
    title: &'static str,
    head: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) name: String,
    /// In small type below the name.
    below: String,
    /// `active`, `paused`, …: the colour of a dot.
    status: Option<String>,
    pub(super) cells: Vec<String>,
    /// How full its bar is, 0 to 100, if it has one.
    full: Option<i64>,
}

impl View {
    /// The report in that language.
    pub fn of(report: &Report, locale: Locale) -> Self {
        let said = Said { locale, report };
        let leading = report.money.first();
        Self {
            lang: locale.tag(),
            dir: locale.dir(),
            title: said.text("title"),
            sponsor: report.sponsor.display_name.clone(),
            month: written::month_and_year(locale, report.month.first()),
            lede: said.lede(),
            as_of: said.as_of(),
            tiles: said.tiles(),
            days: leading.filter(|money| money.agreed.value > 0).map(|money| said.days(money)),
            months: leading
                .filter(|money| money.months.iter().any(|one| one.agreed > 0))
                .map(|money| said.months(money)),
            requests: said.requests(),
            campaigns: said.campaigns(),
            top: said.top(),
            currencies: said.currencies(),
        }
    }
}

struct Said<'a> {
    locale: Locale,
    report: &'a Report,
}

impl Said<'_> {
    fn text(&self, key: &str) -> &'static str {
        texts::get(self.locale, &format!("report.{key}")).unwrap_or_default()
    }

    fn number(&self, number: i64) -> String {
        written::number(self.locale, number)
    }

    fn money(&self, amount: i64, currency: Currency) -> String {
        written::money(self.locale, Money::new(amount, currency))
    }

    fn month(&self) -> String {
        written::month_and_year(self.locale, self.report.month.first())
    }

    fn month_before(&self) -> String {
        written::month_and_year(self.locale, self.report.month.before(1).first())
    }

    fn lede(&self) -> String {
        let agreed =
            self.report.money.first().map(|money| (money.agreed, self.money(money.agreed.value, money.currency)));
        let (trend, amount) = agreed.unwrap_or_default();
        let change = trend.change_percent.unwrap_or(0);
        let key = match (trend.value, trend.before, change) {
            (0, _, _) => "lede_none",
            (_, 0, _) => "lede_first",
            (_, _, 0) => "lede_same",
            (_, _, 1..) => "lede_more",
            (_, _, _) => "lede_less",
        };
        let percent = written::percent(self.locale, change.abs());
        let values =
            [("amount", amount), ("month", self.month()), ("before", self.month_before()), ("percent", percent)];
        written::filled(self.locale, &format!("report.{key}"), values)
    }

    fn as_of(&self) -> String {
        let day = |day| written::day(self.locale, day);
        let month = self.report.month;
        let zone = format!("\u{2066}{}\u{2069}", self.report.time_zone);
        let values =
            [("month", self.month()), ("first", day(month.first())), ("last", day(month.last())), ("zone", zone)];
        written::filled(self.locale, "report.as_of", values)
    }

    fn of_total(&self, total: String) -> String {
        written::filled(self.locale, "report.of", [("total", total)])
    }

    fn trend(&self, key: &'static str, trend: Trend, write: impl Fn(i64) -> String) -> Tile {
        let month = written::short_month(self.locale, self.report.month.before(1).first());
        let sign = |percent: i64| if percent > 0 { "+" } else { "" };
        Tile {
            key,
            label: self.text(key),
            value: write(trend.value),
            note: written::filled(self.locale, "report.before", [("value", write(trend.before)), ("month", month)]),
            change: trend.change_percent.map(|change| {
                let written = format!("{}{}", sign(change), written::percent(self.locale, change));
                if self.locale == Locale::Ar { format!("\u{2066}{written}\u{2069}") } else { written }
            }),
            way: match trend.value.cmp(&trend.before) {
                std::cmp::Ordering::Greater => "up",
                std::cmp::Ordering::Less => "down",
                std::cmp::Ordering::Equal => "flat",
            },
        }
    }

    fn part(&self, key: &'static str, value: String, total: String) -> Tile {
        let note = self.of_total(total);
        Tile { key, label: self.text(key), value, note, change: None, way: "flat" }
    }

    fn tiles(&self) -> Vec<Tile> {
        let Report { ad_requests: requests, ads, campaigns, outcome, .. } = self.report;
        let count = |label, trend| self.trend(label, trend, |value| self.number(value));
        let begun =
            Trend::of(requests.sent.value + requests.received.value, requests.sent.before + requests.received.before);
        let mut tiles = Vec::new();
        if let Some(money) = self.report.money.first() {
            let write = |amount| self.money(amount, money.currency);
            tiles.push(self.trend("agreed", money.agreed, write));
            tiles.push(count("accepted", requests.accepted));
            tiles.push(count("begun", begun));
            tiles.push(count("running", campaigns.running));
            tiles.push(self.part(
                "used",
                written::percent(self.locale, share(money.committed, money.budget)),
                write(money.budget),
            ));
            tiles.push(self.part("left", write(money.available), write(money.budget)));
        }
        tiles.push(count("ads_agreed", ads.agreed));
        tiles.push(self.part("ads_done", self.number(ads.done), self.number(ads.total)));
        if let Some(outcome) = outcome {
            tiles.push(count("clicks", outcome.clicks));
            tiles.push(count("conversions", outcome.conversions));
            let sales = |sales: &super::report::Sales| {
                self.trend("revenue", sales.amount, |amount| self.money(amount, sales.currency))
            };
            tiles.extend(outcome.revenue.iter().map(sales));
        }
        tiles
    }

    fn days(&self, money: &MoneyFigures) -> Days {
        let highest = |days: &[i64]| days.last().copied().unwrap_or(0);
        let most = highest(&money.days).max(highest(&money.days_before));
        let tick = |value| (value, self.money(value, money.currency));
        Days {
            title: self.text("by_day"),
            names: [self.month(), self.month_before()],
            values: [money.days.clone(), money.days_before.clone()],
            ticks: ticks(most).into_iter().map(tick).collect(),
        }
    }

    fn months(&self, money: &MoneyFigures) -> Bars {
        let bar = |one: &super::report::MonthFigure| Bar {
            name: written::short_month(self.locale, one.month.first()),
            value: one.agreed,
            text: self.money(one.agreed, money.currency),
            before: String::new(),
        };
        Bars { title: self.text("by_month"), bars: money.months.iter().map(bar).collect() }
    }

    fn requests(&self) -> Bars {
        let of = &self.report.ad_requests;
        let all = [
            ("sent", of.sent),
            ("received", of.received),
            ("accepted", of.accepted),
            ("rejected", of.rejected),
            ("withdrawn", of.withdrawn),
            ("expired", of.expired),
            ("pending", of.pending),
        ];
        let bar = |(name, trend): (&'static str, Trend)| {
            let tile = self.trend(name, trend, |value| self.number(value));
            Bar { name: tile.label.into(), value: trend.value, text: tile.value, before: tile.note }
        };
        Bars { title: self.text("by_status"), bars: all.into_iter().map(bar).collect() }
    }

    fn campaigns(&self) -> Table {
        let head = ["campaign", "budget", "committed", "agreed_column", "requests", "ads"];
        let row = |of: &CampaignFigure| {
            let money = |money: Money| written::money(self.locale, money);
            let day = |day| written::day(self.locale, day);
            let status = of.status.to_string();
            Row {
                name: of.title.clone(),
                below: format!("{} · {} – {}", self.text(&status), day(of.start_date), day(of.end_date)),
                cells: vec![
                    money(of.budget),
                    money(of.committed),
                    money(of.agreed),
                    self.number(of.ad_requests),
                    format!("\u{2066}{}\u{a0}/\u{a0}{}\u{2069}", self.number(of.ads_done), self.number(of.ads_total)),
                ],
                full: Some(share(of.committed.amount, of.budget.amount)),
                status: Some(status),
            }
        };
        self.table("campaigns", &head, self.report.campaign_rows.iter().map(row).collect())
    }

    fn top(&self) -> Table {
        let all = &self.report.top_influencers;
        let most = |of: &InfluencerFigure| {
            let same = all.iter().filter(|other| other.agreed.currency == of.agreed.currency);
            same.map(|other| other.agreed.amount).max().unwrap_or(0)
        };
        let row = |of: &InfluencerFigure| Row {
            name: of.display_name.clone(),
            below: format!("\u{2066}@{}\u{2069}", of.username),
            status: None,
            cells: vec![self.number(of.reach), self.number(of.accepted), written::money(self.locale, of.agreed)],
            full: Some(share(of.agreed.amount, most(of))),
        };
        self.table("top", &["influencer", "reach", "accepted", "agreed_column"], all.iter().map(row).collect())
    }

    /// Only where there is more than one.
    fn currencies(&self) -> Table {
        let row = |of: &MoneyFigures| {
            let money = |amount| self.money(amount, of.currency);
            Row {
                name: of.currency.code().to_owned(),
                below: String::new(),
                status: None,
                cells: [of.agreed.value, of.budget, of.committed, of.spent, of.available].map(money).into(),
                full: None,
            }
        };
        let all = Some(&self.report.money).filter(|all| all.len() > 1);
        let head = ["currency", "agreed_column", "budget", "committed", "spent", "left"];
        self.table("currencies", &head, all.into_iter().flatten().map(row).collect())
    }

    fn table(&self, title: &str, head: &[&str], rows: Vec<Row>) -> Table {
        Table { title: self.text(title), head: head.iter().map(|key| self.text(key)).collect(), rows }
    }
}

/// Which part of the whole it is, 0 to 100.
fn share(part: i64, whole: i64) -> i64 {
    if whole <= 0 { 0 } else { (part.saturating_mul(100) / whole).clamp(0, 100) }
}

/// Round values from 0 to at least `most`, some four of them.
fn ticks(most: i64) -> Vec<i64> {
    let rough = ((most + 3) / 4).max(1);
    let power = 10_i64.pow(rough.ilog10());
    let step = [1, 2, 5, 10].into_iter().map(|times| times * power).find(|step| *step >= rough).unwrap_or(rough);
    (0..=(most + step - 1) / step).map(|index| index * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_the_top() {
        for (most, expected) in [
            (0, vec![0]),
            (7, vec![0, 2, 4, 6, 8]),
            (100, vec![0, 50, 100]),
            (1_234_500, vec![0, 500_000, 1_000_000, 1_500_000]),
        ] {
            assert_eq!(ticks(most), expected, "{most}");
        }
    }

    #[test]
    fn a_share_is_a_percentage() {
        assert_eq!((share(1, 3), share(5, 0), share(9, 3), share(i64::MAX, 7)), (33, 0, 100, 100));
    }
}
