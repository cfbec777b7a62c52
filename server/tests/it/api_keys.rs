use reqwest::Method;
use serde_json::{Value, json};

use crate::support::things::{campaign, terms};
use crate::support::{Client, PASSWORD, on_each};

async fn key(of: &Client, changes: Value) -> (Client, Value) {
    let made = of.post("/api-keys", crate::support::with(json!({"name": "Shop", "scopes": ["read"]}), changes)).await;
    let made = made.expect(201);
    let token = made["token"].as_str().unwrap();
    assert!(token.starts_with("tk_") && token.starts_with(made["prefix"].as_str().unwrap()));
    (of.with_token(token), made)
}

#[tokio::test]
async fn a_key_can_do_what_its_scopes_name_and_never_manage_the_account() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let (reader, made) = key(&acme, json!({})).await;
        assert_eq!(reader.get("/me").await.expect(200)["username"], "acme");
        assert_eq!(reader.get("/campaigns?mine=true").await.expect(200)["items"], json!([]));
        reader.post("/campaigns", campaign()).await.refused(403, "insufficient_scope");
        let (writer, _) = key(&acme, json!({"scopes": ["write", "write"]})).await;
        writer.post("/campaigns", campaign()).await.expect(201);
        writer.get("/me").await.refused(403, "insufficient_scope");
        let deposit = json!({"amount": {"amount": 100, "currency": "EUR"}, "payment_method": "4242424242424242"});
        writer.post("/wallet/deposits", deposit.clone()).await.refused(403, "insufficient_scope");
        let (payer, _) = key(&acme, json!({"scopes": ["money"]})).await;
        payer.post("/wallet/deposits", deposit).await.expect(201);

        let (all, _) = key(&acme, json!({"scopes": ["read", "write", "money", "conversions"]})).await;
        let body = json!({"name": "Another", "scopes": ["read"]});
        all.post("/api-keys", body).await.refused(403, "not_for_keys");
        for path in ["/api-keys", "/auth/sessions", "/auth/totp", "/me/export"] {
            all.get(path).await.refused(403, "not_for_keys");
        }
        let password = json!({"current_password": PASSWORD, "new_password": "staple battery horse"});
        all.post("/auth/password", password).await.refused(403, "not_for_keys");
        let request = all.request(Method::DELETE, "/me").json(&json!({"password": PASSWORD}));
        all.send(request).await.refused(403, "not_for_keys");
        all.act("/auth/totp/enable").await.refused(403, "not_for_keys");
        // A key is no more than its owner.
        all.post(&format!("/campaigns/{}/ad-requests", acme.id), json!({"terms": terms(1)})).await.expect(404);

        let list = acme.get("/api-keys").await.expect(200);
        let listed = list["items"].as_array().unwrap();
        let first = listed.iter().find(|one| one["id"] == made["id"]).unwrap();
        assert_eq!((listed.len(), &first["scopes"]), (4, &json!(["read"])));
        assert!(first["last_used_at"].is_string() && listed.iter().all(|one| one.get("token").is_none()));
        acme.delete(&format!("/api-keys/{}", made["id"].as_str().unwrap())).await.expect(204);
        reader.get("/me").await.refused(401, "invalid_token");
        app
    })
    .await;
}

#[tokio::test]
async fn a_key_ends_with_its_day_and_with_its_owner() {
    on_each(|app| async move {
        let (admin, mira) = (app.admin().await, app.influencer("mira").await);
        let faults =
            mira.post("/api-keys", json!({"name": " ", "scopes": [], "expires_at": "2026-11-21T12:00:00Z"})).await;
        assert_eq!(faults.faults(), ["/expires_at in_the_past", "/name required", "/scopes required"]);
        let (short, _) = key(&mira, json!({"expires_at": "2026-11-22T12:00:00Z"})).await;
        let (long, _) = key(&mira, json!({})).await;
        short.get("/me").await.expect(200);
        app.wait_days(1);
        short.get("/me").await.refused(401, "invalid_token");
        long.get("/me").await.expect(200);
        let suspend = format!("/admin/users/{}/suspend", mira.id);
        let admin = app.log_in(&admin.name).await;
        admin.post(&suspend, json!({"reason": "A test."})).await.expect(200);
        long.get("/me").await.refused(401, "invalid_token");
        mira.with_token("tk_nobodys").get("/me").await.refused(401, "invalid_token");
        app
    })
    .await;
}
