use serde_json::{Value, json};

use super::{document, text};
use crate::support::{Client, on_each};

/// What there is in euros at the edges of a month, and how often something moved in it.
async fn month(who: &Client, month: &str) -> (i64, i64, usize) {
    let statement = who.get(&format!("/statements/{month}")).await.expect(200);
    let currencies = statement["currencies"].as_array().unwrap();
    currencies.first().map_or((0, 0, 0), |euros| {
        assert_eq!((currencies.len(), &euros["currency"]), (1, &json!("EUR")));
        let amount = |name: &str| euros[name]["amount"].as_i64().unwrap();
        assert_eq!(amount("opening") + amount("came") + amount("went"), amount("closing"));
        let lines = euros["lines"].as_array().unwrap();
        let last = lines.last().map_or(amount("opening"), |line| line["balance"]["amount"].as_i64().unwrap());
        assert_eq!(last, amount("closing"), "the last line's balance is the closing one");
        (amount("opening"), amount("closing"), lines.len())
    })
}

#[tokio::test]
async fn statements_follow_each_other_and_end_with_the_balance() {
    on_each(|app| async move {
        let (acme, mira) = app.earned(1_001).await;
        mira.patch("/me", json!({"time_zone": "Asia/Kolkata"})).await.expect(200);
        assert_eq!(month(&mira, "2026-10").await, (0, 0, 0));
        assert_eq!(month(&mira, "2026-11").await, (0, 1_001, 2));
        // 20:00 UTC on the last of November is December in Kolkata, and November where the sponsor is.
        app.app.clock.advance_ms((9 * 24 + 8) * 3_600_000);
        let (acme, mira) = (app.log_in(&acme.name).await, app.log_in(&mira.name).await);
        mira.take_out(300, "payouts").await.expect(201);
        acme.pay_in(50, "pm_card_visa").await.expect(201);
        app.run_jobs().await;
        assert_eq!(month(&mira, "2026-11").await, (0, 1_001, 2));
        assert_eq!(month(&mira, "2026-12").await, (1_001, 701, 1));
        assert_eq!(month(&acme, "2026-11").await, (0, 50, 3));
        assert_eq!((mira.euros().await.0, acme.euros().await.0), (701, 50), "as the wallet says");
        let november = mira.get("/statements/2026-11").await.expect(200);
        assert_eq!((&november["complete"], &november["time_zone"]), (&json!(true), &json!("Asia/Kolkata")));
        assert_eq!(mira.get("/statements/2026-12").await.expect(200)["complete"], false);
        // Every line is the ledger's, and every line of the ledger's is there.
        let booked = acme.get("/wallet/transactions?limit=100").await.expect(200);
        let mut booked: Vec<Value> = booked["items"].as_array().unwrap().clone();
        booked.reverse();
        let mut told =
            acme.get("/statements/2026-11").await.expect(200)["currencies"][0]["lines"].as_array().unwrap().clone();
        for line in &mut told {
            line.as_object_mut().unwrap().remove("balance");
        }
        assert_eq!(told, booked);
        acme.get("/statements/2026-12").await.refused(404, "not_found");
        for wrong in ["2026-13", "2026", "2026-11.exe", "9999-12"] {
            mira.get(&format!("/statements/{wrong}")).await.refused(404, "not_found");
        }
        app
    })
    .await;
}

#[tokio::test]
async fn a_statement_is_a_table_and_a_document_too() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        acme.pay_in(150_050, "pm_card_visa").await.expect(201);
        let yen = json!({"amount": {"amount": 9, "currency": "JPY"}, "payment_method": "pm_card_visa"});
        acme.post("/wallet/deposits", yen).await.expect(201);
        let campaign = acme.campaign(json!({"title": "=HYPERLINK(\"x\"), \"tea\""})).await;
        let mira = app.influencer("mira").await;
        app.app.clock.advance_ms(1_000);
        super::approved(&acme, &mira, &campaign, 50_050).await;
        let (kind, saved_as, csv) = document(&acme, "/statements/2026-11.csv", "*/*").await;
        assert_eq!(kind, "text/csv; charset=utf-8");
        assert!(saved_as.contains("statement-2026-11.csv"), "{saved_as}");
        let csv = String::from_utf8(csv).unwrap();
        assert!(csv.starts_with('\u{feff}') && csv.lines().count() == 1 + 4 + 3);
        let mut table = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<Vec<String>> =
            table.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        let told: Vec<_> = rows.iter().map(|row| row[3..7].join(" ")).collect();
        assert_eq!(
            told,
            [
                "opening_balance  0.00 ",
                "deposit 1500.50 1500.50 ",
                "fund -500.50 1000.00 '=HYPERLINK(\"x\"), \"tea\"",
                "closing_balance  1000.00 ",
                "opening_balance  0 ",
                "deposit 9 9 ",
                "closing_balance  9 ",
            ]
        );
        assert_eq!(rows[1][..3], ["EUR", "2026-11-21", "2026-11-21 12:00:00"]);
        for locale in ["en", "ar"] {
            acme.patch("/me", json!({"locale": locale})).await.expect(200);
            let (kind, _, pdf) = document(&acme, "/statements/2026-11.pdf", "*/*").await;
            assert!(kind == "application/pdf" && pdf.starts_with(b"%PDF-"));
            assert_eq!(document(&acme, "/statements/2026-11", "application/pdf").await.2, pdf);
        }
        let (_, _, empty) = document(&mira, "/statements/2026-10.pdf", "*/*").await;
        assert!(empty.starts_with(b"%PDF-"));
        assert_eq!(text(&mira.get("/statements/2026-10").await.expect(200)["month"]), "2026-10");
        app
    })
    .await;
}
