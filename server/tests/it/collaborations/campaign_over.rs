use serde_json::json;

use super::{CAPTION, CARD, Pair, expire, shares, sound};
use crate::support::on_each;
use crate::support::things::terms;

#[tokio::test]
async fn a_cancelled_campaign_cancels_its_collaborations_one_by_one_by_the_same_rule() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        acme.pay_in(3_000, CARD).await.expect(201);
        let campaign = acme.campaign(json!({})).await;
        let mut pairs = Vec::new();
        for name in ["unfunded", "fresh", "changes", "submitted"] {
            let mira = app.influencer(name).await;
            mira.patch("/me", json!({"locale": if name == "fresh" { "de" } else { "en" }})).await.expect(200);
            let pair = Pair::of(acme.clone(), mira, campaign.clone(), terms(1_000)).await;
            if name != "unfunded" {
                pair.fund().await;
            }
            if matches!(name, "changes" | "submitted") {
                pair.submit(0, CAPTION).await;
            }
            if name == "changes" {
                pair.ask_for_changes(0).await;
            }
            pairs.push(pair);
        }
        let cancelled = acme.act(&format!("/campaigns/{campaign}/cancel")).await.expect(200);
        assert_eq!((&cancelled["status"], &cancelled["committed"]["amount"]), (&json!("cancelled"), &json!(3_000)));
        assert_eq!(acme.get(&format!("/campaigns/{campaign}")).await.expect(200), cancelled);
        let mut seen = Vec::new();
        for pair in &pairs {
            let work = pair.see().await;
            seen.push((
                work["status"].as_str().unwrap().to_owned(),
                work["cancellation"]["by"].as_str().map(str::to_owned),
            ));
        }
        let state = |status: &str, by: Option<&str>| (status.to_owned(), by.map(str::to_owned));
        let asked = state("active", Some("sponsor"));
        // What waits for the sponsor's answer goes on.
        assert_eq!(seen, [state("cancelled", None), asked.clone(), asked, state("active", None)]);
        app.run_jobs().await;
        let in_words = [("fresh", "abgebrochen"), ("changes", "has cancelled"), ("unfunded", "has cancelled")];
        for (name, words) in in_words {
            let to = format!("{name}@example.com");
            assert!(app.mails().iter().any(|mail| mail.contains(&to) && mail.contains(words)), "{name}");
        }
        let asked = pairs[1].see().await;
        assert_eq!(asked["cancellation"]["reason"], json!(null));
        assert_eq!(asked["events"][2]["what"], "campaign_cancelled");
        app.wait_days(3);
        let mut ended = Vec::new();
        for pair in &pairs {
            let work = expire(&app, pair).await.see().await;
            ended.push((work["status"].as_str().unwrap().to_owned(), shares(&work)));
        }
        let state = |status: &str, shares| (status.to_owned(), shares);
        let silent = [
            state("cancelled", (0, 1_000)),
            state("cancelled", (0, 1_000)),
            state("cancelled", (250, 750)),
            state("active", (0, 0)),
        ];
        assert_eq!(ended, silent);
        sound(app).await
    })
    .await;
}
