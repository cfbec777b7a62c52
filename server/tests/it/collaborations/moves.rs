//! Every move in every state by either side: what is offered is allowed, what is not is refused as it is declared.

use serde_json::{Value, json};

use super::{CAPTION, CARD, Pair, sound};
use crate::support::on_each;

/// A move: its name among the actions, where it is, what it needs, and whose it is when it is one side's only.
const MOVES: [(&str, &str, Option<&str>); 10] = [
    ("fund", "/fund", Some("sponsor")),
    ("cancel", "/cancel", None),
    ("accept_cancellation", "/cancel/accept", None),
    ("decline_cancellation", "/cancel/decline", None),
    ("dispute", "/dispute", None),
    ("submit", "/deliverables/{did}/submit", Some("influencer")),
    ("request_changes", "/deliverables/{did}/request-changes", Some("sponsor")),
    ("approve", "/deliverables/{did}/approve", Some("sponsor")),
    ("publish", "/deliverables/{did}/publish", Some("influencer")),
    ("cancel", "/deliverables/{did}/cancel", Some("sponsor")),
];

const STATES: [&str; 9] =
    ["agreed", "funded", "submitted", "changes", "approved", "completed", "cancelling", "disputed", "cancelled"];

/// A collaboration in that state, with one revision.
async fn in_state(pair: &Pair, state: &str) -> Pair {
    let pair = pair.another(1_000, json!({"revisions_allowed": 1})).await;
    let steps: &[&str] = match state {
        "agreed" => &[],
        "funded" => &["fund"],
        "submitted" => &["fund", "submit"],
        "changes" => &["fund", "submit", "changes"],
        "approved" => &["fund", "submit", "approve"],
        "completed" => &["fund", "submit", "approve", "publish"],
        "cancelling" => &["fund", "cancel"],
        "disputed" => &["fund", "dispute"],
        _ => &["cancel"],
    };
    for step in steps {
        // What is done to the first is done to the second where it has to end.
        let ends = state == "completed" && *step != "fund";
        for at in 0..=usize::from(ends) {
            match *step {
                "fund" => pair.fund().await,
                "submit" => drop(pair.submit(at, CAPTION).await),
                "changes" => drop(pair.ask_for_changes(at).await),
                "approve" => drop(pair.approve(at).await),
                "publish" => drop(pair.publish(at).await.expect(200)),
                "cancel" => drop(pair.cancel("sponsor").await.expect(200)),
                _ => drop(pair.dispute("influencer").await.expect(200)),
            }
        }
    }
    pair
}

fn body(path: &str) -> Value {
    match path.rsplit('/').next() {
        Some("cancel") if !path.contains("deliverables") => json!({"reason": "Why not."}),
        Some("dispute") => json!({"reason": "Why not."}),
        Some("submit") => json!({"caption": CAPTION}),
        Some("request-changes") => json!({"note": "Brighter."}),
        Some("publish") => json!({"url": "https://instagram.example/p/1"}),
        _ => json!({}),
    }
}

/// The codes of conflicts that the description declares for that move.
fn declared(path: &str) -> String {
    let api = tandem::openapi::json();
    let operation = &api["paths"][format!("/collaborations/{{id}}{path}")]["post"];
    operation["responses"]["409"]["description"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_offered_is_allowed_and_what_is_not_is_refused_as_declared() {
    on_each(|app| async move {
        let pair = Pair::agreed(&app, 1_000).await;
        pair.acme.pay_in(1_000_000, CARD).await.expect(201);
        for state in STATES {
            let mut work = in_state(&pair, state).await;
            for (name, path, of) in MOVES {
                for side in ["sponsor", "influencer"] {
                    let (client, at) = (work.client(side), work.path(&path.replace("{did}", &work.parts[0])));
                    let seen = client.get(&work.path("")).await.expect(200);
                    let actions =
                        if path.contains("{did}") { &seen["deliverables"][0]["actions"] } else { &seen["actions"] };
                    let offered = actions.as_array().unwrap().contains(&json!(name));
                    let answer = client.post(&at, body(path)).await;
                    let told = format!("{state} {path} {side} {}", answer.body);
                    if offered {
                        assert_eq!(answer.status, 200, "{told}");
                        work = in_state(&pair, state).await;
                        continue;
                    }
                    let code = answer.body["code"].as_str().unwrap().to_owned();
                    if of.is_some_and(|of| of != side) {
                        assert_eq!((answer.status, code.as_str()), (403, "wrong_role"), "{told}");
                    } else {
                        assert_eq!(answer.status, 409, "{told}");
                        assert!(declared(path).contains(&format!("`{code}`")), "{told}");
                    }
                    assert_eq!(client.get(&work.path("")).await.expect(200), seen, "{told}");
                }
            }
        }
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn revisions_are_as_many_as_agreed() {
    on_each(|app| async move {
        let pair = Pair::agreed(&app, 1_000).await;
        pair.acme.pay_in(2_000, CARD).await.expect(201);
        for allowed in [0, 2] {
            let pair = pair.another(1_000, json!({"revisions_allowed": allowed})).await;
            pair.fund().await;
            for _ in 0..allowed {
                pair.submit(0, CAPTION).await;
                pair.ask_for_changes(0).await;
            }
            let last = pair.submit(0, CAPTION).await;
            assert_eq!(last["deliverables"][0]["waiting"]["what"], "last_review");
            let again = pair.acme.post(&pair.part(0, "/request-changes"), json!({"note": "Once more."})).await;
            again.refused(409, "revisions_used_up");
            pair.approve(0).await;
        }
        sound(app).await
    })
    .await;
}
