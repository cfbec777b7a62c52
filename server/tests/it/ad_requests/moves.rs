use reqwest::Method;
use serde_json::{Value, json};

use crate::support::things::{path, terms};
use crate::support::{Client, TestApp, on_each, with};

async fn invited(app: &TestApp) -> (Client, Client, Value) {
    let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
    let campaign = acme.campaign(json!({})).await;
    let request = acme.invite(&campaign, &mira, 50_000).await;
    (acme, mira, request)
}

fn offer(amount: i64, message: &str) -> Value {
    json!({"terms": terms(amount), "message": message})
}

#[tokio::test]
async fn counter_and_edit_keep_the_whole_history() {
    on_each(|app| async move {
        let (acme, mira, request) = invited(&app).await;
        let countered = mira.post(&path(&request, "/counter"), offer(70_000, "A bit more")).await.expect(200);
        assert_eq!((&countered["awaiting"], &countered["revision"]), (&json!("sponsor"), &json!(2)));
        let edited = mira.patch(&path(&request, ""), offer(65_000, "Or so")).await.expect(200);
        assert_eq!((&edited["awaiting"], &edited["revision"]), (&json!("sponsor"), &json!(3)));

        let campaign = request["campaign"]["id"].as_str().unwrap();
        acme.patch(&format!("/campaigns/{campaign}"), json!({"description": "Another brief."})).await.expect(200);
        let answered = acme.post(&path(&request, "/counter"), offer(60_000, "Deal?")).await.expect(200);
        let revisions = answered["revisions"].as_array().unwrap();
        let seen: Vec<_> = revisions
            .iter()
            .map(|one| {
                (
                    one["by"].as_str().unwrap(),
                    one["terms"]["payment"]["amount"].as_i64().unwrap(),
                    one["changes"].clone(),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("sponsor", 50_000, json!([])),
                ("influencer", 70_000, json!(["payment"])),
                ("influencer", 65_000, json!(["payment"])),
                ("sponsor", 60_000, json!(["payment", "brief"])),
            ]
        );
        // What was agreed on before the brief was edited still says what it said.
        assert_eq!(
            (&revisions[0]["brief"], &revisions[3]["brief"]),
            (&json!("Show the **bottle**."), &json!("Another brief."))
        );
        app
    })
    .await;
}

#[tokio::test]
async fn only_the_side_whose_turn_it_is_moves() {
    on_each(|app| async move {
        let (acme, mira, request) = invited(&app).await;
        acme.post(&path(&request, "/counter"), offer(1, "")).await.refused(409, "not_your_turn");
        acme.post(&path(&request, "/accept"), json!({"revision": 1})).await.refused(409, "not_your_turn");
        acme.act(&path(&request, "/reject")).await.refused(409, "not_your_turn");
        mira.patch(&path(&request, ""), offer(1, "")).await.refused(409, "not_your_turn");
        mira.act(&path(&request, "/withdraw")).await.refused(409, "not_your_turn");
        mira.delete(&path(&request, "")).await.refused(409, "not_your_turn");

        let stranger = app.influencer("jon").await;
        let rival = app.sponsor("rival").await;
        for (client, status, code) in [
            (&stranger, 404, "not_found"),
            (&rival, 404, "not_found"),
            (&app.admin().await, 404, "not_found"),
            (&app.anonymous(), 401, "not_logged_in"),
        ] {
            client.get(&path(&request, "")).await.refused(status, code);
            client.post(&path(&request, "/accept"), json!({"revision": "x"})).await.refused(status, code);
        }
        app
    })
    .await;
}

#[tokio::test]
async fn reject_and_withdraw_end_it() {
    on_each(|app| async move {
        let (acme, mira, request) = invited(&app).await;
        let rejected = mira.post(&path(&request, "/reject"), json!({"reason": "Not my niche"})).await.expect(200);
        assert_eq!((&rejected["status"], &rejected["close_reason"]), (&json!("rejected"), &json!("Not my niche")));
        assert_eq!(rejected["actions"], json!([]));
        mira.post(&path(&request, "/accept"), json!({"revision": 1})).await.refused(409, "no_longer_open");
        acme.act(&path(&request, "/withdraw")).await.refused(409, "no_longer_open");

        let jon = app.influencer("jon").await;
        let campaign = request["campaign"]["id"].as_str().unwrap();
        let application = jon.apply(campaign, 10).await;
        jon.delete(&path(&application, "")).await.expect(204);
        let seen = acme.get(&path(&application, "")).await.expect(200);
        assert_eq!((&seen["status"], &seen["closed_by"]), (&json!("withdrawn"), &json!("influencer")));
        app
    })
    .await;
}

#[tokio::test]
async fn a_stale_page_changes_nothing() {
    on_each(|app| async move {
        let (acme, _mira, request) = invited(&app).await;
        let answer = acme.get(&path(&request, "")).await;
        let tag = answer.header("etag").to_owned();
        let known = acme.send(acme.request(Method::GET, &path(&request, "")).header("if-none-match", &tag)).await;
        assert_eq!((known.status, known.body), (304, Value::Null));
        let edit = |tag: &str| {
            acme.send(acme.request(Method::PATCH, &path(&request, "")).header("if-match", tag).json(&offer(51_000, "")))
        };
        edit(&tag).await.expect(200);
        edit(&tag).await.refused(412, "stale");
        edit("nonsense").await.refused(412, "stale");
        edit("*").await.expect(200);
        app
    })
    .await;
}

#[tokio::test]
async fn lists_are_one_s_own_and_filtered() {
    on_each(|app| async move {
        let (acme, mira, first) = invited(&app).await;
        let other = acme.campaign(json!({"title": "Other"})).await;
        // Ids sort by the millisecond in which they were made.
        app.app.clock.advance_ms(1);
        let second = mira.apply(&other, 70_000).await;
        let ids =
            |list: Value| list["items"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>();
        let list = |client: &Client, query: &str| {
            let (client, path) = (client.clone(), format!("/ad-requests{query}"));
            async move { client.get(&path).await.expect(200) }
        };
        assert_eq!(ids(list(&acme, "").await), [second["id"].clone(), first["id"].clone()]);
        assert_eq!(ids(list(&acme, "?awaiting=me").await), [second["id"].clone()]);
        assert_eq!(ids(list(&mira, "?awaiting=me").await), [first["id"].clone()]);
        assert_eq!(ids(list(&mira, "?direction=application").await), [second["id"].clone()]);
        assert_eq!(ids(list(&acme, "?closed=false").await).len(), 2);
        assert!(ids(list(&acme, "?closed=true").await).is_empty());
        assert_eq!(ids(list(&mira, &format!("?campaign_id={other}&status=pending")).await), [second["id"].clone()]);
        assert_eq!(list(&app.influencer("jon").await, "?count=true").await["total"], 0);

        let page = list(&acme, "?limit=1&count=true").await;
        assert_eq!((&page["total"], page["items"].as_array().unwrap().len()), (&json!(2), 1));
        let next = list(&acme, &format!("?limit=1&cursor={}", page["next_cursor"].as_str().unwrap())).await;
        assert_eq!((ids(next.clone()), &next["next_cursor"]), (vec![first["id"].clone()], &Value::Null));
        for (query, fault) in [
            ("?limit=0", "?limit out_of_range"),
            ("?status=lost", "?status invalid_parameter"),
            ("?colour=red", "?colour unknown_parameter"),
            ("?cursor=%F0%9F%92%A5", "?cursor invalid_cursor"),
        ] {
            assert_eq!(acme.get(&format!("/ad-requests{query}")).await.faults(), [fault], "{query}");
        }
        app
    })
    .await;
}

#[tokio::test]
async fn the_same_key_moves_once() {
    on_each(|app| async move {
        let (_acme, mira, request) = invited(&app).await;
        let counter = |body: Value| {
            let request =
                mira.request(Method::POST, &path(&request, "/counter")).header("idempotency-key", "once").json(&body);
            mira.send(request)
        };
        let first = counter(offer(70_000, "")).await.expect(200);
        let again = counter(offer(70_000, "")).await.expect(200);
        assert_eq!(first, again);
        assert_eq!(counter(offer(80_000, "")).await.faults(), [" idempotency_key_reused"]);
        assert_eq!(mira.get(&path(&request, "")).await.expect(200)["revision"], 2);
        app
    })
    .await;
}

#[tokio::test]
async fn the_sponsor_is_warned_when_open_offers_exceed_the_budget() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({"budget": {"amount": 60_000, "currency": "EUR"}})).await;
        let first = acme.invite(&campaign, &mira, 50_000).await;
        assert_eq!(first["warnings"], json!([]));
        let second = acme.invite(&campaign, &app.influencer("jon").await, 50_000).await;
        assert_eq!(second["warnings"][0]["code"], "over_available");
        assert_eq!(mira.get(&path(&first, "")).await.expect(200)["warnings"], json!([]));
        let dearer = with(terms(90_000), json!({}));
        acme.patch(&path(&first, ""), json!({"terms": dearer})).await.expect(200);
        assert_eq!(mira.get(&path(&first, "")).await.expect(200)["actions"], json!(["counter", "reject"]));
        app
    })
    .await;
}
