use serde_json::json;

use super::{Pair, sound, withdraw};
use crate::support::on_each;

#[tokio::test]
async fn who_may_begin() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let (pending, admin) = (app.pending_sponsor("pending").await, app.admin().await);
        let to = |id: &str| json!({"user_id": id, "message": "Hello"});
        acme.post("/conversations", to(&mira.id)).await.refused(409, "messages_not_accepted");
        acme.post("/conversations", json!({"user_id": mira.id})).await.refused(409, "messages_not_accepted");
        mira.post("/conversations", to(&acme.id)).await.refused(409, "no_ad_request");
        pending.post("/conversations", to(&mira.id)).await.refused(403, "pending_approval");
        admin.post("/conversations", to(&mira.id)).await.refused(403, "wrong_role");
        assert_eq!(acme.post("/conversations", to(&pending.id)).await.faults(), ["/user_id not_a_pair"]);
        assert_eq!(acme.post("/conversations", to(&admin.id)).await.faults(), ["/user_id not_a_pair"]);
        let nobody = "0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a";
        assert_eq!(acme.post("/conversations", to(nobody)).await.faults(), ["/user_id no_such_user"]);
        let page = acme.get("/influencers/mira").await.expect(200);
        assert_eq!(page["actions"], json!(["invite"]));

        // She takes messages: then any sponsor in good standing may.
        mira.put("/me/influencer-profile", json!({"accepts_messages": true})).await.expect(200);
        assert_eq!(acme.get("/influencers/mira").await.expect(200)["actions"], json!(["invite", "message"]));
        assert_eq!(app.anonymous().get("/influencers/mira").await.expect(200)["actions"], json!([]));
        assert_eq!(mira.get("/sponsors/acme").await.expect(200)["actions"], json!([]));
        assert_eq!(acme.post("/conversations", to(&mira.id)).await.expect(201)["last_message"]["body"], "Hello");
        assert_eq!(mira.get("/sponsors/acme").await.expect(200)["actions"], json!(["message"]), "she may answer");
        let ned = app.sponsor("ned").await;
        admin.post(&format!("/admin/users/{}/flag", ned.id), json!({"reason": "A test."})).await.expect(200);
        ned.post("/conversations", to(&mira.id)).await.refused(403, "account_flagged");
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn a_pair_has_one_conversation_that_is_found_again() {
    on_each(|app| async move {
        let pair = Pair::of(&app).await;
        let Pair { acme, mira, request, id } = &pair;
        let find = json!({"user_id": mira.id});
        assert_eq!(acme.post("/conversations", find.clone()).await.expect(200)["id"], *id);
        for client in [acme, mira] {
            let list = client.get("/conversations").await.expect(200);
            assert_eq!(list, json!({"items": [], "next_cursor": null, "unread": 0}), "nothing was said yet");
        }
        let about = |kind: &str, id: &serde_json::Value| json!({"type": kind, "id": id});
        let with = |context| json!({"user_id": acme.id, "message": "Is blue fine?", "context": context});
        let foreign = app.sponsor("ned").await.campaign(json!({"visibility": "private"})).await;
        let answer = mira.post("/conversations", with(about("campaign", &json!(foreign)))).await;
        assert_eq!(answer.faults(), ["/context/id not_seen_by_both"]);
        let alone = json!({"user_id": acme.id, "context": about("ad_request", &request["id"])});
        assert_eq!(mira.post("/conversations", alone).await.faults(), ["/context without_message"]);
        let empty = json!({"user_id": acme.id, "message": " "});
        assert_eq!(mira.post("/conversations", empty).await.faults(), ["/message required"]);

        let said = mira.post("/conversations", with(about("ad_request", &request["id"]))).await.expect(200);
        let context = json!({"type": "ad_request", "id": request["id"], "title": "Spring launch"});
        assert_eq!((&said["id"], &said["last_message"]["context"]), (&json!(id), &context));
        assert_eq!((&said["actions"], said.get("refused")), (&json!(["message"]), None));
        let list = acme.get("/conversations").await.expect(200);
        let first = &list["items"][0];
        assert_eq!((&list["unread"], &first["unread"], &first["id"]), (&json!(1), &json!(1), &json!(id)));
        for kind in ["ad-requests", "collaborations"] {
            let all = mira.get(&format!("/{kind}")).await.expect(200);
            assert!(all["items"].as_array().unwrap().iter().all(|one| one["may_message"] == true));
        }
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn who_may_go_on() {
    on_each(|app| async move {
        let pair = Pair::of(&app).await;
        let Pair { acme, mira, request, .. } = &pair;
        let admin = app.admin().await;
        pair.say(acme, "Hello").await.expect(201);
        acme.act(&withdraw(request)).await.expect(200);
        let moderate = async |who: &str, how: &str| {
            admin.post(&format!("/admin/users/{who}/{how}"), json!({"reason": "A test."})).await.expect(200);
        };
        // A flag ends no conversation.
        for who in [&acme.id, &mira.id] {
            moderate(who, "flag").await;
        }
        pair.say(mira, "Hello, Acme").await.expect(201);
        pair.say(acme, "How are you?").await.expect(201);

        let block = format!("/blocks/{}", acme.id);
        mira.act(&block).await.expect(204);
        for client in [acme, mira] {
            pair.say(client, "Still there?").await.refused(409, "not_possible");
            client.act(&pair.path("/typing")).await.refused(409, "not_possible");
            let seen = client.get(&pair.path("")).await.expect(200);
            assert_eq!((&seen["actions"], &seen["refused"]), (&json!([]), &json!("not_possible")));
            client
                .post("/conversations", json!({"user_id": if client.id == acme.id { &mira.id } else { &acme.id }}))
                .await
                .expect(200);
        }
        mira.delete(&block).await.expect(204);
        pair.say(mira, "Sorry").await.expect(201);

        moderate(&mira.id, "suspend").await;
        pair.say(acme, "No matter").await.refused(409, "unreachable");
        pair.say(mira, "Hm").await.refused(401, "session_ended");
        assert_eq!(pair.said(acme).await, ["Hello", "Hello, Acme", "How are you?", "Sorry"]);
        for stranger in [&admin, &app.sponsor("ned").await, &app.influencer("eve").await] {
            for path in ["", "/messages"] {
                stranger.get(&pair.path(path)).await.refused(404, "not_found");
            }
            pair.say(stranger, "Psst").await.refused(404, "not_found");
            stranger.act(&pair.path("/typing")).await.refused(404, "not_found");
            stranger.post(&pair.path("/read"), json!({"up_to": 1})).await.refused(404, "not_found");
        }
        sound(app).await
    })
    .await;
}
