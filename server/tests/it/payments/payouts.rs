use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{eur, path, text};
use crate::support::{Client, TestApp, on_each};

#[tokio::test]
async fn what_was_earned_is_paid_out() {
    on_each(|app| async move {
        let (acme, mira) = app.earned(900).await;
        assert_eq!((acme.euros().await, mira.euros().await), ((0, 0, 0), (900, 0, 0)));
        let iban = json!({"holder": "Mira Patel", "iban": "DE89 3704 0044 0532 0130 00"});
        let place = mira.put("/wallet/payout-destination", iban).await.expect(200);
        assert_eq!(
            (&place["holder"], &place["country"], &place["last4"]),
            (&json!("Mira Patel"), &json!("DE"), &json!("3000"))
        );
        assert_eq!(
            (&place["identity"], mira.get("/wallet").await.expect(200)["payout_destination"].clone()),
            (&json!("verified"), place.clone())
        );
        let paid = mira.take_out(600, "payouts").await.expect(201);
        assert_eq!((&paid["kind"], &paid["status"]), (&json!("payout"), &json!("succeeded")));
        assert_eq!(mira.euros().await, (300, 0, 0));
        assert_eq!(mira.movements().await, ["payout -600", "release 450", "release 450"]);
        mira.take_out(301, "payouts").await.refused(409, "insufficient_balance");
        mira.take_out(0, "payouts").await.refused(422, "invalid");
        app.run_jobs().await;
        let told = mira.get("/notifications").await.expect(200);
        assert!(told["items"].as_array().unwrap().iter().any(|one| one["kind"] == "payout_done"));
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn what_the_bank_refuses_is_back_at_once() {
    on_each(|app| async move {
        let (_, mira) = app.earned(900).await;
        let refused = json!({"holder": "Mira Patel", "iban": "DE62370400440532013001"});
        mira.put("/wallet/payout-destination", refused).await.expect(200);
        let paid = mira.take_out(900, "payouts").await.expect(201);
        assert_eq!((&paid["status"], &paid["failure"]), (&json!("failed"), &json!("account_refused")));
        assert_eq!(mira.euros().await, (900, 0, 0));
        assert_eq!(mira.movements().await, ["payout -900", "release 450", "release 450", "reversal 900"]);
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn a_slow_payout_is_on_its_way_until_the_provider_has_answered() {
    on_each(|app| async move {
        let (_, mira) = app.earned(900).await;
        let slow = json!({"holder": "Mira Patel", "iban": "DE35370400440532013002"});
        mira.put("/wallet/payout-destination", slow).await.expect(200);
        let paid = mira.take_out(900, "payouts").await.expect(201);
        assert_eq!((&paid["status"], mira.euros().await), (&json!("pending"), (0, 0, 900)));
        app.is_sound().await;
        app.app.clock.advance_ms(15_000);
        app.run_jobs().await;
        assert_eq!(mira.get(&path("payments", &paid, "")).await.expect(200)["status"], "succeeded");
        assert_eq!(mira.euros().await, (0, 0, 0));
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_payouts_at_once_never_overdraw_a_balance() {
    on_each(|app| async move {
        let (_, mira) = app.earned(2_000).await;
        let answers = join_all((0..64).map(|_| mira.take_out(100, "payouts"))).await;
        let won = answers.iter().filter(|answer| answer.status == 201).count();
        for answer in answers.into_iter().filter(|answer| answer.status != 201) {
            answer.refused(409, "insufficient_balance");
        }
        assert_eq!(won, 20);
        assert_eq!(mira.euros().await, (0, 0, 0));
        app.is_sound().await;
        app
    })
    .await;
}

/// A payout of 500 that was written down, but whose provider never heard of it: as if the process had died in between. Then
/// its owner is suspended.
async fn held(app: &TestApp) -> Value {
    let (_, mira) = app.earned(900).await;
    let slow = json!({"holder": "Mira Patel", "iban": "DE35370400440532013002"});
    mira.put("/wallet/payout-destination", slow).await.expect(200);
    let paid = mira.take_out(500, "payouts").await.expect(201);
    app.execute("update payments set provider_ref = null where kind = 'payout'").await;
    let forget = "delete from sandbox_payments where payment_id in (select id from payments where kind = 'payout')";
    assert_eq!(app.execute(forget).await, 1);
    let about = json!({"reason": "Under review."});
    app.admin().await.post(&format!("/admin/users/{}/suspend", mira.id), about).await.expect(200);
    app.wait_days(1);
    app.run_jobs().await;
    assert_eq!(app.execute(forget).await, 0, "it waits");
    paid
}

/// Mira, who is back, with what became of her payout.
async fn returned(app: &TestApp, paid: &Value) -> (Client, Value) {
    let admin = app.admin().await;
    let list = admin.get("/admin/users?q=mira").await.expect(200);
    admin.act(&format!("/admin/users/{}/reinstate", text(&list["items"][0]["id"]))).await.expect(200);
    for _ in 0..2 {
        app.wait_days(1);
        app.run_jobs().await;
    }
    let mira = app.log_in("mira").await;
    let payment = mira.get(&path("payments", paid, "")).await.expect(200);
    (mira, payment)
}

#[tokio::test]
async fn a_payout_of_a_suspended_person_waits_and_sets_out_when_they_are_back() {
    on_each(|app| async move {
        let paid = held(&app).await;
        let (mira, payment) = returned(&app, &paid).await;
        assert_eq!((&payment["status"], mira.euros().await), (&json!("succeeded"), (400, 0, 0)));
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn a_payout_that_a_suspension_held_past_its_deadline_is_back_on_the_balance() {
    on_each(|app| async move {
        let paid = held(&app).await;
        app.wait_days(3);
        app.run_jobs().await;
        let (mira, payment) = returned(&app, &paid).await;
        assert_eq!((&payment["status"], mira.euros().await), (&json!("failed"), (900, 0, 0)));
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_clicks_with_one_key_are_one_withdrawal() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        acme.pay_in(2_000, "pm_card_visa").await.expect(201);
        let body = json!({"amount": eur(100)});
        let request =
            || acme.request(reqwest::Method::POST, "/wallet/withdrawals").header("idempotency-key", "k").json(&body);
        let answers = join_all((0..16).map(|_| acme.send(request()))).await;
        let mut ids: Vec<String> = answers.into_iter().map(|one| text(&one.expect(201)["id"]).to_owned()).collect();
        ids.dedup();
        assert_eq!(ids.len(), 1);
        assert_eq!(acme.euros().await, (1_900, 0, 0));
        // Without a key each is one of its own, up to what is there.
        let (one, other) = tokio::join!(acme.take_out(1_000, "withdrawals"), acme.take_out(1_000, "withdrawals"));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!((statuses, acme.euros().await), ([201, 409], (900, 0, 0)));
        assert_eq!(
            acme.payments().await,
            ["deposit succeeded 2000", "withdrawal succeeded 100", "withdrawal succeeded 1000"]
        );
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_an_account_is_said() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        let put = async |body| mira.put("/wallet/payout-destination", body).await;
        assert_eq!(put(json!({})).await.faults(), ["/holder required", "/iban invalid_iban"]);
        let wrong = json!({"holder": "Mira\u{7}", "iban": "DE88370400440532013000"});
        assert_eq!(put(wrong).await.faults(), ["/holder control_character", "/iban invalid_iban"]);
        assert_eq!(mira.get("/wallet").await.expect(200)["payout_destination"], json!(null));
        let good = json!({"holder": "Mira", "iban": "GB82 WEST 1234 5698 7654 32"});
        let tag = put(good.clone()).await.header("etag").to_owned();
        let change =
            || mira.request(reqwest::Method::PUT, "/wallet/payout-destination").header("if-match", &tag).json(&good);
        mira.send(change()).await.expect(200);
        mira.send(change()).await.refused(412, "stale");
        app
    })
    .await;
}
