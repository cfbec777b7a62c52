use serde_json::json;

use super::{deposit, eur, path};
use crate::support::on_each;

#[tokio::test]
async fn an_approved_card_pays_in_at_once() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let card =
            json!({"kind": "card", "number": "4242 4242 4242 4242", "exp_month": 11, "exp_year": 2026, "cvc": "123"});
        let answer = acme.post("/wallet/deposits", json!({"amount": eur(150_000), "payment_method": card})).await;
        let location = answer.header("location").to_owned();
        let paid = answer.expect(201);
        assert_eq!(location, format!("/api/v1{}", path("payments", &paid, "")));
        assert_eq!((&paid["status"], &paid["failure"]), (&json!("succeeded"), &json!(null)));
        assert_eq!(paid["card"], json!({"brand": "visa", "last4": "4242"}));
        assert_eq!((&paid["kind"], &paid["amount"], &paid["actions"]), (&json!("deposit"), &eur(150_000), &json!([])));
        assert_eq!(acme.get(&path("payments", &paid, "")).await.expect(200), paid);
        assert_eq!(acme.euros().await, (150_000, 0, 0));
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn a_refused_card_pays_nothing_and_is_told_why() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let table = [
            ("4000000000000002", "card_declined"),
            ("pm_card_chargeDeclined", "card_declined"),
            ("4000000000009995", "insufficient_funds"),
            ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"),
            ("4000000000000069", "expired_card"),
            ("4000000000000127", "incorrect_cvc"),
        ];
        for (method, code) in table {
            app.app.clock.advance_ms(1);
            let problem = acme.pay_in(500, method).await.refused(422, code);
            assert_eq!(problem["errors"][0]["pointer"], "/payment_method");
            assert_eq!(problem["errors"][0]["code"], code);
            let latest = acme.get("/wallet/payments?limit=1").await.expect(200);
            assert_eq!(
                (&latest["items"][0]["status"], &latest["items"][0]["failure"]),
                (&json!("failed"), &json!(code))
            );
        }
        assert_eq!(acme.payments().await, ["deposit failed 500"; 6]);
        assert_eq!(acme.euros().await, (0, 0, 0));
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn a_card_that_needs_the_bank_waits_for_it() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        for method in ["4000002500003155", "4000002760003184"] {
            let paid = acme.pay_in(500, method).await.expect(201);
            assert_eq!((&paid["status"], &paid["actions"]), (&json!("requires_action"), &json!(["confirm"])));
            assert_eq!(paid["next_action"], json!({"kind": "confirm", "url": null}));
        }
        let list = acme.get("/wallet/payments").await.expect(200);
        let (second, first) = (&list["items"][0], &list["items"][1]);
        let yes = acme.post(&path("deposits", first, "/confirm"), json!({"approve": true})).await.expect(200);
        assert_eq!((&yes["status"], &yes["next_action"]), (&json!("succeeded"), &json!(null)));
        let no = acme.post(&path("deposits", second, "/confirm"), json!({"approve": false})).await.expect(200);
        assert_eq!((&no["status"], &no["failure"]), (&json!("failed"), &json!("authentication_failed")));
        for (payment, approve) in [(first, false), (first, true), (second, true)] {
            let again = acme.post(&path("deposits", payment, "/confirm"), json!({"approve": approve})).await;
            again.refused(409, "not_awaiting_confirmation");
        }
        assert_eq!(acme.euros().await, (500, 0, 0));
        assert_eq!(acme.movements().await, ["deposit 500"]);
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn many_confirmations_at_once_are_one() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let paid = acme.pay_in(500, "pm_card_authenticationRequired").await.expect(201);
        let confirm = path("deposits", &paid, "/confirm");
        let answers = (0..16).map(|n| acme.post(&confirm, json!({"approve": n % 4 != 0})));
        let answers = futures_util::future::join_all(answers).await;
        assert!(answers.iter().all(|answer| [200, 409].contains(&answer.status)), "{answers:?}");
        let now = acme.get(&path("payments", &paid, "")).await.expect(200);
        for answer in answers.into_iter().filter(|answer| answer.status == 200) {
            assert_eq!(answer.body["status"], now["status"]);
        }
        let there = if now["status"] == "succeeded" { 500 } else { 0 };
        assert_eq!(acme.euros().await, (there, 0, 0));
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn a_double_click_with_a_key_is_one_deposit_and_without_one_two() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let keyed = || {
            acme.request(reqwest::Method::POST, "/wallet/deposits")
                .header("idempotency-key", "k")
                .json(&deposit(500, "pm_card_visa"))
        };
        let (first, second) = tokio::join!(acme.send(keyed()), acme.send(keyed()));
        let (first, second) = (first.expect(201), second.expect(201));
        assert_eq!(first["id"], second["id"]);
        assert_eq!(acme.send(keyed()).await.expect(201), acme.get(&path("payments", &first, "")).await.expect(200));
        assert_eq!(acme.euros().await, (500, 0, 0));
        let (third, fourth) = tokio::join!(acme.pay_in(500, "pm_card_visa"), acme.pay_in(500, "pm_card_visa"));
        assert_ne!(third.expect(201)["id"], fourth.expect(201)["id"]);
        assert_eq!(acme.euros().await, (1500, 0, 0));
        assert_eq!(acme.payments().await, ["deposit succeeded 500"; 3]);

        let declined = || {
            acme.request(reqwest::Method::POST, "/wallet/deposits")
                .header("idempotency-key", "d")
                .json(&deposit(7, "pm_card_chargeDeclined"))
        };
        acme.send(declined()).await.refused(422, "card_declined");
        acme.send(declined()).await.refused(422, "card_declined");
        assert_eq!(acme.payments().await.iter().filter(|one| one.contains("failed")).count(), 1);
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_deposit_is_said_before_anything_happens() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let card = json!({"kind": "card", "number": "4242424242424241", "exp_month": 10, "exp_year": 2026, "cvc": "1"});
        for (body, faults) in [
            (json!({"amount": eur(0), "payment_method": "pm_card_visa"}), vec!["/amount/amount out_of_range"]),
            (
                json!({"amount": eur(1_000_000_000_001), "payment_method": "pm_card_visa"}),
                vec!["/amount/amount out_of_range"],
            ),
            (json!({"amount": eur(-1), "payment_method": "pm_card_visa"}), vec!["/amount/amount out_of_range"]),
            (json!({"amount": eur(1)}), vec!["/payment_method required"]),
            (json!({"amount": eur(1), "payment_method": "4111111111111111"}), vec!["/payment_method no_test_card"]),
            (json!({"amount": eur(1), "payment_method": "visa"}), vec!["/payment_method invalid_card_number"]),
            (
                json!({"amount": eur(1), "payment_method": card}),
                vec![
                    "/payment_method/cvc invalid_cvc",
                    "/payment_method/exp_year expired_card",
                    "/payment_method/number invalid_card_number",
                ],
            ),
        ] {
            assert_eq!(acme.post("/wallet/deposits", body).await.faults(), faults);
        }
        assert_eq!(acme.payments().await, [""; 0]);
        app
    })
    .await;
}

#[tokio::test]
async fn no_trace_of_a_card_number_is_kept() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let card =
            json!({"kind": "card", "number": "4000 0025 0000 3155", "exp_month": 12, "exp_year": 2031, "cvc": "917"});
        let body = json!({"amount": eur(500), "payment_method": card});
        let request =
            acme.request(reqwest::Method::POST, "/wallet/deposits").header("idempotency-key", "k").json(&body);
        acme.send(request).await.expect(201);
        for table in ["payments", "sandbox_payments", "jobs", "idempotency_keys", "audit_log"] {
            let rows = super::faults::rows(&app, table).await;
            assert!(!rows.is_empty(), "{table}");
            for secret in ["4000002500003155", "4000 0025", "\"917\""] {
                assert!(!rows.contains(secret), "{table}: {rows}");
            }
        }
        app
    })
    .await;
}
