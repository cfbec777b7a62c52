use db::testing;
use domain::clock::{Clock, DAY_MS, Timestamp};
use serde_json::json;
use standardwebhooks::Webhook;

use super::{Receiver, latest, listen, start};
use crate::support::things::path;

#[tokio::test]
async fn what_arrives_is_what_the_specifications_library_takes() {
    for kind in testing::kinds() {
        let receiver = Receiver::open().await;
        let app = start(kind).await;
        // The library knows only the real time.
        app.app.clock.advance_ms(Clock::system().now().0 - app.app.clock.now().0);
        let mira = app.influencer("mira").await;
        let (endpoint, secret) = listen(&mira, &receiver.url, &[]).await;
        let sent = mira.act(&format!("{endpoint}/test")).await.expect(200);
        assert_eq!((&sent["status"], &sent["event"]), (&json!("pending"), &json!("webhook.test")));
        app.run_jobs().await;
        let heard = receiver.heard();
        assert_eq!(heard.len(), 1);
        Webhook::new(&secret).unwrap().verify(&heard[0].body, &heard[0].headers).unwrap();
        assert!(Webhook::new("whsec_AAAA").unwrap().verify(&heard[0].body, &heard[0].headers).is_err());
        assert_eq!(heard[0].header("webhook-id"), format!("msg_{}", sent["id"].as_str().unwrap()));
        assert_eq!(heard[0].header("content-type"), "application/json");
        assert_eq!(heard[0].json(), sent["payload"]);
        let log = latest(&mira, &endpoint).await;
        assert_eq!((&log["status"], &log["attempts"]), (&json!("delivered"), &json!(1)));
        assert_eq!((&log["response_status"], log["response_body"].as_str().unwrap().len()), (&json!(200), 1024));
        assert_eq!((&log["failure"], &log["next_attempt_at"]), (&json!(null), &json!(null)));
    }
}

