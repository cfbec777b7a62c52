use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::things::path;
use crate::support::{TestApp, on_each};

/// How many accept at once.
const AT_ONCE: usize = 64;
/// What each of them would take.
const PAYMENT: i64 = 1_000;

/// Applications of that many influencers to one campaign, with a budget for `room` of them.
async fn applications(app: &TestApp, room: i64) -> (crate::support::Client, String, Vec<Value>) {
    let acme = app.sponsor("acme").await;
    let campaign = acme.campaign(json!({"budget": {"amount": room * PAYMENT, "currency": "EUR"}})).await;
    let people = join_all((0..AT_ONCE).map(|n| async move { app.influencer(&format!("person{n}")).await })).await;
    let requests = join_all(people.iter().map(|person| person.apply(&campaign, PAYMENT))).await;
    (acme, campaign, requests)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_budget_is_never_overspent_by_many_acceptances_and_edits_at_once() {
    on_each(|app| async move {
        let room = 20;
        let (acme, campaign, requests) = applications(&app, room).await;
        let accepts = requests.iter().map(|request| {
            let (acme, path) = (acme.clone(), path(request, "/accept"));
            async move { acme.post(&path, json!({"revision": 1})).await }
        });
        // Meanwhile the budget goes down and up again, never above what it began with.
        let edits = (0..16_i64).map(|n| {
            let (acme, path) = (acme.clone(), format!("/campaigns/{campaign}"));
            let amount = (room - n % 8) * PAYMENT;
            async move { acme.patch(&path, json!({"budget": {"amount": amount, "currency": "EUR"}})).await }
        });
        let (accepted, edited) = tokio::join!(join_all(accepts), join_all(edits));

        let mut won: i64 = 0;
        for answer in accepted {
            match answer.status {
                200 => won += 1,
                _ => drop(answer.refused(409, "budget_exceeded")),
            }
        }
        for answer in edited {
            if answer.status != 200 {
                answer.refused(409, "budget_below_committed");
            }
        }
        let own = acme.get(&format!("/campaigns/{campaign}")).await.expect(200);
        let (committed, budget) =
            (own["committed"]["amount"].as_i64().unwrap(), own["budget"]["amount"].as_i64().unwrap());
        assert_eq!(committed, won * PAYMENT);
        assert!(committed <= budget, "{committed} of {budget}");
        let opened = acme.get("/collaborations?limit=100").await.expect(200);
        assert_eq!(i64::try_from(opened["items"].as_array().unwrap().len()).unwrap(), won);
        app
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_whole_budget_is_taken_and_no_more() {
    on_each(|app| async move {
        let (acme, campaign, requests) = applications(&app, 24).await;
        let answers = join_all(requests.iter().map(|request| {
            let (acme, path) = (acme.clone(), path(request, "/accept"));
            async move { acme.post(&path, json!({"revision": 1})).await.status }
        }))
        .await;
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 24);
        let own = acme.get(&format!("/campaigns/{campaign}")).await.expect(200);
        assert_eq!(own["available"]["amount"], 0);
        app
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_answers_at_once_one_wins() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({})).await;
        let request = acme.invite(&campaign, &mira, PAYMENT).await;
        let (accepts, withdraws) = tokio::join!(
            join_all((0..8).map(|_| mira.post(path(&request, "/accept").leak(), json!({"revision": 1})))),
            join_all((0..8).map(|_| acme.act(path(&request, "/withdraw").leak()))),
        );
        let won = accepts.iter().chain(&withdraws).filter(|answer| answer.status == 200).count();
        assert_eq!(won, 1);
        for lost in accepts.into_iter().chain(withdraws).filter(|answer| answer.status != 200) {
            lost.refused(409, "no_longer_open");
        }
        app
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_beginnings_at_once_one_is_open() {
    on_each(|app| async move {
        let (acme, mira) = (app.sponsor("acme").await, app.influencer("mira").await);
        let campaign = acme.campaign(json!({})).await;
        let body = json!({"terms": crate::support::things::terms(1), "message": ""});
        let answers =
            join_all((0..12).map(|_| mira.post(format!("/campaigns/{campaign}/ad-requests").leak(), body.clone())))
                .await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        for lost in answers.into_iter().filter(|answer| answer.status != 201) {
            lost.refused(409, "already_open");
        }
        app
    })
    .await;
}
