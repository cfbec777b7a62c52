//! The figures by themselves: facts in, figures out.

use domain::clock::Zone;
use domain::ids::{CampaignId, UserId};
use domain::money::Money;
use domain::words::{AdRequestStatus, CampaignStatus, DeliverableStatus, Direction};

use super::facts::{AdFact, AdRequestFact, CampaignFact, Facts};
use super::figures::report;
use super::month::Month;
use super::report::{Report, Subject, Trend};
use super::view::View;
use crate::locale::Locale;

fn at(text: &str) -> domain::clock::Timestamp {
    text.parse().unwrap()
}

fn eur(amount: i64) -> Money {
    Money::new(amount, "EUR".parse().unwrap())
}

fn campaign() -> CampaignFact {
    CampaignFact {
        id: CampaignId::new(at("2026-09-01T00:00:00Z")),
        title: "Tea".into(),
        status: CampaignStatus::Active,
        start: "2026-09-10".parse().unwrap(),
        end: "2026-12-31".parse().unwrap(),
        published_at: at("2026-09-05T00:00:00Z"),
        updated_at: at("2026-09-05T00:00:00Z"),
        budget: eur(100_000),
        committed: 0,
        spent: 0,
    }
}

fn accepted(campaign: &CampaignFact, amount: i64, when: &str) -> AdRequestFact {
    AdRequestFact {
        campaign: campaign.id,
        influencer: "01900000-0000-7000-9000-000000000001".parse().unwrap(),
        direction: Direction::Invitation,
        status: AdRequestStatus::Accepted,
        payment: eur(amount),
        created_at: at("2026-09-20T00:00:00Z"),
        closed_at: Some(at(when)),
        called_off: false,
    }
}

fn facts(campaigns: Vec<CampaignFact>, ad_requests: Vec<AdRequestFact>, zone: &str) -> Facts {
    let id = UserId::new(at("2026-01-01T00:00:00Z"));
    let sponsor = Subject { id, display_name: "Acme".into(), logo_url: None };
    Facts { sponsor, zone: Zone::named(zone).unwrap(), campaigns, ad_requests, ads: Vec::new() }
}

fn october(facts: &Facts) -> Option<Report> {
    report(facts, "2026-10".parse::<Month>().unwrap())
}

#[test]
fn growth_is_a_rounded_percentage() {
    for (value, before, expected) in [
        (0, 0, None),
        (5, 0, None),
        (0, 5, Some(-100)),
        (5, 5, Some(0)),
        (123, 100, Some(23)),
        (2, 3, Some(-33)),
        (1, 3, Some(-67)),
        (1005, 1000, Some(1)),
        (995, 1000, Some(-1)),
        (1004, 1000, Some(0)),
    ] {
        assert_eq!(Trend::of(value, before).change_percent, expected, "{value} {before}");
    }
}

#[test]
fn what_happened_at_the_border_belongs_to_the_month_of_the_zone() {
    // 23:30 on 30 September in UTC is October in Berlin; 23:30 on the 31st is November there.
    let tea = campaign();
    let first = accepted(&tea, 1, "2026-09-30T22:00:00Z");
    let last = accepted(&tea, 20, "2026-10-31T22:59:59.999Z");
    let next = accepted(&tea, 300, "2026-10-31T23:00:00Z");
    for (zone, agreed, before) in [("Europe/Berlin", 21, 0), ("UTC", 320, 1), ("America/Los_Angeles", 320, 1)] {
        let facts = facts(vec![tea.clone()], vec![first.clone(), last.clone(), next.clone()], zone);
        let money = october(&facts).unwrap().money.remove(0);
        assert_eq!((money.agreed.value, money.agreed.before), (agreed, before), "{zone}");
        assert_eq!((money.days.len(), money.days.last(), money.days_before.len()), (31, Some(&agreed), 30), "{zone}");
    }
}

#[test]
fn a_campaign_runs_from_its_publication_to_its_end() {
    for (name, change, running, started, ended) in [
        ("all along", Box::new(|_: &mut CampaignFact| ()) as Box<dyn Fn(&mut CampaignFact)>, 1, 0, 0),
        ("published late", Box::new(|one| one.published_at = at("2026-10-12T08:00:00Z")), 1, 1, 0),
        ("published after", Box::new(|one| one.published_at = at("2026-11-01T08:00:00Z")), 0, 0, 0),
        ("starts in it", Box::new(|one| one.start = "2026-10-31".parse().unwrap()), 1, 1, 0),
        ("ends in it", Box::new(|one| one.end = "2026-10-01".parse().unwrap()), 1, 0, 1),
        ("ended before", Box::new(|one| one.end = "2026-09-30".parse().unwrap()), 0, 0, 0),
        (
            "cancelled in it",
            Box::new(|one| (one.status, one.updated_at) = (CampaignStatus::Cancelled, at("2026-10-05T00:00:00Z"))),
            1,
            0,
            1,
        ),
        (
            "cancelled before",
            Box::new(|one| (one.status, one.updated_at) = (CampaignStatus::Cancelled, at("2026-09-29T00:00:00Z"))),
            0,
            0,
            0,
        ),
    ] {
        let mut one = campaign();
        change(&mut one);
        let told = october(&facts(vec![one], Vec::new(), "UTC")).map(|report| report.campaigns);
        let counted = told.map_or((0, 0, 0), |all| (all.running.value, all.started.value, all.ended.value));
        assert_eq!(counted, (running, started, ended), "{name}");
    }
}

