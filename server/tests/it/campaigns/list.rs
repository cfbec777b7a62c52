use serde_json::{Value, json};

use crate::support::things::campaign;
use crate::support::{Client, on_each, with};

async fn drafts(acme: &Client, from: i64, count: i64) {
    for n in from..from + count {
        let body = json!({"title": format!("Tea {n}"), "budget": {"amount": 1_000 + n % 3, "currency": "EUR"},
            "end_date": format!("2027-01-{:02}", 1 + n % 4)});
        acme.post("/campaigns", with(campaign(), body)).await.expect(201);
    }
}

fn titles(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn pages_of_ones_own_are_stable_while_more_are_made() {
    on_each(|app| async move {
        let (acme, other) = (app.sponsor("acme").await, app.sponsor("other").await);
        drafts(&other, 100, 1).await;
        for sort in ["newest", "budget", "ending"] {
            let before =
                acme.get("/campaigns?mine=true&count=true&limit=1").await.expect(200)["total"].as_i64().unwrap();
            drafts(&acme, before, 7).await;
            let whole = acme.get(&format!("/campaigns?mine=true&sort={sort}&limit=100")).await.expect(200);
            let whole = titles(&whole);
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = acme.get(&format!("/campaigns?mine=true&sort={sort}&limit=3{cursor}")).await.expect(200);
                seen.extend(titles(&page));
                if seen.len() == 3 {
                    app.app.clock.advance_ms(1);
                    drafts(&acme, 1_000 + before, 1).await;
                }
                let Some(next) = page["next_cursor"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            // The one made meanwhile is there when its place was still to come; nothing is missed or shown twice.
            let made = format!("Tea {}", 1_000 + before);
            seen.retain(|title| *title != made);
            assert_eq!(seen, whole, "{sort}");
        }
        app
    })
    .await;
}

#[tokio::test]
async fn ones_own_are_found_by_what_they_are() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let one = json!({"title": "50% Tee_Zeit", "niches": ["food", "travel"], "budget": {"amount": 500, "currency": "JPY"},
            "start_date": "2027-02-01", "end_date": "2027-02-28", "requirements": {"platforms": ["youtube"], "countries": ["JP"], "languages": ["ja"]}});
        acme.campaign(one).await;
        let two = json!({"title": "Coffee", "requirements": {"platforms": ["instagram"], "countries": ["DE"], "languages": ["de"]}});
        acme.post("/campaigns", with(campaign(), two)).await.expect(201);
        for (filter, found) in [
            ("q=tee_ZEIT", "50% Tee_Zeit"),
            ("q=50%25", "50% Tee_Zeit"),
            ("q=%25o_f", ""),
            ("q=offe", "Coffee"),
            ("niche=travel", "50% Tee_Zeit"),
            ("niche=beauty", "Coffee"),
            ("niche=nonsense", ""),
            ("status=draft", "Coffee"),
            ("status=active", "50% Tee_Zeit"),
            ("status=cancelled", ""),
            ("min_budget=501", "Coffee"),
            ("max_budget=500", "50% Tee_Zeit"),
            ("currency=jpy", "50% Tee_Zeit"),
            ("platform=youtube", "50% Tee_Zeit"),
            ("country=de", "Coffee"),
            ("language=ja", "50% Tee_Zeit"),
            ("starts_before=2026-12-31", "Coffee"),
            ("ends_after=2027-03-01", "Coffee"),
        ] {
            let page = acme.get(&format!("/campaigns?mine=true&count=true&{filter}")).await.expect(200);
            assert_eq!(titles(&page).join(", "), found, "{filter}");
            assert_eq!(page["total"], i64::from(!found.is_empty()), "{filter}");
        }
        app
    })
    .await;
}

#[tokio::test]
async fn wrong_questions_are_refused() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        for (query, fault) in [
            ("limit=0", "?limit out_of_range"),
            ("limit=101", "?limit out_of_range"),
            ("cursor=nonsense", "?cursor invalid_cursor"),
            ("sort=match", "?sort not_one_of"),
            ("colour=red", "?colour unknown_parameter"),
            ("status=lost", "?status invalid_parameter"),
        ] {
            assert_eq!(acme.get(&format!("/campaigns?mine=true&{query}")).await.faults(), [fault], "{query}");
        }
        drafts(&acme, 0, 2).await;
        let page = acme.get("/campaigns?mine=true&limit=1&sort=budget").await.expect(200);
        let other_list = format!("/campaigns?mine=true&sort=ending&cursor={}", page["next_cursor"].as_str().unwrap());
        assert_eq!(acme.get(&other_list).await.faults(), ["?cursor invalid_cursor"]);
        app.anonymous().get("/campaigns?mine=true").await.refused(401, "not_logged_in");
        app.influencer("mira").await.get("/campaigns?mine=true").await.refused(403, "wrong_role");
        app
    })
    .await;
}
