use serde_json::{Value, json};

use super::{ask, export, path, rows};
use crate::support::on_each;
use crate::support::things::path as of;

#[tokio::test]
async fn campaigns_stand_there_with_all_that_their_sponsor_knows() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let changes =
            json!({"title": "=1+1", "description": "Say \"hi\",\nplease", "niches": ["beauty", "art-design"]});
        let first = acme.campaign(changes).await;
        app.app.clock.advance_ms(1);
        let second = acme.campaign(json!({"visibility": "private", "title": "मेला 🎉"})).await;
        app.sponsor("other").await.campaign(json!({})).await;
        acme.invite(&first, &mira, 100).await;
        let accepted = acme.invite(&second, &mira, 123_456).await;
        mira.post(&of(&accepted, "/accept"), json!({"revision": 1})).await.expect(200);

        let file = export(&app, &acme, "campaigns").await;
        let rows = rows(&file);
        let ids: Vec<&Value> = rows.iter().map(|row| &row["id"]).collect();
        assert_eq!(ids, [&json!(second), &json!(first)], "the newest first, and no others");
        let expected = json!({
            "id": first, "title": "'=1+1", "sponsor": "acme", "sponsor_username": "acme", "status": "active",
            "visibility": "public", "flagged": "no", "start_date": "2026-11-21", "end_date": "2027-03-31",
            "currency": "EUR", "budget": "10000.00", "committed": "0.00", "spent": "0.00", "available": "10000.00",
            "ad_requests_pending": "1", "ad_requests_accepted": "0", "ad_requests_rejected": "0",
            "ad_requests_withdrawn": "0", "ad_requests_expired": "0", "niches": "art-design beauty",
            "goals": "Awareness", "description": "Say \"hi\",\nplease", "created_at_utc": "2026-11-21 12:00:00",
            "updated_at_utc": "2026-11-21 12:00:00"
        });
        assert_eq!(rows[1], expected);
        assert_eq!((&rows[0]["title"], &rows[0]["visibility"]), (&json!("मेला 🎉"), &json!("private")));
        let money = ["committed", "available", "ad_requests_accepted"].map(|column| rows[0][column].as_str().unwrap());
        assert_eq!(money, ["1234.56", "8765.44", "1"]);
        app
    })
    .await;
}

#[tokio::test]
async fn each_side_has_its_own_negotiations_and_agreements() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({"title": "Spring"})).await;
        let theirs = app.sponsor("other").await.campaign(json!({"title": "Theirs"})).await;
        app.influencer("noor").await.apply(&theirs, 700).await;
        let request = acme.invite(&campaign, &mira, 150_000).await;
        let accepted = mira.post(&of(&request, "/accept"), json!({"revision": 1})).await.expect(200);

        let mut files = Vec::new();
        for side in [&acme, &mira] {
            let negotiations = rows(&export(&app, side, "ad_requests").await);
            let agreements = rows(&export(&app, side, "collaborations").await);
            assert_eq!((negotiations.len(), agreements.len()), (1, 1));
            files.push((negotiations, agreements));
        }
        assert_eq!(files[0], files[1]);
        let (negotiations, agreements) = &files[0];
        let cells = |row: &Value, titles: &[&str]| -> Vec<String> {
            titles.iter().map(|title| row[*title].as_str().unwrap_or(title).to_owned()).collect()
        };
        let titles =
            ["campaign", "sponsor", "influencer", "direction", "status", "payment", "deliverables", "requirements"];
        let expected = [
            "Spring",
            "acme",
            "mira",
            "invitation",
            "accepted",
            "1500.00",
            "2 reel instagram 2026-12-31",
            "In daylight.",
        ];
        assert_eq!(cells(&negotiations[0], &titles), expected);
        assert_eq!(negotiations[0]["id"], request["id"]);
        let titles = ["campaign", "status", "currency", "payment", "deliverables", "deliverables_published"];
        assert_eq!(cells(&agreements[0], &titles), ["Spring", "awaiting_funding", "EUR", "1500.00", "2", "0"]);
        assert_eq!(agreements[0]["id"], accepted["collaboration_id"]);

        let earnings = rows(&export(&app, &mira, "earnings").await);
        let titles = ["campaign", "sponsor", "deliverable", "platform", "due_date", "status", "amount"];
        assert_eq!(earnings.len(), 2);
        for row in &earnings {
            assert_eq!(cells(row, &titles), ["Spring", "acme", "reel", "instagram", "2026-12-31", "todo", "750.00"]);
        }

        let all = rows(&export(&app, &app.admin().await, "ad_requests").await);
        assert_eq!(all.len(), 2, "an admin has everybody's");
        assert!(all.iter().all(|row| row.get("requirements").is_none() && row.get("close_reason").is_none()));
        app
    })
    .await;
}