#[test]
fn what_was_agreed_since_is_not_committed_yet_and_what_was_called_off_is_not_any_more() {
    let tea = CampaignFact { committed: 700, ..campaign() };
    let mut off = accepted(&tea, 5_000, "2026-10-10T00:00:00Z");
    off.called_off = true;
    let all = vec![accepted(&tea, 500, "2026-10-01T00:00:00Z"), accepted(&tea, 200, "2026-11-03T00:00:00Z"), off];
    let mut facts = facts(vec![tea.clone()], all, "UTC");
    let ads = |status, called_off, agreed_at: &str, count| AdFact {
        campaign: tea.id,
        agreed_at: at(agreed_at),
        called_off,
        status,
        count,
    };
    facts.ads = vec![
        ads(DeliverableStatus::Published, false, "2026-10-01T00:00:00Z", 2),
        ads(DeliverableStatus::Approved, false, "2026-10-01T00:00:00Z", 3),
        ads(DeliverableStatus::Published, true, "2026-10-10T00:00:00Z", 9),
        ads(DeliverableStatus::Todo, false, "2026-11-03T00:00:00Z", 4),
    ];
    let report = october(&facts).unwrap();
    let row = &report.campaign_rows[0];
    assert_eq!((row.committed, row.agreed, row.accepted), (eur(500), eur(5_500), 2));
    assert_eq!((row.ads_done, row.ads_total, report.ads.done, report.ads.total), (2, 5, 2, 5));
    assert_eq!((report.money[0].committed, report.money[0].available), (500, 99_500));
    assert_eq!(report.top_influencers[0].agreed, eur(5_500));
}

#[test]
fn nothing_to_tell_is_no_report() {
    assert!(october(&facts(Vec::new(), Vec::new(), "UTC")).is_none());
    // A campaign that ended long ago is told of when its ad requests still end.
    let old = CampaignFact { end: "2026-09-20".parse().unwrap(), ..campaign() };
    let refused = AdRequestFact { status: AdRequestStatus::Rejected, ..accepted(&old, 5, "2026-10-02T00:00:00Z") };
    assert!(october(&facts(vec![old.clone()], Vec::new(), "UTC")).is_none());
    assert_eq!(october(&facts(vec![old], vec![refused], "UTC")).unwrap().ad_requests.rejected.value, 1);
}

#[test]
fn the_currency_with_the_most_going_on_comes_first() {
    let (tea, mut dollars) = (campaign(), campaign());
    dollars.budget = Money::new(1, "USD".parse().unwrap());
    let mut paid = accepted(&dollars, 9, "2026-10-02T00:00:00Z");
    paid.payment = Money::new(9, "USD".parse().unwrap());
    let report = october(&facts(vec![tea, dollars], vec![paid], "UTC")).unwrap();
    let codes: Vec<_> = report.money.iter().map(|of| of.currency.code()).collect();
    assert_eq!(codes, ["USD", "EUR"]);
    assert_eq!(report.campaign_rows[0].budget.currency.code(), "USD");
}

#[test]
fn every_language_has_words_for_all_of_a_report() {
    let tea = CampaignFact { committed: 700, ..campaign() };
    let all = vec![accepted(&tea, 500, "2026-10-01T00:00:00Z"), accepted(&tea, 200, "2026-09-23T00:00:00Z")];
    let mut report = october(&facts(vec![tea], all, "UTC")).unwrap();
    let clicks = Trend::of(1_234, 1_000);
    let sales = super::report::Sales { currency: "EUR".parse().unwrap(), amount: clicks };
    report.outcome = Some(super::report::Outcome { clicks, conversions: clicks, revenue: vec![sales] });
    for locale in Locale::ALL {
        let view = serde_json::to_value(View::of(&report, locale)).unwrap();
        let text = view.to_string();
        assert!(!text.contains("{{") && !text.contains("\"label\":\"\"") && !text.contains("\"title\":\"\""), "{text}");
        assert_eq!(view["tiles"].as_array().unwrap().len(), 11);
        assert!(view["lede"].as_str().unwrap().contains("150"), "{text}");
    }
}
