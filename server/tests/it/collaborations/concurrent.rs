use std::collections::BTreeMap;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::{CAPTION, CARD, Pair, shares, sound};
use crate::support::{Answer, Client, on_each};

/// How many try at once.
const AT_ONCE: usize = 8;

/// The same request many times at once, each under the key of its number.
async fn rush(client: &Client, path: &str, body: &Value, key: impl Fn(usize) -> Option<String>) -> Vec<Answer> {
    let requests = (0..AT_ONCE).map(|n| {
        let request = client.request(Method::POST, path).json(body);
        let request = match key(n) {
            Some(key) => request.header("idempotency-key", key),
            None => request,
        };
        client.send(request)
    });
    join_all(requests).await
}

/// How many answers there are of each status.
fn tally(answers: &[Answer]) -> BTreeMap<u16, usize> {
    let mut all = BTreeMap::new();
    for answer in answers {
        *all.entry(answer.status).or_default() += 1;
    }
    all
}

/// The key of the n-th click, if it has one.
type KeyOf = fn(usize) -> Option<String>;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_clicks_one_moves_the_money() {
    on_each(|app| async move {
        let first = Pair::agreed(&app, 500).await;
        first.acme.pay_in(10_000, CARD).await.expect(201);
        let keys: [(&str, KeyOf); 3] =
            [("none", |_| None), ("same", |_| Some("tab".into())), ("own", |n| Some(format!("tab-{n}")))];
        for (round, (name, key)) in keys.into_iter().enumerate() {
            let pair = first.another(500, json!({})).await;
            let key = |n| key(n).map(|key| format!("{key}-{round}"));
            let (before, nothing) = (pair.money().await, json!({}));
            let answers = rush(&pair.acme, &pair.path("/fund"), &nothing, key).await;
            let won = tally(&answers).get(&200).copied().unwrap_or(0);
            assert!(won > 0, "{name}: {answers:?}");
            if name == "same" {
                // Who comes while the first is under way is told so; all others get its answer.
                let bodies: Vec<_> =
                    answers.iter().filter(|answer| answer.status == 200).map(|answer| &answer.body).collect();
                assert!(bodies.iter().all(|body| *body == bodies[0]));
                let again = pair.acme.request(Method::POST, &pair.path("/fund")).json(&nothing);
                let again = pair.acme.send(again.header("idempotency-key", format!("tab-{round}"))).await;
                assert_eq!(&again.expect(200), bodies[0]);
            } else {
                assert_eq!(won, 1, "{name}");
            }
            for lost in answers.into_iter().filter(|answer| answer.status != 200) {
                assert_eq!(lost.status, 409, "{}", lost.body);
            }
            assert_eq!(pair.money().await, (before.0 - 500, before.1 + 500, before.2), "{name}");
            // The whole way: every move is made once.
            let submit = rush(&pair.mira, &pair.part(0, "/submit"), &json!({"caption": CAPTION}), |_| None).await;
            assert_eq!(tally(&submit)[&200], 1);
            let approve = rush(&pair.acme, &pair.part(0, "/approve"), &nothing, |_| None).await;
            assert_eq!(tally(&approve)[&200], 1);
            let url = json!({"url": "https://instagram.example/p/1"});
            let publish = rush(&pair.mira, &pair.part(0, "/publish"), &url, |_| None).await;
            assert_eq!(tally(&publish)[&200], 1);
            let work = pair.see().await;
            assert_eq!(
                (shares(&work), work["deliverables"][0]["submissions"].as_array().unwrap().len()),
                ((250, 0), 1)
            );
            pair.cancel("influencer").await.expect(200);
            pair.acme.act(&pair.path("/cancel/accept")).await.expect(200);
            let earned = pair.mira.euros().await.0;
            assert_eq!(earned, 250 * i64::try_from(round + 1).unwrap());
            // Cleared, so that each round begins alike.
            assert_eq!(pair.acme.euros().await.1, 0);
            if round < 2 {
                continue;
            }
            assert_eq!(pair.acme.euros().await.0, 10_000 - 750);
        }
        sound(app).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_collaborations_at_once_never_overdraw_one_balance() {
    on_each(|app| async move {
        let first = Pair::agreed(&app, 1_000).await;
        let mut pairs = vec![first.clone()];
        for _ in 1..64 {
            pairs.push(first.another(1_000, json!({})).await);
        }
        first.acme.pay_in(20_500, CARD).await.expect(201);
        let answers = join_all(pairs.iter().map(|pair| async { pair.acme.act(&pair.path("/fund")).await })).await;
        assert_eq!(tally(&answers)[&200], 20);
        for lost in answers.into_iter().filter(|answer| answer.status != 200) {
            lost.refused(409, "insufficient_balance");
        }
        assert_eq!(first.money().await, (500, 20_000, 0));
        sound(app).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_answers_to_one_question_one_counts() {
    on_each(|app| async move {
        let first = Pair::agreed(&app, 1_000).await;
        first.acme.pay_in(4_000, CARD).await.expect(201);
        let nothing = json!({});
        for _ in 0..2 {
            let pair = first.another(1_000, json!({})).await;
            pair.fund().await;
            pair.cancel("sponsor").await.expect(200);
            let (accept, decline) = (pair.path("/cancel/accept"), pair.path("/cancel/decline"));
            let (accepts, declines) = tokio::join!(
                rush(&pair.mira, &accept, &nothing, |_| None),
                rush(&pair.mira, &decline, &nothing, |_| None),
            );
            let all: Vec<Answer> = accepts.into_iter().chain(declines).collect();
            assert_eq!(tally(&all), BTreeMap::from([(200, 1), (409, 2 * AT_ONCE - 1)]));
        }
        for _ in 0..2 {
            // The influencer hands in while the sponsor calls it off: one comes first, and the other is refused by it.
            let pair = first.another(1_000, json!({})).await;
            pair.fund().await;
            let (why, caption) = (json!({"reason": "Why not."}), json!({"caption": CAPTION}));
            let (cancel, submit) = (pair.path("/cancel"), pair.part(0, "/submit"));
            let (cancels, submits) =
                tokio::join!(rush(&pair.acme, &cancel, &why, |_| None), rush(&pair.mira, &submit, &caption, |_| None),);
            let all: Vec<Answer> = cancels.into_iter().chain(submits).collect();
            assert_eq!(tally(&all), BTreeMap::from([(200, 1), (409, 2 * AT_ONCE - 1)]));
        }
        sound(app).await
    })
    .await;
}