#[tokio::test]
async fn both_sides_are_told_what_they_want_and_strangers_nothing() {
    for kind in testing::kinds() {
        let receiver = Receiver::open().await;
        let app = start(kind).await;
        let (acme, mira, jon) = (app.sponsor("acme").await, app.influencer("mira").await, app.influencer("jon").await);
        let (_, of_acme) = listen(&acme, &receiver.url, &[]).await;
        let (_, of_mira) = listen(&mira, &receiver.url, &["ad_request.created", "ad_request.accepted"]).await;
        listen(&jon, &receiver.url, &[]).await;
        let told = async || {
            app.run_jobs().await;
            let mut told: Vec<_> = receiver
                .heard()
                .iter()
                .map(|one| {
                    let who = if one.is_signed_with(&of_acme) { "acme" } else { "mira" };
                    assert!(who == "acme" || one.is_signed_with(&of_mira));
                    let body = one.json();
                    let status = body["data"]["status"].as_str().unwrap().to_owned();
                    (who, body["type"].as_str().unwrap().to_owned(), status)
                })
                .collect();
            told.sort();
            told
        };
        let is = |all: &[(&'static str, &str, &str)]| -> Vec<_> {
            all.iter().map(|(who, event, status)| (*who, (*event).to_owned(), (*status).to_owned())).collect()
        };

        let campaign = acme.campaign(json!({})).await;
        assert_eq!(told().await, is(&[("acme", "campaign.status_changed", "active")]));
        let request = acme.invite(&campaign, &mira, 50_000).await;
        let created = "ad_request.created";
        assert_eq!(told().await, is(&[("acme", created, "pending"), ("mira", created, "pending")]));
        let terms = json!({"terms": crate::support::things::terms(60_000), "message": "More"});
        mira.post(&path(&request, "/counter"), terms).await.expect(200);
        assert_eq!(told().await, is(&[("acme", "ad_request.revised", "pending")]));
        let accepted = acme.post(&path(&request, "/accept"), json!({"revision": 2})).await.expect(200);
        let event = "ad_request.accepted";
        assert_eq!(told().await, is(&[("acme", event, "accepted"), ("mira", event, "accepted")]));

        let amount = json!({"amount": 60_000, "currency": "EUR"});
        let deposit = json!({"amount": amount, "payment_method": "4242424242424242"});
        acme.post("/wallet/deposits", deposit).await.expect(201);
        let work = format!("/collaborations/{}", accepted["collaboration_id"].as_str().unwrap());
        acme.act(&format!("{work}/fund")).await.expect(200);
        let expected = [("acme", "collaboration.funded", "active"), ("acme", "payment.succeeded", "succeeded")];
        assert_eq!(told().await, is(&expected));
        let other = jon.apply(&campaign, 10_000).await;
        jon.act(&path(&other, "/withdraw")).await.expect(200);
        app.run_jobs().await;
        assert_eq!(receiver.heard().len(), 4);
    }
}

#[tokio::test]
async fn what_fails_is_sent_again_for_a_day_and_can_be_replayed() {
    for kind in testing::kinds() {
        let receiver = Receiver::open().await;
        let app = start(kind).await;
        let mira = app.influencer("mira").await;
        let (endpoint, secret) = listen(&mira, &receiver.url, &[]).await;
        receiver.will_answer(&[200, 302, 500]);
        let sent = mira.act(&format!("{endpoint}/test")).await.expect(200);
        let begun = app.app.clock.now();
        app.run_jobs().await;
        let log = latest(&mira, &endpoint).await;
        assert_eq!((&log["status"], &log["failure"]), (&json!("pending"), &json!("status")));
        assert_eq!(log["next_attempt_at"], json!(begun.plus_ms(5_000)));
        mira.act(&format!("{endpoint}/deliveries/{}/replay", sent["id"].as_str().unwrap()))
            .await
            .refused(409, "webhook_pending");
        app.app.clock.advance_ms(5_000);
        app.run_jobs().await;
        // It was not followed.
        let log = latest(&mira, &endpoint).await;
        assert_eq!((&log["response_status"], &log["attempts"]), (&json!(302), &json!(2)));
        app.app.clock.advance_ms(5 * 60_000);
        app.run_jobs().await;
        let log = latest(&mira, &endpoint).await;
        assert_eq!((&log["status"], &log["attempts"]), (&json!("delivered"), &json!(3)));
        let heard = receiver.heard();
        assert_eq!(heard.len(), 3);
        assert!(heard.iter().all(|one| one.is_signed_with(&secret)));
        assert!(heard.iter().all(|one| one.header("webhook-id") == heard[0].header("webhook-id")));
        assert!(heard[0].header("webhook-timestamp") < heard[2].header("webhook-timestamp"));

        let replay = format!("{endpoint}/deliveries/{}/replay", sent["id"].as_str().unwrap());
        mira.act(&replay).await.expect(200);
        receiver.will_answer(&[500; 8]);
        for _ in 0..8 {
            app.run_jobs().await;
            let mira = app.log_in("mira").await;
            let next = latest(&mira, &endpoint).await["next_attempt_at"].as_str().map(str::to_owned);
            let now = app.app.clock.now();
            let next: Timestamp = next.map_or(now, |next| next.parse().unwrap());
            app.app.clock.advance_ms(next.0 - now.0);
        }
        let mira = app.log_in("mira").await;
        let log = latest(&mira, &endpoint).await;
        assert_eq!((&log["status"], &log["attempts"]), (&json!("failed"), &json!(11)));
        assert!((DAY_MS..2 * DAY_MS).contains(&(app.app.clock.now().0 - begun.0)));
        assert_eq!(receiver.heard().len(), 8);
        assert_eq!(mira.get(&format!("{endpoint}/deliveries?status=failed")).await.expect(200)["items"][0], log);

        // While a new secret takes over, both sign.
        let renewed = mira.act(&format!("{endpoint}/rotate")).await.expect(200);
        let renewed = renewed["secret"].as_str().unwrap();
        for is_good in [true, false] {
            let mira = app.log_in("mira").await;
            mira.act(&format!("{endpoint}/test")).await.expect(200);
            app.run_jobs().await;
            let heard = receiver.heard();
            assert!(heard[0].is_signed_with(renewed));
            assert_eq!(heard[0].is_signed_with(&secret), is_good);
            app.wait_days(1);
        }
        assert!(app.app.jobs.pending().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_address_where_nothing_arrives_for_days_is_switched_off_and_its_owner_told() {
    for kind in testing::kinds() {
        let receiver = Receiver::open().await;
        let app = start(kind).await;
        let mira = app.influencer("mira").await;
        let (endpoint, _) = listen(&mira, &receiver.url, &[]).await;
        receiver.will_answer(&[500; 40]);
        mira.act(&format!("{endpoint}/test")).await.expect(200);
        app.run_jobs().await;
        let failing = mira.get(&endpoint).await.expect(200);
        assert_eq!((&failing["enabled"], &failing["failing_since"]), (&json!(true), &json!(app.app.clock.now())));
        app.wait_days(5);
        app.run_jobs().await;
        let mira = app.log_in("mira").await;
        let off = mira.get(&endpoint).await.expect(200);
        assert_eq!((&off["enabled"], &off["switched_off"]), (&json!(false), &json!("failing")));
        let told = mira.get("/notifications").await.expect(200);
        assert_eq!(told["items"][0]["kind"], "webhook_switched_off");
        assert_eq!(told["items"][0]["title"], "Your webhook at 127.0.0.1 was switched off");
        // What was to be tried again is given up.
        app.app.clock.advance_ms(5 * 60_000);
        app.run_jobs().await;
        let log = latest(&mira, &endpoint).await;
        assert_eq!((&log["status"], &log["failure"]), (&json!("failed"), &json!("switched_off")));

        let on = mira.patch(&endpoint, json!({"enabled": true})).await.expect(200);
        assert_eq!((&on["switched_off"], &on["failing_since"]), (&json!(null), &json!(null)));
        receiver.will_answer(&[410]);
        mira.act(&format!("{endpoint}/test")).await.expect(200);
        app.run_jobs().await;
        let gone = mira.get(&endpoint).await.expect(200);
        assert_eq!((&gone["enabled"], &gone["switched_off"]), (&json!(false), &json!("gone")));
        assert!(app.app.jobs.pending().await.unwrap().is_empty());
    }
}
