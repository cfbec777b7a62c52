use db::testing;
use domain::clock::DAY_MS;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::fake_stripe::{FakeStripe, KEY};
use super::{eur, path, text};
use crate::support::{Answer, Client, TestApp};

const SECRET: &str = "whsec_fake";

/// Runs a test on each kind of database, with a Stripe of its own.
async fn with_stripe<F: Future<Output = TestApp>>(test: impl Fn(TestApp, FakeStripe) -> F) {
    for kind in testing::kinds() {
        let stripe = FakeStripe::start().await;
        let settings = [
            ("PAYMENTS_PROVIDER", "stripe"),
            ("PAYMENTS_STRIPE_SECRET_KEY", KEY),
            ("PAYMENTS_STRIPE_WEBHOOK_SECRET", SECRET),
            ("PAYMENTS_STRIPE_URL", &stripe.url),
        ];
        let app = test(TestApp::start(kind, &settings).await, stripe.clone()).await;
        app.is_sound().await;
        app.run_jobs().await;
        let left = app.app.jobs.pending().await.unwrap();
        assert!(left.is_empty(), "{kind:?}: jobs left behind: {left:?}");
    }
}

/// Stripe's message that something happened.
async fn message(app: &TestApp, id: &str, kind: &str, object: &Value) -> Answer {
    let body = json!({"id": id, "object": "event", "type": kind, "data": {"object": object}}).to_string();
    let at = app.app.clock.now().0 / 1000;
    signed(app, &body, at, SECRET).await
}

async fn signed(app: &TestApp, body: &str, at: i64, secret: &str) -> Answer {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at}.{body}").as_bytes());
    let signature = format!("t={at},v1={}", hex::encode(mac.finalize().into_bytes()));
    let client = app.anonymous();
    let request = client.request(reqwest::Method::POST, "/webhooks/stripe").header("stripe-signature", signature);
    client.send(request.body(body.to_owned())).await
}

/// Begins a deposit; answers it and where it is paid.
async fn begin(acme: &Client, amount: i64) -> (Value, String) {
    let payment = acme.post("/wallet/deposits", json!({"amount": eur(amount)})).await.expect(201);
    assert_eq!(payment["status"], "requires_action");
    let url = text(&payment["next_action"]["url"]).to_owned();
    (payment, url)
}

/// A sponsor who has paid in, and confirmed it.
async fn funded(app: &TestApp, stripe: &FakeStripe, amount: i64) -> Client {
    let acme = app.sponsor("acme").await;
    let (payment, url) = begin(&acme, amount).await;
    stripe.pay(&url);
    acme.post(&path("deposits", &payment, "/confirm"), json!({})).await.expect(200);
    acme
}

/// An influencer with earnings and an account that Stripe knows.
async fn earned(app: &TestApp, stripe: &FakeStripe, amount: i64) -> Client {
    let acme = funded(app, stripe, amount).await;
    let mira = app.employed(&acme, amount).await;
    mira.put("/wallet/payout-destination", json!({})).await.expect(200);
    let mut account = stripe.ledger().accounts.values().next().unwrap().clone();
    account["payouts_enabled"] = json!(true);
    message(app, "evt_account", "account.updated", &account).await.expect(200);
    mira
}

#[tokio::test]
async fn a_deposit_is_paid_on_stripes_page_and_told_by_a_message() {
    with_stripe(|app, stripe| async move {
        let acme = app.sponsor("acme").await;
        let card = json!({"amount": eur(500), "payment_method": "pm_card_visa"});
        assert_eq!(acme.post("/wallet/deposits", card).await.faults(), ["/payment_method not_taken"]);
        let (payment, url) = begin(&acme, 500).await;
        let session = stripe.pay(&url);
        assert_eq!((&session["amount_total"], &session["currency"]), (&json!(500), &json!("eur")));
        assert_eq!(session["client_reference_id"], payment["id"]);
        assert_eq!(acme.euros().await, (0, 0, 0));
        for event in ["evt_1", "evt_1", "evt_2"] {
            message(&app, event, "checkout.session.completed", &session).await.expect(200);
        }
        let now = acme.get(&path("payments", &payment, "")).await.expect(200);
        assert_eq!((&now["status"], &now["card"]), (&json!("succeeded"), &json!({"brand": "visa", "last4": "4242"})));
        assert_eq!(acme.movements().await, ["deposit 500"]);
        assert_eq!(acme.get("/wallet").await.expect(200)["sandbox"], false);
        app
    })
    .await;
}

