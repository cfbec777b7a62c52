use std::collections::BTreeMap;

use db::testing;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{approved, document, published, text};
use crate::support::{Client, TestApp, on_each};

async fn invoices(who: &Client, query: &str) -> Vec<Value> {
    who.get(&format!("/invoices{query}")).await.expect(200)["items"].as_array().unwrap().clone()
}

fn details() -> Value {
    json!({"legal_name": "Mira Patel Media", "address_lines": ["12 Hill Road", "Mumbai 400050"], "country": "in", "tax_id": "27 AAPFU0939F1ZV"})
}

#[tokio::test]
async fn billing_details_are_checked_kept_and_taken_back() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        assert_eq!(mira.get("/me/billing").await.expect(200), json!({"details": null, "version": 0}));
        let kept = mira.put("/me/billing", details()).await.expect(200);
        let clean = json!({"legal_name": "Mira Patel Media", "address_lines": ["12 Hill Road", "Mumbai 400050"], "country": "IN", "tax_id": "27AAPFU0939F1ZV"});
        assert_eq!(kept, json!({"details": clean, "version": 1}));
        assert_eq!(mira.get("/me/billing").await.expect(200), kept);
        let stale = mira.request(reqwest::Method::PUT, "/me/billing").header("if-match", "\"0\"").json(&details());
        mira.send(stale).await.refused(412, "stale");
        let wrong = json!({"legal_name": " ", "address_lines": ["a\nb"], "country": "ZZ", "tax_id": "?"});
        let faults = mira.put("/me/billing", wrong).await.refused(422, "invalid");
        let pointers: Vec<&str> = faults["errors"].as_array().unwrap().iter().map(|one| text(&one["pointer"])).collect();
        assert_eq!(pointers, ["/legal_name", "/address_lines/0", "/country", "/tax_id"]);
        mira.delete("/me/billing").await.expect(204);
        assert_eq!(mira.get("/me/billing").await.expect(200)["details"], Value::Null);
        app
    })
    .await;
}

#[tokio::test]
async fn a_released_share_is_invoiced_as_everybody_was_on_that_day() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        acme.pay_in(1_001, "pm_card_visa").await.expect(201);
        let mira = app.employed(&acme, 1_001).await;
        let [second, first] = &invoices(&mira, "?part=issuer").await[..] else { panic!("two shares") };
        let told = |one: &Value| (text(&one["number"]).to_owned(), one["amount"]["amount"].as_i64().unwrap());
        let mut both = [told(first), told(second)];
        both.sort();
        assert_eq!(both, [("INV-000001".into(), 500), ("INV-000002".into(), 501)]);
        assert_eq!(
            (&first["kind"], &first["part"], &first["issuer_id"]),
            (&json!("work"), &json!("issuer"), &json!(mira.id))
        );
        assert_eq!(
            first["issuer"],
            json!({"legal_name": "mira", "address_lines": [], "country": null, "tax_id": null})
        );
        assert_eq!(first["recipient"]["legal_name"], "acme");
        assert_eq!(first["collaboration"]["campaign"]["title"], "Spring launch");
        assert_eq!(invoices(&mira, "?part=recipient").await, [] as [Value; 0], "there is no fee");
        // What was made out stays as it was; what comes carries what is said from now on.
        mira.put("/me/billing", details()).await.expect(200);
        acme.patch("/me", json!({"display_name": "Acme & Sons"})).await.expect(200);
        let read = format!("/invoices/{}", text(&first["id"]));
        assert_eq!(&mira.get(&read).await.expect(200), first);
        let received = acme.get(&read).await.expect(200);
        assert_eq!((&received["part"], &received["issuer"]), (&json!("recipient"), &first["issuer"]));
        acme.pay_in(300, "pm_card_visa").await.expect(201);
        let campaign = acme.campaign(json!({})).await;
        app.app.clock.advance_ms(1_000);
        let part = approved(&acme, &mira, &campaign, 300).await;
        mira.post(&format!("{part}/publish"), published()).await.expect(200);
        let latest = invoices(&acme, "?limit=1").await.remove(0);
        assert_eq!((text(&latest["number"]), text(&latest["issuer"]["tax_id"])), ("INV-000003", "27AAPFU0939F1ZV"));
        assert_eq!(latest["recipient"]["legal_name"], "Acme & Sons");
        // As a document, in each reader's language; the same invoice is the same document.
        for (who, locale) in [(&mira, "en"), (&acme, "de"), (&mira, "ar"), (&mira, "hi")] {
            who.patch("/me", json!({"locale": locale})).await.expect(200);
            let (kind, saved_as, pdf) = document(who, &format!("{read}.pdf"), "*/*").await;
            assert_eq!(kind, "application/pdf");
            assert!(saved_as.contains(&format!("invoice-2026-11-21-{}.pdf", text(&first["number"]))), "{saved_as}");
            assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 5_000);
            assert_eq!(document(who, &read, "application/pdf").await.2, pdf);
        }
        for stranger in [app.sponsor("other").await, app.influencer("ada").await, app.admin().await] {
            stranger.get(&read).await.refused(404, "not_found");
            stranger.get(&format!("{read}.pdf")).await.refused(404, "not_found");
            assert_eq!(invoices(&stranger, "").await, [] as [Value; 0]);
        }
        mira.get(&format!("{read}.exe")).await.refused(404, "not_found");
        app.is_sound().await;
        app
    })
    .await;
}

