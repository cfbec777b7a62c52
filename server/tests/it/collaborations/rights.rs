use serde_json::{Value, json};

use super::{CAPTION, CARD, Pair, sound};
use crate::support::things::{path, terms};
use crate::support::{Client, TestApp, on_each, with};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Two reels to be used in paid ads in Germany for 28 days, and no competing work until 30 days after the last.
fn rights() -> Value {
    json!({"usage_rights": "paid", "usage_days": 28, "territories": ["DE"], "exclusivity_days": 30})
}

async fn agreed(app: &TestApp) -> Pair {
    let pair = Pair::on(app.sponsor("acme").await, app.influencer("mira").await, 1_000, rights()).await;
    pair.acme.pay_in(1_000, CARD).await.expect(201);
    pair.fund().await;
    pair
}

async fn deliver(pair: &Pair, at: usize) -> Value {
    pair.submit(at, CAPTION).await;
    pair.approve(at).await;
    pair.publish(at).await.expect(200)
}

async fn items(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).await.expect(200)["items"].as_array().unwrap().clone()
}

/// The deliverables whose licences stand there, page by page.
async fn listed(client: &Client, standing: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("/rights?limit=1&standing={standing}{cursor}")).await.expect(200);
        all.extend(page["items"].as_array().unwrap().iter().map(|one| one["deliverable_id"].clone()));
        let Some(next) = page["next_cursor"].as_str() else { return all };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test]