#[tokio::test]
async fn only_what_stripe_signed_just_now_is_heeded() {
    with_stripe(|app, _| async move {
        let now = app.app.clock.now().0 / 1000;
        let dispute = json!({"id": "dp_1", "amount": 500, "currency": "eur"});
        let event = json!({"id": "evt_1", "type": "charge.dispute.funds_withdrawn", "data": {"object": dispute}});
        let event = event.to_string();
        signed(&app, &event, now, "whsec_other").await.refused(400, "malformed");
        signed(&app, &event, now - 301, SECRET).await.refused(400, "malformed");
        signed(&app, "no JSON", now, SECRET).await.refused(400, "malformed");
        signed(&app, &event, now, SECRET).await.expect(200);
        signed(&app, &event, now, SECRET).await.expect(200);
        let other = json!({"metadata": {"payment": "0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a"}});
        message(&app, "evt_2", "payment_intent.succeeded", &other).await.expect(200);
        message(&app, "evt_3", "customer.created", &json!({})).await.expect(200);
        assert_eq!(
            app.execute("update ledger_accounts set owner = owner where kind = 'losses' and balance = -500").await,
            1
        );
        app
    })
    .await;
}

#[tokio::test]
async fn a_lost_message_or_answer_loses_no_deposit() {
    with_stripe(|app, stripe| async move {
        let acme = app.sponsor("acme").await;
        stripe.ledger().loses_answers = true;
        let payment = acme.post("/wallet/deposits", json!({"amount": eur(500)})).await.expect(201);
        assert_eq!(payment["status"], "pending");
        stripe.ledger().loses_answers = false;
        app.app.clock.advance_ms(15_000);
        app.run_jobs().await;
        let now = acme.get(&path("payments", &payment, "")).await.expect(200);
        assert_eq!((&now["status"], stripe.ledger().sessions.len()), (&json!("requires_action"), 1));
        stripe.pay(text(&now["next_action"]["url"]));
        app.app.clock.advance_ms(60_000);
        app.run_jobs().await;
        assert_eq!(acme.euros().await, (500, 0, 0));
        app
    })
    .await;
}

#[tokio::test]
async fn a_deposit_that_was_paid_just_before_it_is_called_off_counts() {
    with_stripe(|app, stripe| async move {
        let acme = app.sponsor("acme").await;
        let (_, url) = begin(&acme, 500).await;
        begin(&acme, 7).await;
        stripe.pay(&url);
        app.app.clock.advance_ms(DAY_MS);
        app.app.jobs.run_schedule("expire", &app.app).await.unwrap();
        let acme = app.log_in("acme").await;
        assert_eq!(acme.payments().await, ["deposit failed 7", "deposit succeeded 500"]);
        assert_eq!(acme.euros().await, (500, 0, 0));
        app
    })
    .await;
}

#[tokio::test]
async fn a_payout_goes_once_to_an_account_that_stripe_knows() {
    with_stripe(|app, stripe| async move {
        let acme = funded(&app, &stripe, 900).await;
        let mira = app.employed(&acme, 900).await;
        mira.take_out(600, "payouts").await.refused(409, "no_payout_destination");
        let iban = json!({"holder": "Mira", "iban": "DE89370400440532013000"});
        let faults = mira.put("/wallet/payout-destination", iban).await.faults();
        assert_eq!(faults, ["/holder not_taken", "/iban not_taken"]);
        for _ in 0..2 {
            let place = mira.put("/wallet/payout-destination", json!({})).await.expect(200);
            assert_eq!(place["identity"], "pending");
            assert!(text(&place["onboarding_url"]).starts_with("https://connect.example/acct_"));
        }
        assert_eq!(stripe.ledger().accounts.len(), 1);
        mira.take_out(600, "payouts").await.refused(409, "no_payout_destination");
        let mut account = stripe.ledger().accounts.values().next().unwrap().clone();
        account["payouts_enabled"] = json!(true);
        account["external_accounts"] = json!({"data": [{"last4": "3000"}]});
        message(&app, "evt_1", "account.updated", &account).await.expect(200);
        let place = mira.get("/wallet").await.expect(200)["payout_destination"].clone();
        assert_eq!((&place["identity"], &place["last4"]), (&json!("verified"), &json!("3000")));

        stripe.ledger().loses_answers = true;
        let paid = mira.take_out(600, "payouts").await.expect(201);
        assert_eq!((&paid["status"], mira.euros().await), (&json!("pending"), (300, 0, 600)));
        stripe.ledger().loses_answers = false;
        app.app.clock.advance_ms(15_000);
        app.run_jobs().await;
        app.repeat_jobs().await;
        assert_eq!(mira.payments().await, ["payout succeeded 600"]);
        let transfers = stripe.ledger().transfers.clone();
        assert_eq!(
            (transfers.len(), &transfers[0]["amount"], &transfers[0]["destination"]),
            (1, &json!(600), &account["id"])
        );

        stripe.ledger().refuses = Some("balance_insufficient");
        let failed = mira.take_out(300, "payouts").await.expect(201);
        assert_eq!((&failed["status"], &failed["failure"]), (&json!("failed"), &json!("provider_refused")));
        assert_eq!(mira.euros().await, (300, 0, 0));
        app
    })
    .await;
}

