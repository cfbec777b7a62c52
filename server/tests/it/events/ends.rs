use serde_json::json;

use super::invite;
use crate::support::on_each;

#[tokio::test]
async fn a_stream_ends_with_its_session_and_not_with_another() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let other = app.log_in("mira").await;
        let (mut here, there) = (mira.listen(None).await, other.listen(None).await);
        mira.delete("/auth/sessions").await.expect(204);
        there.end().await;
        invite(&acme, &mira).await;
        assert_eq!(here.next().await.name, "notification");

        let admin = app.admin().await;
        admin.post(&format!("/admin/users/{}/suspend", mira.id), json!({"reason": "Spam"})).await.expect(200);
        here.end().await;
        let refused = mira.open_events(None).await.err().unwrap();
        refused.refused(401, "session_ended");
        let refused = app.anonymous().open_events(None).await.err().unwrap();
        refused.refused(401, "not_logged_in");
        app
    })
    .await;
}

#[tokio::test]
async fn a_stream_ends_with_its_token_and_with_the_process() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let old = mira.listen(None).await;
        app.app.clock.advance_ms(15 * 60_000);
        invite(&app.log_in(&acme.name).await, &mira).await;
        old.end().await;
        mira.open_events(None).await.err().unwrap().refused(401, "token_expired");

        let mira = app.log_in("mira").await;
        assert_eq!(mira.listen(Some(0)).await.next().await.name, "notification");
        let open = mira.listen(None).await;
        app.app.events.close();
        open.end().await;
        app
    })
    .await;
}

#[tokio::test]
async fn nobody_opens_streams_without_end() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        let mut open = Vec::new();
        for _ in 0..20 {
            open.push(mira.listen(None).await);
        }
        let refused = mira.open_events(None).await.err().unwrap();
        assert_eq!(refused.header("retry-after"), "30");
        refused.refused(429, "too_many_requests");
        app.influencer("noor").await.listen(None).await;
        // One that is closed makes room, as soon as the server has seen it.
        open.pop();
        while mira.open_events(None).await.is_err() {
            tokio::task::yield_now().await;
        }
        app
    })
    .await;
}