async fn who_may_use_what_follows_from_what_went_online() {
    on_each(|app| async move {
        let pair = agreed(&app).await;
        assert_eq!(items(&pair.acme, "/rights").await, [json!(null); 0], "nothing is online");
        let open = pair.see().await["exclusivity"].clone();
        let expected = json!({"from": "2026-11-21T12:00:00.000Z", "until": "2027-01-31T00:00:00.000Z", "settled": false, "standing": "current"});
        assert_eq!(open, expected, "30 days after the last due date, as it stands");

        let online = deliver(&pair, 0).await;
        let licence = json!({"usage": "paid", "territories": ["DE"], "from": "2026-11-21T12:00:00.000Z", "until": "2026-12-19T12:00:00.000Z", "standing": "current"});
        assert_eq!(online["deliverables"][0]["licence"], licence);
        assert_eq!(online["deliverables"][1]["licence"], json!(null));
        app.app.clock.advance_ms(DAY_MS);
        let pair = pair.back(&app).await;
        let done = deliver(&pair, 1).await;
        assert_eq!(done["status"], "completed");
        let settled = json!({"from": "2026-11-21T12:00:00.000Z", "until": "2026-12-22T12:00:00.000Z", "settled": true, "standing": "current"});
        assert_eq!(done["exclusivity"], settled, "30 days after the last post");

        let both = [json!(pair.parts[0]), json!(pair.parts[1])];
        for client in [&pair.acme, &pair.mira] {
            assert_eq!(listed(client, "current").await, both, "the first to end first");
            assert_eq!(listed(client, "ended").await, [json!(null); 0]);
            let right = &items(client, "/rights?standing=current").await[0];
            assert_eq!(with(right.clone(), licence.clone()), *right);
            assert_eq!(
                (&right["post_url"], &right["sponsor"]["username"], &right["influencer"]["username"]),
                (&json!("https://instagram.example/p/1"), &json!("acme"), &json!("mira"))
            );
            let exclusive = items(client, "/rights/exclusivities?standing=current").await;
            assert_eq!((exclusive.len(), &exclusive[0]["niches"]), (1, &json!(["beauty"])));
            assert_eq!(with(exclusive[0].clone(), settled.clone()), exclusive[0]);
        }
        for stranger in [app.sponsor("ned").await, app.influencer("eve").await, app.admin().await] {
            for path in ["/rights", "/rights/exclusivities"] {
                assert_eq!(items(&stranger, path).await, [json!(null); 0]);
            }
        }

        // One licence is over, the other holds for a day more, the exclusivity for three.
        app.wait_days(27);
        let pair = pair.back(&app).await;
        assert_eq!(listed(&pair.acme, "current").await, both[1..]);
        assert_eq!(listed(&pair.acme, "ended").await, both[..1]);
        app.wait_days(3);
        let pair = pair.back(&app).await;
        assert_eq!(listed(&pair.mira, "ended").await, [both[1].clone(), both[0].clone()], "the last to end first");
        assert_eq!(items(&pair.mira, "/rights").await.len(), 2);
        assert_eq!(items(&pair.mira, "/rights/exclusivities?standing=current").await, [json!(null); 0]);
        assert_eq!(items(&pair.mira, "/rights/exclusivities?standing=ended").await.len(), 1);
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn what_ends_without_a_post_binds_nobody() {
    on_each(|app| async move {
        let pair = agreed(&app).await;
        pair.cancel("influencer").await.expect(200);
        assert_eq!(items(&pair.mira, "/rights/exclusivities?standing=current").await.len(), 1, "it is not over yet");
        pair.acme.act(&pair.path("/cancel/accept")).await.expect(200);
        let over = pair.see().await;
        assert_eq!(
            (&over["exclusivity"]["until"], &over["exclusivity"]["standing"]),
            (&over["ended_at"], &json!("ended"))
        );
        assert_eq!(items(&pair.mira, "/rights/exclusivities?standing=current").await, [json!(null); 0]);
        sound(app).await
    })
    .await;
}

/// What that client is warned of.
async fn warnings(client: &Client, request: &Value) -> Value {
    client.get(&path(request, "")).await.expect(200)["warnings"].clone()
}

#[tokio::test]
async fn a_promise_to_others_is_told_before_anybody_accepts() {
    on_each(|app| async move {
        let pair = agreed(&app).await;
        let (mira, ned) = (&pair.mira, app.sponsor("ned").await);
        let rival = ned.campaign(json!({"title": "Autumn serum", "niches": ["food", "beauty"]})).await;
        let elsewhere = ned.campaign(json!({"niches": ["food"]})).await;
        let own = pair.acme.campaign(json!({})).await;
        let (invited, other) = (ned.invite(&rival, mira, 100).await, ned.invite(&elsewhere, mira, 100).await);
        let (again, free) =
            (pair.acme.invite(&own, mira, 100).await, ned.invite(&rival, &app.influencer("eve").await, 9).await);
        for (client, request) in [(mira, &other), (&ned, &other), (mira, &again), (&pair.acme, &again), (&ned, &free)] {
            assert_eq!(warnings(client, request).await, json!([]));
        }
        let until = "2027-01-31T00:00:00.000Z";
        let hers = warnings(mira, &invited).await;
        assert_eq!((&hers[0]["code"], &hers[0]["until"]), (&json!("exclusive"), &json!(until)));
        assert_eq!(hers[0]["campaign"], json!({"id": pair.campaign, "title": "Spring launch"}));
        let his = warnings(&ned, &invited).await;
        assert_eq!(
            (&his[0]["code"], &his[0]["until"], &his[0]["campaign"]),
            (&json!("exclusive"), &json!(until), &json!(null))
        );
        assert!(!his.to_string().contains("Spring launch") && !his.to_string().contains("acme"), "{his}");

        // An application is the same, and it is a warning: what follows is for the two to decide.
        let second = ned.campaign(json!({"title": "Winter serum"})).await;
        let applied = mira.apply(&second, 100).await;
        assert_eq!(warnings(&ned, &applied).await, his);
        assert_eq!(warnings(mira, &applied).await, hers);
        let accept = path(&applied, "/accept");
        let accepted = ned.post(&accept, json!({"revision": 1})).await.expect(200);
        assert_eq!(accepted["warnings"], json!([]), "there is nothing to decide any more");

        // Once the promise is kept, nobody is warned.
        deliver(&pair, 0).await;
        deliver(&pair, 1).await;
        app.wait_days(13);
        let (mira, ned) = (app.log_in("mira").await, app.log_in("ned").await);
        assert_eq!(warnings(&mira, &invited).await[0]["until"], "2026-12-21T12:00:00.000Z");
        app.wait_days(17);
        let (back, _) = (app.log_in("mira").await, ned);
        let ned = app.log_in("ned").await;
        let third = ned.campaign(json!({"title": "Serum for all", "start_date": "2026-12-21"})).await;
        let body = json!({"terms": with(terms(100), rights()), "message": "Hello", "influencer_id": back.id});
        let late = ned.post(&format!("/campaigns/{third}/ad-requests"), body).await.expect(201);
        for client in [&back, &ned] {
            assert_eq!(warnings(client, &late).await, json!([]));
        }
        sound(app).await
    })
    .await;
}

/// How often each side was told that a licence ends.
async fn told(app: &TestApp) -> Vec<(usize, Value)> {
    let run = app.app.jobs.run_schedule("deadline-reminders", &app.app).await.unwrap().unwrap();
    assert_eq!(run.dead(), 0);
    let mut all = Vec::new();
    for name in ["acme", "mira"] {
        let news = items(&app.log_in(name).await, "/notifications?limit=100").await;
        let ending: Vec<_> = news.into_iter().filter(|one| one["kind"] == "licence_ending").collect();
        all.push((ending.len(), ending.first().map_or(Value::Null, |one| one["text"].clone())));
    }
    all
}

#[tokio::test]
async fn both_are_told_once_before_a_licence_ends() {
    on_each(|app| async move {
        let pair = agreed(&app).await;
        deliver(&pair, 0).await;
        app.app.clock.advance_ms(14 * DAY_MS - 1);
        assert_eq!(told(&app).await, [(0, Value::Null), (0, Value::Null)]);
        app.app.clock.advance_ms(1);
        let news = told(&app).await;
        for ((count, text), other) in news.iter().zip(["mira", "acme"]) {
            let text = text.as_str().unwrap();
            assert!(*count == 1 && text.contains("2026-12-19") && text.contains("reel · instagram"), "{text}");
            assert!(text.contains(other), "{text}");
        }
        assert_eq!(told(&app).await, news, "once");
        let mails = app.mails();
        assert_eq!(mails.iter().filter(|mail| mail.contains("right to use a post ends")).count(), 2);

        // What was over before anybody could be told is not told.
        let pair = pair.back(&app).await;
        deliver(&pair, 1).await;
        app.wait_days(40);
        assert_eq!(told(&app).await, news);
        sound(app).await
    })
    .await;
}
