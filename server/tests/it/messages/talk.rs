use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Pair, names, sound};
use crate::support::on_each;

/// How many write at once.
const WRITERS: usize = 16;

#[tokio::test]
async fn what_many_write_at_once_stands_there_once_and_without_gaps() {
    on_each(|app| async move {
        let pair = Pair::of(&app).await;
        let (mut acmes, mut miras) = (pair.acme.listen(None).await, pair.mira.listen(None).await);
        let send = |n: usize| {
            let client = if n.is_multiple_of(2) { pair.acme.clone() } else { pair.mira.clone() };
            let request = client
                .request(Method::POST, &pair.path("/messages"))
                .header("idempotency-key", format!("message-{n}"))
                .json(&json!({"body": format!("Message {n}")}));
            // Each is sent twice, as after an answer that was lost.
            let again = request.try_clone().unwrap();
            async move {
                let (one, other) = tokio::join!(client.send(request), client.send(again));
                let told = [&one, &other].into_iter().filter(|answer| answer.status == 201);
                let told: BTreeSet<i64> = told.map(|answer| answer.body["position"].as_i64().unwrap()).collect();
                assert_eq!(told.len(), 1, "{} {}, {} {}", one.status, one.body, other.status, other.body);
                told.into_iter().next().unwrap()
            }
        };
        let positions = futures_util::future::join_all((0..WRITERS).map(send)).await;
        let all: BTreeSet<i64> = (1..=16).collect();
        assert_eq!(positions.into_iter().collect::<BTreeSet<_>>(), all);

        let list = pair.acme.get(&pair.path("/messages?limit=100")).await.expect(200);
        let items = list["items"].as_array().unwrap();
        let stand: Vec<i64> = items.iter().map(|message| message["position"].as_i64().unwrap()).collect();
        assert_eq!(stand, (1..=16).rev().collect::<Vec<_>>());
        // Both hear of each, in order, as it stands in the list.
        for stream in [&mut acmes, &mut miras] {
            for message in items.iter().rev() {
                let event = stream.next().await;
                assert_eq!((event.name.as_str(), &event.data["message"]), ("message", message));
            }
        }
        let mut cursor = String::new();
        let mut seen = Vec::new();
        loop {
            let page = pair.mira.get(&pair.path(&format!("/messages?limit=7{cursor}"))).await.expect(200);
            seen.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, *items);
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn each_knows_what_the_other_has_read_and_that_they_are_typing() {
    on_each(|app| async move {
        let pair = Pair::of(&app).await;
        let Pair { acme, mira, .. } = &pair;
        for body in ["One", "Two", "Three"] {
            pair.say(acme, body).await.expect(201);
        }
        let unread =
            async |client: &crate::support::Client| client.get("/conversations").await.expect(200)["unread"].clone();
        assert_eq!((unread(acme).await, unread(mira).await), (json!(0), json!(3)));
        let mut page = acme.listen(None).await;
        mira.act(&pair.path("/typing")).await.expect(204);
        let event = page.next().await;
        let typing = json!({"conversation_id": pair.id, "user_id": mira.id});
        assert_eq!((event.id, event.name.as_str(), event.data), (None, "typing", typing));

        let seen = pair.read(mira, 2).await;
        assert_eq!((&seen["unread"], &seen["read_up_to"]), (&json!(1), &json!(2)));
        let event = page.next().await;
        let read = json!({"conversation_id": pair.id, "user_id": mira.id, "up_to": 2});
        assert_eq!((event.name.as_str(), event.data), ("read", read));
        let seen = acme.get(&pair.path("")).await.expect(200);
        assert_eq!(
            (&seen["other_read_up_to"], &seen["other_read_at"]),
            (&json!(2), &json!("2026-11-21T12:00:00.000Z"))
        );
        assert_eq!(pair.read(mira, 1).await["read_up_to"], 2, "it only moves forward");
        assert_eq!(pair.read(mira, 99).await["read_up_to"], 3, "and not beyond the last");
        assert_eq!(unread(mira).await, 0);

        // Either side can report what the other wrote; to strangers it is not there.
        let last = &seen["last_message"]["id"];
        let report = json!({"subject_type": "message", "subject_id": last, "reason": "spam", "comment": ""});
        let report = async |client: &crate::support::Client| client.post("/abuse-reports", report.clone()).await;
        report(acme).await.refused(409, "own_subject");
        report(&app.influencer("eve").await).await.refused(404, "not_found");
        report(mira).await.expect(201);
        assert_eq!(mira.post(&pair.path("/read"), json!({"up_to": -1})).await.faults(), ["/up_to out_of_range"]);
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_message_is_told_at_once() {
    on_each(|app| async move {
        let pair = Pair::of(&app).await;
        let post = async |body: Value| pair.acme.post(&pair.path("/messages"), body).await;
        assert_eq!(post(json!({})).await.faults(), ["/body required"]);
        let context = json!({"type": "collaboration", "id": pair.request["id"]});
        assert_eq!(
            post(json!({"body": "x".repeat(5_001), "context": context})).await.faults(),
            ["/body too_long", "/context/id not_seen_by_both"]
        );
        assert_eq!(post(json!({"body": "a\u{0}b"})).await.faults(), ["/body control_character"]);
        assert_eq!(post(json!({"body": "x", "html": "<b>"})).await.faults(), ["/html unknown_field"]);
        let long = "ह".repeat(5_000);
        assert_eq!(post(json!({"body": long})).await.expect(201)["body"], long);
        let html = "<b>bold</b>\n<script>alert(1)</script>";
        assert_eq!(post(json!({"body": html})).await.expect(201)["body"], html, "it is text, and stays what it is");
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn conversations_are_found_by_name_and_text_in_any_script() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let campaign = acme.campaign(json!({})).await;
        let mut influencers = Vec::new();
        for (name, called, body) in [
            ("mira", "मीरा राव", "क्या हम शुक्रवार को सड़क का खाना दिखा सकते हैं?"),
            ("lin", "林小梅", "我们可以拍美食旅行吗？"),
            ("jose", "José Peña", "Über die Crème Brûlée sprechen wir am Montag 🎉"),
        ] {
            let influencer = app.influencer(name).await;
            influencer.patch("/me", json!({"display_name": called})).await.expect(200);
            acme.invite(&campaign, &influencer, 100).await;
            let hello = json!({"user_id": influencer.id, "message": body});
            acme.post("/conversations", hello).await.expect(201);
            app.app.clock.advance_ms(1_000);
            influencers.push(influencer);
        }
        for (question, found) in [
            ("सड़क", &["mira"][..]),
            ("शुक्रवार खाना", &["mira"]),
            ("मीरा", &["mira"]),
            ("美食", &["lin"]),
            ("食", &["lin"]),
            ("小梅", &["lin"]),
            ("creme brul", &["jose"]),
            ("jose", &["jose"]),
            ("pena", &["jose"]),
            ("🎉", &["jose"]),
            ("100%25 _", &[]),
            ("Kein Treffer", &[]),
            ("", &["jose", "lin", "mira"]),
        ] {
            let list = acme.get(&format!("/conversations?q={question}")).await.expect(200);
            assert_eq!(names(&list), found, "{question}");
            if question == "美食" {
                assert_eq!(list["items"][0]["found"]["position"], 1);
            }
        }
        let mira = &influencers[0];
        let list = mira.get("/conversations?q=美食").await.expect(200);
        assert_eq!(list["items"], json!([]), "what others say is not found");
        assert_eq!(acme.get(&format!("/conversations?q={}", "x".repeat(201))).await.faults(), ["?q too_long"]);
        let first = acme.get("/conversations?limit=2").await.expect(200);
        let rest = format!("/conversations?limit=2&cursor={}", first["next_cursor"].as_str().unwrap());
        let rest = acme.get(&rest).await.expect(200);
        assert_eq!((names(&first), names(&rest)), (vec!["jose", "lin"], vec!["mira"]));
        sound(app).await
    })
    .await;
}
