use diesel::RunQueryDsl;
use domain::words::Role;
use serde_json::json;
use tandem::audit::chain;
use tandem::check;

use crate::support::things::path;
use crate::support::{TestApp, on_each};

async fn run(app: &TestApp, sql: &'static [&'static str]) {
    let change = app.app.db.write(move |tx| -> tandem::Result<()> {
        for one in sql {
            assert_eq!(diesel::sql_query(*one).execute(tx.conn)?, 1, "{one}");
        }
        Ok(())
    });
    change.await.unwrap();
}

/// How many entries were followed, and where the chain breaks.
async fn chain_of(app: &TestApp) -> (i64, Option<i64>) {
    let chain = chain::verify(&app.app).await.unwrap();
    let findings = check::all(&app.app).await.unwrap();
    let finding = findings.iter().find(|one| one.invariant.starts_with("The audit log")).unwrap();
    assert_eq!((finding.looked_at, finding.broken.is_empty()), (chain.verified, chain.intact));
    (chain.verified, chain.broken_at)
}

#[tokio::test]
async fn whatever_is_done_to_it_is_seen() {
    on_each(|app| async move {
        let (admin, mira) = (app.admin().await, app.influencer("mira").await);
        let user = format!("/admin/users/{}", mira.id);
        for _ in 0..2 {
            admin.post(&format!("{user}/flag"), json!({"reason": "Spam."})).await.expect(200);
            app.app.clock.advance_ms(1);
            admin.act(&format!("{user}/unflag")).await.expect(200);
            app.app.clock.advance_ms(1);
        }
        assert_eq!(chain_of(&app).await, (4, None));
        let tampered: [(&[&str], &[&str], i64); 5] = [
            (
                &["update audit_log set detail = '{\"a\":1}' where position = 2"],
                &["update audit_log set detail = (select detail from audit_log where position = 4) where position = 2"],
                2,
            ),
            (
                &["update audit_log set actor_role = 'sponsor' where position = 3"],
                &["update audit_log set actor_role = 'admin' where position = 3"],
                3,
            ),
            (
                &["update audit_log set position = -2 where position = 2"],
                &["update audit_log set position = 2 where position = -2"],
                2,
            ),
            (
                &[
                    "update audit_log set position = -1 where position = 1",
                    "update audit_log set position = 1 where position = 3",
                    "update audit_log set position = 3 where position = -1",
                ],
                &[
                    "update audit_log set position = -1 where position = 1",
                    "update audit_log set position = 1 where position = 3",
                    "update audit_log set position = 3 where position = -1",
                ],
                1,
            ),
            (
                &["update audit_log set position = -4 where position = 4"],
                &["update audit_log set position = 4 where position = -4"],
                4,
            ),
        ];
        for (sql, back, at) in tampered {
            run(&app, sql).await;
            assert_eq!(chain_of(&app).await, (at - 1, Some(at)), "{sql:?}");
            run(&app, back).await;
            assert_eq!(chain_of(&app).await, (4, None), "{back:?}");
        }
        // What it says of a person can be erased, and the chain holds.
        let id = mira.id.parse().unwrap();
        app.app.db.write(move |tx| tandem::audit::erase(tx, id, Role::Influencer)).await.unwrap();
        assert_eq!(chain_of(&app).await, (4, None));
        let page = admin.get("/admin/audit-log").await.expect(200);
        assert_eq!((&page["items"][0]["erased"], &page["items"][0]["detail"]), (&json!(true), &json!({})));
        run(&app, &["delete from audit_log where position = 1"]).await;
        assert_eq!(chain_of(&app).await, (0, Some(1)));
        app
    })
    .await;
}