#[tokio::test]
async fn its_owner_sees_how_far_it_is_and_is_told_when_it_is_done() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        acme.campaign(json!({})).await;
        app.run_jobs().await;
        let answer = acme.post("/exports", json!({"kind": "campaigns"})).await;
        let location = answer.header("location").to_owned();
        let begun = answer.expect(202);
        assert_eq!(location, format!("/api/v1{}", path(&begun, "")));
        let expected = json!({
            "id": begun["id"], "kind": "campaigns", "status": "queued", "progress": 0, "rows": 0, "size": null,
            "file_name": null, "created_at": "2026-11-21T12:00:00.000Z", "finished_at": null, "expires_at": null,
            "actions": []
        });
        assert_eq!(begun, expected);
        assert_eq!(ask(&acme, "campaigns").await, begun, "one of a kind at a time");
        let other = ask(&acme, "ad_requests").await;
        assert_ne!(other["id"], begun["id"]);

        app.run_jobs().await;
        let done = acme.get(&path(&begun, "")).await.expect(200);
        let size = i64::try_from(super::file(&acme, &begun).await.len()).unwrap();
        let changes = json!({
            "status": "done", "progress": 100, "rows": 1, "size": size, "file_name": "campaigns-2026-11-21.csv",
            "finished_at": "2026-11-21T12:00:00.000Z", "expires_at": "2026-11-22T12:00:00.000Z", "actions": ["download"]
        });
        assert_eq!(done, crate::support::with(expected, changes));
        let told = acme.get("/notifications?unread=true").await.expect(200);
        let ready = "Your export is ready: campaigns-2026-11-21.csv";
        let item = told["items"].as_array().unwrap().iter().find(|item| item["title"] == ready).unwrap();
        let said = ["kind", "group", "link"].map(|field| item[field].as_str().unwrap());
        assert_eq!(said, ["export_ready", "exports", "/app/exports"]);
        let mails = app.mails();
        let ready = mails.iter().filter(|mail| mail.contains("Subject: Your export is ready: ")).count();
        assert_eq!(ready, 2, "one mail for each");

        let again = ask(&acme, "campaigns").await;
        assert_ne!(again["id"], begun["id"]);
        let list = acme.get("/exports?limit=2").await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        let rest = acme.get(&format!("/exports?cursor={}", list["next_cursor"].as_str().unwrap())).await.expect(200);
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next_cursor"]), (1, &Value::Null));
        app
    })
    .await;
}

#[tokio::test]
async fn an_empty_list_is_a_file_with_titles() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        for kind in ["ad_requests", "collaborations", "earnings"] {
            let file = export(&app, &mira, kind).await;
            assert!(file.starts_with("\u{feff}id,") && file.lines().count() == 1, "{file}");
        }
        app
    })
    .await;
}

/// More than one batch, so that batches meet without a gap or a row twice.
#[tokio::test]
async fn thousands_of_rows_are_all_there_once() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        acme.campaign(json!({})).await;
        let copies = "insert into campaigns (id, sponsor_id, title, description, goals, start_date, end_date, time_zone,
            budget, currency, visibility, disclosure, status, created_at, updated_at)
            select 'ffffffff-ffff-7fff-8fff-' || substr(cast(1000000000000 + n as text), 2), c.sponsor_id, 'No. ' || n, '', '', c.start_date, c.end_date,
            c.time_zone, n, c.currency, c.visibility, c.disclosure, c.status, c.created_at, c.updated_at
            from campaigns c, (with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 2999)
            select n from numbers) as numbers";
        app.app.db.write(move |tx| diesel::RunQueryDsl::execute(diesel::sql_query(copies), tx.conn)).await.unwrap();
        let file = export(&app, &acme, "campaigns").await;
        let rows = rows(&file);
        assert_eq!(rows.len(), 3_000);
        for (n, row) in (1..3_000).rev().zip(&rows) {
            assert_eq!((row["title"].as_str(), row["budget"].as_str()), (Some(&*format!("No. {n}")), Some(&*format!("{}.{:02}", n / 100, n % 100))));
        }
        assert_eq!(rows[2_999]["title"], "Spring launch");
        app
    })
    .await;
}
