//! Every figure of a report is counted again from what the interface says of the same month.

use serde_json::{Value, json};

use super::{TO_DECEMBER, TO_JANUARY, accept};
use crate::support::things::{path, terms};
use crate::support::{Client, TestApp, on_each, with};

const NOV: &str = "2026-11";
const DEC: &str = "2026-12";

/// A sponsor with three campaigns in two currencies and two months of negotiations.
async fn two_months(app: &TestApp) {
    let (acme, ada, ben) = (app.sponsor("acme").await, app.influencer("ada").await, app.influencer("ben").await);
    let tea = acme.campaign(json!({"title": "Tea 茶 🎉"})).await;
    let dollars =
        json!({"title": "Dollars", "budget": {"amount": 500_000, "currency": "USD"}, "end_date": "2026-12-15"});
    let dollars = acme.campaign(dollars).await;
    acme.post("/campaigns", with(crate::support::things::campaign(), json!({"title": "A draft"}))).await.expect(201);
    accept(&ada, &acme.invite(&tea, &ada, 30_000).await).await;
    accept(&acme, &ben.apply(&tea, 12_345).await).await;
    acme.invite(&tea, &ada, 100).await;
    fund_all(&acme).await;
    app.run_jobs().await;

    app.wait_days(TO_DECEMBER + 2);
    app.run_jobs().await;
    let (acme, ada, ben) = (app.log_in("acme").await, app.log_in("ada").await, app.log_in("ben").await);
    let late = acme.campaign(json!({"title": "Late", "start_date": "2026-12-20", "end_date": "2027-01-31"})).await;
    accept(&ben, &acme.invite(&tea, &ben, 77_700).await).await;
    let paid = |amount: i64| with(terms(amount), json!({"payment": {"amount": amount, "currency": "USD"}}));
    let offer = json!({"influencer_id": ada.id, "terms": paid(5_000), "message": "Hello"});
    accept(&ada, &acme.post(&format!("/campaigns/{dollars}/ad-requests"), offer).await.expect(201)).await;
    fund_all(&acme).await;
    let refused = acme.invite(&late, &ada, 900).await;
    ada.post(&path(&refused, "/reject"), json!({"reason": "No"})).await.expect(200);
    let regretted = ben.apply(&late, 700).await;
    ben.post(&path(&regretted, "/withdraw"), json!({})).await.expect(200);
    // Runs out of time in December, or stays open beyond it.
    app.wait_days(5);
    app.run_jobs().await;
    app.log_in("acme").await.invite(&late, &app.log_in("ben").await, 800).await;

    app.wait_days(TO_JANUARY - 6);
    app.run_jobs().await;
    // What comes after the month is no part of it, whenever its report is written.
}

/// What is not funded within a week is called off.
async fn fund_all(sponsor: &Client) {
    for work in all(sponsor, "/collaborations?status=awaiting_funding&limit=100").await {
        let deposit = json!({"amount": work["payment"], "payment_method": "4242424242424242"});
        sponsor.post("/wallet/deposits", deposit).await.expect(201);
        let id = work["id"].as_str().unwrap();
        sponsor.act(&format!("/collaborations/{id}/fund")).await.expect(200);
    }
}

async fn all(who: &Client, what: &str) -> Vec<Value> {
    who.get(what).await.expect(200)["items"].as_array().unwrap().clone()
}

fn begins(value: &Value, month: &str) -> bool {
    value.as_str().is_some_and(|text| text.starts_with(month))
}

/// What the interface says of a sponsor.
struct Said {
    campaigns: Vec<Value>,
    ad_requests: Vec<Value>,
    collaborations: Vec<Value>,
}

impl Said {
    async fn to(who: &Client) -> Self {
        Self {
            campaigns: all(who, "/campaigns?mine=true&limit=100").await,
            ad_requests: all(who, "/ad-requests?limit=100").await,
            collaborations: all(who, "/collaborations?limit=100").await,
        }
    }

    fn count(&self, holds: impl Fn(&Value) -> bool) -> i64 {
        i64::try_from(self.ad_requests.iter().filter(|one| holds(one)).count()).unwrap()
    }

    fn begun(&self, direction: &str, month: &str) -> i64 {
        self.count(|one| one["direction"] == direction && begins(&one["created_at"], month))
    }

    fn ended(&self, status: &str, month: &str) -> i64 {
        self.count(|one| one["status"] == status && begins(&one["closed_at"], month))
    }

    fn open(&self, end: &str, holds: impl Fn(&Value) -> bool) -> i64 {
        let before = |value: &Value| value.as_str().is_some_and(|text| text < end);
        self.count(|one| before(&one["created_at"]) && !before(&one["closed_at"]) && holds(one))
    }

    fn agreed(&self, month: &str, holds: impl Fn(&Value) -> bool) -> i64 {
        let agreed = |one: &&Value| one["status"] == "accepted" && begins(&one["closed_at"], month) && holds(one);
        let amount = |one: &Value| one["terms"]["payment"]["amount"].as_i64().unwrap();
        self.ad_requests.iter().filter(agreed).map(amount).sum()
    }

    fn ads(&self, month: &str) -> i64 {
        let of = self.collaborations.iter().filter(|one| begins(&one["created_at"], month));
        i64::try_from(of.map(|one| one["deliverables"].as_array().unwrap().len()).sum::<usize>()).unwrap()
    }
}

fn pair(trend: &Value) -> (i64, i64) {
    (trend["value"].as_i64().unwrap(), trend["before"].as_i64().unwrap())
}

