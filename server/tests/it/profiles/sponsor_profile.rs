use serde_json::{Value, json};

use crate::support::{on_each, with};

fn profile() -> Value {
    let money = |amount| json!({"amount": amount, "currency": "EUR"});
    json!({"kind": "individual", "industry": " Tea ", "website": "https://example.com", "description": "Teas.\r\nGood ones.", "country": "de",
        "yearly_budget": {"min": money(1), "max": money(2)}})
}

#[tokio::test]
async fn a_waiting_sponsor_can_complete_the_profile() {
    on_each(|app| async move {
        let acme = app.pending_sponsor("acme").await;
        let set = acme.put("/me/sponsor-profile", profile()).await.expect(200);
        assert_eq!(
            (&set["industry"], &set["description"], &set["country"]),
            (&json!("Tea"), &json!("Teas.\nGood ones."), &json!("DE"))
        );
        assert_eq!(set["yearly_budget"], profile()["yearly_budget"]);
        assert_eq!(acme.get("/me/sponsor-profile").await.expect(200), set);
        let stale =
            acme.request(reqwest::Method::PUT, "/me/sponsor-profile").header("if-match", "\"1-0\"").json(&profile());
        acme.send(stale).await.refused(412, "stale");
        app
    })
    .await;
}

#[tokio::test]
async fn wrong_values_and_roles_are_refused() {
    on_each(|app| async move {
        let acme = app.pending_sponsor("acme").await;
        let range = json!({"min": {"amount": 5, "currency": "EUR"}, "max": {"amount": 4, "currency": "USD"}});
        let bad = with(
            profile(),
            json!({"website": "ftp://x", "country": "Atlantis", "industry": "x".repeat(101), "yearly_budget": range}),
        );
        assert_eq!(
            acme.put("/me/sponsor-profile", bad).await.faults(),
            [
                "/country unknown_country",
                "/industry too_long",
                "/website invalid_url",
                "/yearly_budget/max/amount below_min",
                "/yearly_budget/max/currency other_currency"
            ]
        );
        let mira = app.influencer("mira").await;
        mira.put("/me/sponsor-profile", profile()).await.refused(403, "wrong_role");
        app.anonymous().get("/me/sponsor-profile").await.refused(401, "not_logged_in");
        app
    })
    .await;
}
