//! The figures of a month, computed from [`Facts`] and nothing else: the same facts make the same report whenever it is
//! written.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use domain::clock::{Timestamp, Zone};
use domain::ids::{CampaignId, UserId};
use domain::money::{Currency, Money};
use domain::words::{AdRequestStatus, CampaignStatus, DeliverableStatus, Direction};
use jiff::civil::Date;

use super::facts::{AdFact, AdRequestFact, CampaignFact, Facts};
use super::month::Month;
use super::report::{
    AdFigures, AdRequestFigures, CampaignFigure, CampaignFigures, InfluencerFigure, MoneyFigures, MonthFigure, Report,
    Trend,
};

/// How many influencers a report names.
const TOP: usize = 10;
/// How many months of history it shows, this one included.
const HISTORY: i64 = 6;

/// A month in the sponsor's time zone.
#[derive(Clone, Copy)]
struct Span {
    month: Month,
    from: Timestamp,
    to: Timestamp,
}

impl Span {
    fn of(month: Month, zone: &Zone) -> Self {
        Self { month, from: month.start(zone), to: month.end(zone) }
    }

    fn has(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }

    fn has_day(&self, day: Date) -> bool {
        Month::of(day) == self.month
    }
}

impl CampaignFact {
    fn first_day(&self, zone: &Zone) -> Date {
        self.start.max(self.published_at.day_in(zone))
    }

    /// The last day on which it ran or will run; one that was ended was changed last when it was.
    fn last_day(&self, zone: &Zone) -> Date {
        match self.status {
            CampaignStatus::Completed | CampaignStatus::Cancelled => self.end.min(self.updated_at.day_in(zone)),
            _ => self.end,
        }
    }

    fn runs_in(&self, span: &Span, zone: &Zone) -> bool {
        let (first, last) = (self.first_day(zone), self.last_day(zone));
        first <= last && first <= span.month.last() && last >= span.month.first()
    }
}

impl AdRequestFact {
    fn ended_in(&self, span: &Span, status: AdRequestStatus) -> bool {
        self.status == status && self.closed_at.is_some_and(|at| span.has(at))
    }

    fn agreed_in(&self, span: &Span) -> bool {
        self.ended_in(span, AdRequestStatus::Accepted)
    }

    fn open_at(&self, at: Timestamp) -> bool {
        self.created_at < at && self.closed_at.is_none_or(|closed| closed >= at)
    }

    fn touches(&self, span: &Span) -> bool {
        span.has(self.created_at) || self.closed_at.is_some_and(|at| span.has(at))
    }
}

/// The report on that month, its top influencers by id alone; `None` when there was nothing to
/// tell.
pub fn report(facts: &Facts, month: Month) -> Option<Report> {
    let zone = &facts.zone;
    let (this, before) = (Span::of(month, zone), Span::of(month.before(1), zone));
    let rows = campaign_rows(facts, &this);
    if rows.is_empty() {
        return None;
    }
    let mut money = money(facts, &rows, &this, &before);
    money.sort_by_key(|of| {
        let agreed = facts.ad_requests.iter().filter(|one| one.agreed_in(&this) && one.payment.currency == of.currency);
        let running = rows.iter().filter(|row| row.budget.currency == of.currency);
        (Reverse(agreed.count()), Reverse(running.count()), of.currency)
    });
    let leading = money.first().map(|of| of.currency);
    let ads_agreed = |span: &Span| facts.ads.iter().filter(|ads| span.has(ads.agreed_at)).map(|ads| ads.count).sum();
    let mut report = Report {
        month,
        time_zone: zone.name().to_owned(),
        sponsor: facts.sponsor.clone(),
        campaigns: campaign_figures(facts, &this, &before),
        ad_requests: ad_request_figures(facts, &this, &before),
        ads: AdFigures {
            agreed: Trend::of(ads_agreed(&this), ads_agreed(&before)),
            done: rows.iter().map(|row| row.ads_done).sum(),
            total: rows.iter().map(|row| row.ads_total).sum(),
        },
        money,
        outcome: None,
        campaign_rows: rows,
        top_influencers: top_influencers(facts, &this, leading),
    };
    let rank = |row: &CampaignFigure| (Some(row.budget.currency) != leading, Reverse(row.agreed.amount));
    report.campaign_rows.sort_by(|a, b| {
        let behind = |row: &CampaignFigure| (Reverse(row.committed.amount), row.end_date, row.id);
        (rank(a), behind(a)).cmp(&(rank(b), behind(b)))
    });
    Some(report)
}