fn compare_requests(report: &Value, said: &Said) {
    let requests = &report["ad_requests"];
    for (name, direction) in [("sent", "invitation"), ("received", "application")] {
        assert_eq!(pair(&requests[name]), (said.begun(direction, DEC), said.begun(direction, NOV)), "{name}");
    }
    for status in ["accepted", "rejected", "withdrawn", "expired"] {
        assert_eq!(pair(&requests[status]), (said.ended(status, DEC), said.ended(status, NOV)), "{status}");
    }
    assert_eq!(pair(&requests["pending"]), (said.open("2027-01-01", |_| true), said.open("2026-12-01", |_| true)));
    assert_eq!(pair(&report["ads"]["agreed"]), (said.ads(DEC), said.ads(NOV)));
    assert_eq!(report["ads"]["total"], said.ads(DEC) + said.ads(NOV));
    assert_eq!(report["ads"]["done"], 0);
}

fn compare_money(report: &Value, said: &Said) {
    for money in report["money"].as_array().unwrap() {
        let currency = &money["currency"];
        let own: Vec<_> = said.campaigns.iter().filter(|one| &one["budget"]["currency"] == currency).collect();
        let own: Vec<_> = own.into_iter().filter(|one| one["status"] != "draft").collect();
        let sum = |name: &str| own.iter().map(|one| one[name]["amount"].as_i64().unwrap()).sum::<i64>();
        for name in ["budget", "committed", "spent", "available"] {
            assert_eq!(money[name], sum(name), "{currency} {name}");
        }
        let agreed = |month| said.agreed(month, |one| &one["terms"]["payment"]["currency"] == currency);
        assert_eq!(pair(&money["agreed"]), (agreed(DEC), agreed(NOV)));
        let last = |name: &str| money[name].as_array().unwrap().last().unwrap().as_i64().unwrap();
        assert_eq!((last("days"), last("days_before")), (agreed(DEC), agreed(NOV)));
        let months: Vec<_> =
            money["months"].as_array().unwrap().iter().map(|one| one["agreed"].as_i64().unwrap()).collect();
        assert_eq!(months, [0, 0, 0, 0, agreed(NOV), agreed(DEC)]);
    }
}

fn compare_rows(report: &Value, said: &Said) {
    let rows = report["campaign_rows"].as_array().unwrap();
    let told: Vec<_> = said.campaigns.iter().filter(|one| one["status"] != "draft").collect();
    assert_eq!(rows.len(), told.len());
    for campaign in told {
        let row = rows.iter().find(|row| row["id"] == campaign["id"]).unwrap();
        for name in ["title", "status", "start_date", "end_date", "budget", "committed", "spent"] {
            assert_eq!(row[name], campaign[name], "{name}");
        }
        let own = |one: &Value| one["campaign"]["id"] == campaign["id"];
        assert_eq!(row["agreed"]["amount"], said.agreed(DEC, own));
        assert_eq!(row["ad_requests"], said.count(|one| own(one) && begins(&one["created_at"], DEC)));
        assert_eq!(
            row["accepted"],
            said.count(|one| own(one) && one["status"] == "accepted" && begins(&one["closed_at"], DEC))
        );
        assert_eq!(row["pending"], said.open("2027-01-01", own));
    }
    for top in report["top_influencers"].as_array().unwrap() {
        let own = |one: &Value| {
            one["influencer"]["id"] == top["id"] && one["terms"]["payment"]["currency"] == top["agreed"]["currency"]
        };
        assert_eq!(top["agreed"]["amount"], said.agreed(DEC, own));
        assert!(top["display_name"] == "ada" || top["display_name"] == "ben");
    }
    assert_eq!(report["top_influencers"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn each_figure_is_what_the_interface_says() {
    on_each(|app| async move {
        two_months(&app).await;
        let acme = app.log_in("acme").await;
        let said = Said::to(&acme).await;
        let report = acme.get("/reports/2026-12").await.expect(200);
        assert!(
            said.ended("accepted", DEC) > 1 && said.ended("expired", DEC) > 0 && said.open("2027-01-01", |_| true) > 0
        );
        compare_requests(&report, &said);
        compare_money(&report, &said);
        compare_rows(&report, &said);
        // Tea and Dollars ran in both months and Late from the 20th; Dollars ended on the 15th.
        let campaigns = &report["campaigns"];
        let told = (pair(&campaigns["running"]), pair(&campaigns["started"]), pair(&campaigns["ended"]));
        assert_eq!(told, ((3, 2), (1, 2), (1, 0)));
        assert_eq!(report["money"][0]["currency"], "EUR");
        let listed = acme.get("/reports").await.expect(200);
        for name in ["campaigns", "ad_requests", "ads"] {
            assert_eq!(listed["items"][0][name], report[name]);
        }
        assert_eq!(listed["items"][0]["money"], report["money"][0]);
        // What happens later changes nothing in it.
        let row = &report["campaign_rows"][0];
        let due = json!([{"kind": "reel", "platform": "instagram", "count": 1, "due_date": "2027-01-31", "note": ""}]);
        let offer = json!({"influencer_id": app.log_in("ada").await.id, "message": "Hello",
            "terms": with(terms(400), json!({"deliverables": due}))});
        acme.post(&format!("/campaigns/{}/ad-requests", row["id"].as_str().unwrap()), offer).await.expect(201);
        assert_eq!(acme.get("/reports/2026-12").await.expect(200), report);
        app
    })
    .await;
}
