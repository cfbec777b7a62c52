use serde_json::json;

use super::{ids, invite, links};
use crate::support::events::Event;
use crate::support::on_each;

#[tokio::test]
async fn what_happens_is_told_to_all_pages_of_whom_it_concerns_and_to_nobody_else() {
    on_each(|app| async move {
        let (acme, mira, noor) =
            (app.sponsor("acme").await, app.influencer("mira").await, app.influencer("noor").await);
        let (mut first, mut second, mut other) =
            (mira.listen(None).await, mira.listen(None).await, noor.listen(None).await);
        invite(&acme, &mira).await;
        let event = first.next().await;
        let page = mira.get("/notifications").await.expect(200);
        let data = json!({"notification": page["items"][0], "unread": 1});
        assert_eq!(event, Event { id: Some(1), name: "notification".into(), data });
        assert_eq!(second.next().await, event);

        mira.post("/notifications/read", json!({"all": true})).await.expect(200);
        let read = Event { id: Some(2), name: "notifications_read".into(), data: json!({"unread": 0}) };
        assert_eq!([first.next().await, second.next().await], [read.clone(), read]);

        // The first that Noor hears of is her own.
        let hers = invite(&acme, &noor).await;
        let event = other.next().await;
        assert_eq!(
            (event.id, links(&[event])[0]),
            (Some(1), &*format!("/app/ad-requests/{}", hers["id"].as_str().unwrap()))
        );
        app
    })
    .await;
}

#[tokio::test]
async fn a_page_that_was_away_is_told_what_it_missed_once_and_in_order() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let mut page = mira.listen(None).await;
        let mut expected = Vec::new();
        let mut told = async |count: usize| {
            for _ in 0..count {
                let request = invite(&acme, &mira).await;
                expected.push(format!("/app/ad-requests/{}", request["id"].as_str().unwrap()));
            }
            expected.clone()
        };
        told(1).await;
        assert_eq!(ids(&page.take(1).await), [1]);
        drop(page);
        let expected = told(3).await;
        let mut page = mira.listen(Some(1)).await;
        let missed = page.take(3).await;
        assert_eq!((ids(&missed), links(&missed)), (vec![2, 3, 4], expected[1..].iter().map(String::as_str).collect()));
        // What follows comes live on the same stream.
        invite(&acme, &mira).await;
        assert_eq!(page.next().await.id, Some(5));
        assert_eq!(ids(&mira.listen(Some(3)).await.take(2).await), [4, 5]);
        // Whoever comes without an id hears of what is still to come.
        let mut fresh = mira.listen(None).await;
        invite(&acme, &mira).await;
        assert_eq!(fresh.next().await.id, Some(6));
        app
    })
    .await;
}

#[tokio::test]
async fn what_can_not_be_caught_up_on_is_read_again() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        for _ in 0..2 {
            invite(&acme, &mira).await;
        }
        let first = async |id: &str| mira.open_events(Some(id)).await.unwrap().next().await;
        let reset = |id| Event { id: Some(id), name: "reset".into(), data: json!({}) };
        for wrong in ["3", "-1", "99999999999999999999", "x", "1 or 1=1"] {
            assert_eq!(first(wrong).await, reset(2), "{wrong}");
        }
        // What is more than a week old is gone; since half of the time to answer is over, there is something new.
        app.wait_days(8);
        app.run_jobs().await;
        let mira = app.log_in("mira").await;
        assert_eq!(mira.open_events(Some("1")).await.unwrap().next().await.name, "reset");
        let new = mira.listen(Some(2)).await.next().await;
        assert_eq!((new.id, &new.data["notification"]["kind"]), (Some(3), &json!("answer_due")));
        app
    })
    .await;
}

#[tokio::test]
async fn how_far_an_export_is_can_be_watched() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        acme.campaign(json!({})).await;
        app.run_jobs().await;
        let mut page = acme.listen(None).await;
        let export = acme.post("/exports", json!({"kind": "campaigns"})).await.expect(202);
        app.run_jobs().await;
        let events = page.take(3).await;
        let progress = |status: &str, progress: i64| json!({"kind": "export", "id": export["id"], "status": status, "progress": progress});
        assert_eq!(events[0].data, progress("running", 0));
        assert_eq!(events[1].data, progress("done", 100));
        assert_eq!((events[2].name.as_str(), &events[2].data["notification"]["kind"]), ("notification", &json!("export_ready")));
        app
    })
    .await;
}