fn campaign_figures(facts: &Facts, this: &Span, before: &Span) -> CampaignFigures {
    let zone = &facts.zone;
    let trend = |holds: &dyn Fn(&CampaignFact, &Span) -> bool| {
        let count = |span: &Span| count(&facts.campaigns, |one| one.runs_in(span, zone) && holds(one, span));
        Trend::of(count(this), count(before))
    };
    CampaignFigures {
        running: trend(&|_, _| true),
        started: trend(&|one, span| span.has_day(one.first_day(zone))),
        ended: trend(&|one, span| span.has_day(one.last_day(zone))),
    }
}

fn ad_request_figures(facts: &Facts, this: &Span, before: &Span) -> AdRequestFigures {
    let trend = |holds: &dyn Fn(&AdRequestFact, &Span) -> bool| {
        let count = |span: &Span| count(&facts.ad_requests, |one| holds(one, span));
        Trend::of(count(this), count(before))
    };
    let begun = |direction| trend(&move |one, span| one.direction == direction && span.has(one.created_at));
    let ended = |status| trend(&move |one, span| one.ended_in(span, status));
    AdRequestFigures {
        sent: begun(Direction::Invitation),
        received: begun(Direction::Application),
        accepted: ended(AdRequestStatus::Accepted),
        rejected: ended(AdRequestStatus::Rejected),
        withdrawn: ended(AdRequestStatus::Withdrawn),
        expired: ended(AdRequestStatus::Expired),
        pending: trend(&|one, span| one.open_at(span.to)),
    }
}

fn count<T>(all: &[T], holds: impl Fn(&T) -> bool) -> i64 {
    i64::try_from(all.iter().filter(|one| holds(one)).count()).unwrap_or(i64::MAX)
}

/// The campaigns that ran in the month, or whose ad requests began or ended in it.
fn campaign_rows(facts: &Facts, this: &Span) -> Vec<CampaignFigure> {
    let mut ad_requests: HashMap<CampaignId, Vec<&AdRequestFact>> = HashMap::new();
    for one in &facts.ad_requests {
        ad_requests.entry(one.campaign).or_default().push(one);
    }
    let mut ads: HashMap<CampaignId, Vec<&AdFact>> = HashMap::new();
    for one in &facts.ads {
        ads.entry(one.campaign).or_default().push(one);
    }
    let row = |campaign: &CampaignFact| {
        let requests = ad_requests.get(&campaign.id).map(Vec::as_slice).unwrap_or_default();
        let told = campaign.runs_in(this, &facts.zone) || requests.iter().any(|one| one.touches(this));
        told.then(|| {
            campaign_row(campaign, requests, ads.get(&campaign.id).map(Vec::as_slice).unwrap_or_default(), this)
        })
    };
    facts.campaigns.iter().filter_map(row).collect()
}