#[tokio::test]
async fn no_payout_is_put_back_while_stripe_can_not_say_how_it_ended() {
    with_stripe(|app, stripe| async move {
        let mira = earned(&app, &stripe, 900).await;
        stripe.ledger().loses_answers = true;
        mira.take_out(500, "payouts").await.expect(201);
        stripe.ledger().is_gone = true;
        mira.take_out(400, "payouts").await.expect(201);
        app.wait_days(3);
        app.app.jobs.run_schedule("expire", &app.app).await.unwrap();
        let mira = app.log_in("mira").await;
        assert_eq!(mira.euros().await, (0, 0, 900), "one of them was made, and only Stripe knows which");
        stripe.ledger().is_gone = false;
        stripe.ledger().loses_answers = false;
        app.app.clock.advance_ms(60_000);
        app.app.jobs.run_schedule("expire", &app.app).await.unwrap();
        assert_eq!(mira.payments().await, ["payout failed 400", "payout succeeded 500"]);
        assert_eq!(mira.euros().await, (400, 0, 0));
        app.wait_days(1);
        app
    })
    .await;
}

#[tokio::test]
async fn a_payout_that_left_after_it_was_given_up_is_the_platforms_loss_once() {
    with_stripe(|app, stripe| async move {
        let mira = earned(&app, &stripe, 900).await;
        stripe.ledger().refuses = Some("balance_insufficient");
        let payment = mira.take_out(900, "payouts").await.expect(201);
        assert_eq!(payment["status"], "failed");
        let transfer = json!({"id": "tr_late", "reversed": false, "transfer_group": payment["id"], "metadata": {"payment": payment["id"]}});
        stripe.ledger().transfers.push(transfer.clone());
        for event in ["evt_1", "evt_2", "evt_2"] {
            message(&app, event, "transfer.created", &transfer).await.expect(200);
        }
        assert_eq!(mira.euros().await, (900, 0, 0));
        assert_eq!(mira.payments().await, ["payout failed 900"]);
        assert_eq!(app.execute("update ledger_accounts set owner = owner where kind = 'losses' and balance = -900").await, 1);
        app
    })
    .await;
}

#[tokio::test]
async fn a_withdrawal_goes_back_to_a_card_that_paid_enough() {
    with_stripe(|app, stripe| async move {
        let acme = funded(&app, &stripe, 500).await;
        app.app.clock.advance_ms(1);
        let (payment, url) = begin(&acme, 300).await;
        stripe.pay(&url);
        acme.post(&path("deposits", &payment, "/confirm"), json!({})).await.expect(200);
        acme.take_out(801, "withdrawals").await.refused(409, "more_than_one_card");
        acme.take_out(501, "withdrawals").await.refused(409, "more_than_one_card");
        stripe.ledger().loses_answers = true;
        acme.take_out(300, "withdrawals").await.expect(201);
        stripe.ledger().loses_answers = false;
        app.app.clock.advance_ms(15_000);
        app.run_jobs().await;
        stripe.ledger().refund_status = Some("pending");
        let slow = acme.take_out(400, "withdrawals").await.expect(201);
        assert_eq!((&slow["status"], acme.euros().await), (&json!("pending"), (100, 0, 400)));
        acme.take_out(101, "withdrawals").await.refused(409, "more_than_one_card");
        let refund = {
            let mut ledger = stripe.ledger();
            assert_eq!(ledger.refunds.len(), 2);
            ledger.refunds[1]["status"] = json!("succeeded");
            ledger.refunds[1].clone()
        };
        message(&app, "evt_1", "refund.updated", &refund).await.expect(200);
        assert_eq!(acme.payments().await[2..], ["withdrawal succeeded 300", "withdrawal succeeded 400"]);
        assert_eq!(acme.euros().await, (100, 0, 0));
        app
    })
    .await;
}