#[tokio::test]
async fn what_was_there_before_is_taken_in_and_every_movement_of_money_is_noted() {
    on_each(|app| async move {
        run(
            &app,
            &["insert into audit_log (id, at, action, subject_type, subject_id, detail) values ('0193a4e0', 0, 'user.flag', 'user', 'x', '{}')"],
        )
        .await;
        chain::adopt(&app.app).await.unwrap();
        assert_eq!(chain_of(&app).await, (1, None));

        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({})).await;
        let request = mira.apply(&campaign, 1_000).await;
        let before = chain::verify(&app.app).await.unwrap().entries;
        let accepted = acme.post(&path(&request, "/accept"), json!({"revision": 1})).await.expect(200);
        assert_eq!(chain::verify(&app.app).await.unwrap().entries, before, "an ad request is no money");
        let amount = json!({"amount": 1_000, "currency": "EUR"});
        let deposit = json!({"amount": amount, "payment_method": "4242424242424242"});
        acme.post("/wallet/deposits", deposit).await.expect(201);
        let work = format!("/collaborations/{}", accepted["collaboration_id"].as_str().unwrap());
        acme.act(&format!("{work}/fund")).await.expect(200);
        let parts = acme.get(&work).await.expect(200)["deliverables"].as_array().unwrap().clone();
        let part = format!("{work}/deliverables/{}", parts[0]["id"].as_str().unwrap());
        mira.post(&format!("{part}/submit"), json!({"caption": "A week with it. #ad"})).await.expect(200);
        acme.act(&format!("{part}/approve")).await.expect(200);
        mira.post(&format!("{part}/publish"), json!({"url": "https://example.com/1"})).await.expect(200);
        mira.post(&format!("{work}/cancel"), json!({"reason": "Ill."})).await.expect(200);
        acme.act(&format!("{work}/cancel/accept")).await.expect(200);
        acme.post("/wallet/withdrawals", json!({"amount": {"amount": 100, "currency": "EUR"}})).await.expect(201);
        mira.post("/wallet/payouts", json!({"amount": {"amount": 500, "currency": "EUR"}})).await.expect(201);
        app.run_jobs().await;

        let admin = app.admin().await;
        let log = admin.get("/admin/audit-log?limit=100&by_house=false").await.expect(200);
        let entries = log["items"].as_array().unwrap();
        for (action, name, role) in [
            ("deposit.begin", "acme", "sponsor"),
            ("escrow.fund", "acme", "sponsor"),
            ("escrow.release", "mira", "influencer"),
            ("escrow.refund", "acme", "sponsor"),
            ("withdrawal.begin", "acme", "sponsor"),
            ("payout.begin", "mira", "influencer"),
        ] {
            let entry = entries.iter().find(|entry| entry["action"] == action).unwrap_or_else(|| panic!("no {action}"));
            assert_eq!((&entry["actor"]["username"], &entry["actor"]["role"]), (&json!(name), &json!(role)), "{action}");
            assert_eq!(entry["address"], "127.0.0.1", "{action}");
        }
        let of_house = admin.get("/admin/audit-log?limit=100&by_house=true&action=payout").await.expect(200);
        assert_eq!(of_house["items"][0]["action"], "payout.succeeded");
        assert_eq!(chain_of(&app).await.1, None);

        let found = admin.get("/admin/audit-log?q=MIRA&action=escrow&count=true").await.expect(200);
        assert_eq!(found["total"], 1);
        let later = admin.get("/admin/audit-log?from=2026-11-22T00:00:00Z&count=true").await.expect(200);
        assert_eq!(later["total"], 0);
        let csv = admin.request(reqwest::Method::GET, "/admin/audit-log.csv?action=escrow").send().await.unwrap();
        assert_eq!(csv.headers()["content-type"], "text/csv; charset=utf-8");
        let csv = csv.text().await.unwrap();
        let lines: Vec<&str> = csv.trim_end().split("\r\n").collect();
        assert!(lines[0].trim_start_matches('\u{feff}').starts_with("position,at_utc,actor"), "{}", lines[0]);
        assert_eq!(lines.len(), 4, "{lines:?}");
        mira.get("/admin/audit-log.csv").await.refused(403, "wrong_role");
        mira.get("/admin/audit-log/chain").await.refused(403, "wrong_role");
        let chain = admin.get("/admin/audit-log/chain").await.expect(200);
        assert_eq!((&chain["intact"], &chain["verified"]), (&json!(true), &chain["entries"]));
        app
    })
    .await;
}