#[tokio::test]
async fn a_kill_fee_is_invoiced_and_a_gift_is_not() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({})).await;
        let part = approved(&acme, &mira, &campaign, 0).await;
        mira.post(&format!("{part}/publish"), published()).await.expect(200);
        assert_eq!(invoices(&mira, "").await, [] as [Value; 0]);
        acme.pay_in(900, "pm_card_visa").await.expect(201);
        let part = approved(&acme, &mira, &campaign, 900).await;
        let work = part.split("/deliverables").next().unwrap();
        acme.post(&format!("{work}/cancel"), json!({"reason": "Not this year."})).await.expect(200);
        mira.act(&format!("{work}/cancel/accept")).await.expect(200);
        let made = invoices(&mira, "").await;
        assert_eq!((made.len(), &made[0]["amount"]["amount"]), (1, &json!(450)));
        assert_eq!(made[0]["deliverable"]["share"]["amount"], 900);
        app.is_sound().await;
        app
    })
    .await;
}

/// How many works are released at once, by each of two influencers.
const AT_ONCE: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn however_many_releases_come_at_once_no_number_is_left_out() {
    for kind in testing::kinds() {
        let settings =
            [("MONEY_FEE_BASIS_POINTS", "250"), ("MONEY_LEGAL_NAME", "House of Tandem"), ("MONEY_COUNTRY", "de")];
        let app = TestApp::start(kind, &settings).await;
        let (acme, mira, ada) = (app.sponsor("acme").await, app.influencer("mira").await, app.influencer("ada").await);
        acme.pay_in(100_000, "pm_card_visa").await.expect(201);
        let campaign = acme.campaign(json!({})).await;
        let mut parts = Vec::new();
        for _ in 0..AT_ONCE {
            for who in [&mira, &ada] {
                parts.push((who, approved(&acme, who, &campaign, 1_000).await));
            }
        }
        // Each twice: what loses is rolled back, with the number that it had.
        let both = parts.iter().chain(&parts);
        let answers =
            join_all(both.map(|(who, part)| async move { who.post(&format!("{part}/publish"), published()).await }));
        let won = answers.await.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(won, 2 * AT_ONCE, "{kind:?}");
        let mut fees = Vec::new();
        for who in [&mira, &ada] {
            let made = invoices(who, "?part=issuer&limit=100").await;
            let numbers: BTreeMap<&str, i64> =
                made.iter().map(|one| (text(&one["number"]), one["amount"]["amount"].as_i64().unwrap())).collect();
            let expected: Vec<String> = (1..=AT_ONCE).map(|number| format!("INV-{number:06}")).collect();
            assert!(numbers.keys().copied().eq(expected.iter().map(String::as_str)), "{kind:?}: {numbers:?}");
            assert!(numbers.values().all(|amount| *amount == 1_000));
            fees.extend(invoices(who, "?part=recipient&limit=100").await);
        }
        let mut numbers: Vec<&str> = fees.iter().map(|one| text(&one["number"])).collect();
        numbers.sort_unstable();
        let expected: Vec<String> = (1..=2 * AT_ONCE).map(|number| format!("FEE-{number:06}")).collect();
        assert_eq!(numbers, expected);
        assert!(fees.iter().all(|one| one["amount"]["amount"] == 25 && one["issuer_id"] == Value::Null));
        assert_eq!(
            (text(&fees[0]["issuer"]["legal_name"]), text(&fees[0]["issuer"]["country"])),
            ("House of Tandem", "DE")
        );
        let (kind_of, _, pdf) = document(&mira, &format!("/invoices/{}.pdf", text(&fees[0]["id"])), "*/*").await;
        assert!(kind_of == "application/pdf" && pdf.starts_with(b"%PDF-"));
        app.is_sound().await;
        // Those that an older program did not make out come later, behind those that there are.
        forget(&app, "delete from invoices").await;
        forget(&app, "delete from invoice_series").await;
        assert!(tandem::check::all(&app.app).await.unwrap().iter().any(|finding| !finding.broken.is_empty()));
        app.app.jobs.run_schedule("issue-invoices", &app.app).await.unwrap().unwrap();
        assert_eq!(invoices(&mira, "?part=issuer&limit=100").await.len(), AT_ONCE);
        app.is_sound().await;
        app.run_jobs().await;
    }
}

async fn forget(app: &TestApp, sql: &'static str) {
    let done = app.app.db.write(move |tx| -> tandem::Result<usize> {
        Ok(diesel::RunQueryDsl::execute(diesel::sql_query(sql), tx.conn)?)
    });
    assert!(done.await.unwrap() > 0);
}