fn campaign_row(campaign: &CampaignFact, requests: &[&AdRequestFact], ads: &[&AdFact], this: &Span) -> CampaignFigure {
    let sum = |holds: &dyn Fn(&AdRequestFact) -> bool| -> i64 {
        requests.iter().filter(|one| holds(one)).map(|one| one.payment.amount).sum()
    };
    // What was agreed since the month ended is not the month's, however late the report is written.
    let later = sum(&|one| {
        one.status == AdRequestStatus::Accepted && !one.called_off && one.closed_at.is_some_and(|at| at >= this.to)
    });
    let ads = || ads.iter().filter(|ads| ads.agreed_at < this.to && !ads.called_off);
    let money = |amount| Money::new(amount, campaign.budget.currency);
    CampaignFigure {
        id: campaign.id,
        title: campaign.title.clone(),
        status: campaign.status,
        start_date: campaign.start,
        end_date: campaign.end,
        budget: campaign.budget,
        committed: money(campaign.committed - later),
        spent: money(campaign.spent),
        agreed: money(sum(&|one| one.agreed_in(this))),
        ad_requests: count(requests, |one| this.has(one.created_at)),
        accepted: count(requests, |one| one.agreed_in(this)),
        pending: count(requests, |one| one.open_at(this.to)),
        ads_done: ads().filter(|ads| ads.status == DeliverableStatus::Published).map(|ads| ads.count).sum(),
        ads_total: ads().map(|ads| ads.count).sum(),
    }
}

fn money(facts: &Facts, rows: &[CampaignFigure], this: &Span, before: &Span) -> Vec<MoneyFigures> {
    let zone = &facts.zone;
    let mut currencies: Vec<Currency> = rows.iter().map(|row| row.budget.currency).collect();
    currencies.sort();
    currencies.dedup();
    let of = |currency: Currency| {
        let rows = || rows.iter().filter(|row| row.budget.currency == currency);
        let agreed: Vec<_> = facts
            .ad_requests
            .iter()
            .filter(|one| one.status == AdRequestStatus::Accepted && one.payment.currency == currency)
            .filter_map(|one| Some((one.closed_at?, one.payment.amount)))
            .collect();
        let in_span = |span: &Span| agreed.iter().filter(|(at, _)| span.has(*at)).map(|(_, amount)| amount).sum();
        let (budget, committed) =
            (rows().map(|row| row.budget.amount).sum::<i64>(), rows().map(|row| row.committed.amount).sum::<i64>());
        let month = |back| Span::of(this.month.before(back), zone);
        MoneyFigures {
            currency,
            agreed: Trend::of(in_span(this), in_span(before)),
            budget,
            committed,
            spent: rows().map(|row| row.spent.amount).sum(),
            available: budget - committed,
            days: by_day(&agreed, this, zone),
            days_before: by_day(&agreed, before, zone),
            months: (0..HISTORY)
                .rev()
                .map(month)
                .map(|span| MonthFigure { month: span.month, agreed: in_span(&span) })
                .collect(),
        }
    };
    currencies.into_iter().map(of).collect()
}

/// What was agreed from the first day to each day.
fn by_day(agreed: &[(Timestamp, i64)], span: &Span, zone: &Zone) -> Vec<i64> {
    let mut days: BTreeMap<i8, i64> = (1..=span.month.days()).map(|day| (day, 0)).collect();
    for (at, amount) in agreed.iter().filter(|(at, _)| span.has(*at)) {
        *days.entry(at.day_in(zone).day()).or_default() += amount;
    }
    let so_far = |sum: &mut i64, (_, amount)| {
        *sum += amount;
        Some(*sum)
    };
    days.into_iter().scan(0, so_far).collect()
}

/// By id alone: their names and faces are no figures.
fn top_influencers(facts: &Facts, this: &Span, leading: Option<Currency>) -> Vec<InfluencerFigure> {
    let mut sums: BTreeMap<(UserId, Currency), (i64, i64)> = BTreeMap::new();
    for one in facts.ad_requests.iter().filter(|one| one.agreed_in(this)) {
        let sum = sums.entry((one.influencer, one.payment.currency)).or_default();
        *sum = (sum.0 + 1, sum.1 + one.payment.amount);
    }
    let figure = |((id, currency), (accepted, amount))| InfluencerFigure {
        id,
        username: String::new(),
        display_name: String::new(),
        avatar_url: None,
        reach: 0,
        accepted,
        agreed: Money::new(amount, currency),
    };
    let mut top: Vec<_> = sums.into_iter().map(figure).collect();
    top.sort_by_key(|one| (Some(one.agreed.currency) != leading, Reverse(one.agreed.amount), one.id));
    top.truncate(TOP);
    top
}
