use serde_json::{Value, json};

use super::{after_days, items, told};
use crate::support::on_each;
use crate::support::things::{path, terms};

#[tokio::test]
async fn a_flag_is_contested_once_and_decided() {
    on_each(|app| async move {
        let (admin, mira) = (app.admin().await, app.influencer("mira").await);
        let user = format!("/admin/users/{}", mira.id);
        let statement = json!({"statement": "The figures are right."});
        mira.post("/me/flag/contest", statement.clone()).await.refused(409, "not_flagged");
        let past = json!({"reason": "Bought.", "expires_at": "2026-11-21T12:00:00Z"});
        assert_eq!(admin.post(&format!("{user}/flag"), past).await.faults(), ["/expires_at out_of_range"]);
        admin.post(&format!("{user}/flag"), json!({"reason": "Bought."})).await.expect(200);
        let me = mira.get("/me").await.expect(200);
        assert_eq!(me["flag"]["expires_at"], "2027-02-19T12:00:00.000Z");
        assert!(me["actions"].as_array().unwrap().contains(&json!("contest")));
        assert_eq!(mira.post("/me/flag/contest", json!({"statement": " "})).await.faults(), ["/statement required"]);
        let me = mira.post("/me/flag/contest", statement.clone()).await.expect(200);
        assert_eq!(me["flag"]["contest"]["decided_by"], "2026-11-28T12:00:00.000Z");
        assert!(!me["actions"].as_array().unwrap().contains(&json!("contest")));
        mira.post("/me/flag/contest", statement).await.refused(409, "already_contested");

        let queue = items(&admin, "/admin/flags?state=contested&q=MIRA").await;
        assert_eq!((queue.len(), &queue[0]["actions"]), (1, &json!(["uphold", "lift"])));
        assert_eq!(queue[0]["contest"]["statement"], "The figures are right.");
        let flag = format!("/admin/flags/{}", queue[0]["id"].as_str().unwrap());
        mira.post(&format!("{flag}/lift"), json!({})).await.refused(403, "wrong_role");
        assert_eq!(admin.post(&format!("{flag}/uphold"), json!({})).await.faults(), ["/note required"]);
        app.app.clock.advance_ms(1);
        let upheld = admin.post(&format!("{flag}/uphold"), json!({"note": "They are not."})).await.expect(200);
        assert_eq!((&upheld["state"], &upheld["contest"]["note"]), (&json!("standing"), &json!("They are not.")));
        admin.post(&format!("{flag}/lift"), json!({})).await.refused(409, "not_contested");
        assert_eq!(mira.get("/me").await.expect(200)["flag"]["contest"]["note"], "They are not.");
        app.run_jobs().await;
        assert_eq!(told(&app, "mira").await[..2], ["flag_upheld", "account_flagged"]);
        assert!(told(&app, "admin").await.contains(&"flag_contested".to_owned()));

        after_days(&app, 89).await;
        let me = || async { app.log_in("mira").await.get("/me").await.expect(200) };
        assert_ne!(me().await["flag"], Value::Null);
        after_days(&app, 1).await;
        assert_eq!(me().await["flag"], Value::Null);
        assert_eq!(told(&app, "mira").await[0], "flag_expired");
        let all = items(&app.admin().await, "/admin/flags?state=ended").await;
        assert_eq!((all.len(), &all[0]["ended_as"]), (1, &json!("expired")));
        app
    })
    .await;
}

#[tokio::test]
async fn a_contested_flag_that_nobody_decides_is_lifted_and_clocks_go_on_where_they_stood() {
    on_each(|app| async move {
        let (admin, acme, mira) = (app.admin().await, app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({})).await;
        let request = mira.apply(&campaign, 100).await;
        assert_eq!(request["expires_at"], "2026-12-05T12:00:00.000Z");
        app.wait_days(2);
        let of = format!("/admin/campaigns/{campaign}");
        let (admin_now, acme_now) = (app.admin().await, app.log_in("acme").await);
        admin_now.post(&format!("{of}/flag"), json!({"reason": "A scam."})).await.expect(200);
        assert_eq!(acme_now.get(&path(&request, "")).await.expect(200)["expires_at"], Value::Null);
        // Nothing new begins; what is open can end.
        acme_now.post(&path(&request, "/accept"), json!({"revision": 1})).await.refused(409, "campaign_flagged");
        let counter = json!({"terms": terms(120), "message": ""});
        acme_now.post(&path(&request, "/counter"), counter).await.refused(409, "campaign_flagged");
        let contest = format!("/campaigns/{campaign}/flag/contest");
        let statement = json!({"statement": "It is none."});
        app.log_in("mira").await.post(&contest, statement.clone()).await.refused(403, "wrong_role");
        let out = acme_now.post(&contest, statement.clone()).await.expect(200);
        assert_eq!(out["flag"]["contest"]["decided_by"], "2026-11-30T12:00:00.000Z");
        acme_now.post(&contest, statement).await.refused(409, "already_contested");

        // Half of the week is over: the admins are reminded, and once more a day before.
        for (days, times) in [(3, 0), (1, 1), (2, 2)] {
            app.wait_days(days);
            app.app.jobs.run_schedule("deadline-reminders", &app.app).await.unwrap().unwrap();
            let due = told(&app, "admin").await.into_iter().filter(|kind| kind == "contest_due").count();
            assert_eq!(due, times);
        }
        after_days(&app, 1).await;
        let (acme, _) = (app.log_in("acme").await, (admin, mira));
        let out = acme.get(&format!("/campaigns/{campaign}")).await.expect(200);
        assert_eq!((&out["flagged"], &out["flag"]), (&json!(false), &Value::Null));
        assert_eq!(told(&app, "acme").await[0], "flag_unanswered");
        // Two of its fourteen days had gone; seven it stood still.
        let request = acme.get(&path(&request, "")).await.expect(200);
        assert_eq!(request["expires_at"], "2026-12-12T12:00:00.000Z");
        app
    })
    .await;
}

#[tokio::test]
async fn the_flagged_end_what_is_open_and_begin_nothing() {
    on_each(|app| async move {
        let (admin, acme, mira) = (app.admin().await, app.sponsor("acme").await, app.influencer("mira").await);
        let (first, second) = (acme.campaign(json!({})).await, acme.campaign(json!({})).await);
        let third = acme.campaign(json!({})).await;
        let (invited, applied) = (acme.invite(&first, &mira, 100).await, mira.apply(&second, 100).await);
        let flag = json!({"reason": "Bought."});
        admin.post(&format!("/admin/users/{}/flag", mira.id), flag).await.expect(200);
        for request in [&invited, &applied] {
            assert_eq!(mira.get(&path(request, "")).await.expect(200)["expires_at"], Value::Null);
        }
        let body = json!({"terms": terms(100), "message": ""});
        mira.post(&format!("/campaigns/{third}/ad-requests"), body.clone()).await.refused(403, "account_flagged");
        mira.post(&path(&invited, "/accept"), json!({"revision": 1})).await.refused(403, "account_flagged");
        mira.post(&path(&invited, "/counter"), body).await.refused(403, "account_flagged");
        acme.post(&path(&applied, "/accept"), json!({"revision": 1})).await.refused(409, "other_side_inactive");
        mira.act(&path(&applied, "/withdraw")).await.expect(200);
        mira.post(&path(&invited, "/reject"), json!({})).await.expect(200);
        acme.get("/influencers/mira").await.refused(404, "not_found");
        app
    })
    .await;
}
