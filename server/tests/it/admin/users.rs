use serde_json::{Value, json};

use crate::support::on_each;

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|user| user["username"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn are_found_by_part_of_a_name_or_address_and_by_state() {
    on_each(|app| async move {
        let admin = app.admin().await;
        app.app.clock.advance_ms(1);
        let mira = app.influencer("mira").await;
        mira.patch("/me", json!({"display_name": "Ünal 100%_\\"})).await.expect(200);
        app.app.clock.advance_ms(1);
        app.influencer("jon").await;
        app.app.clock.advance_ms(1);
        app.pending_sponsor("acme").await;
        let list = async |query: &str| admin.get(&format!("/admin/users?{query}")).await.expect(200);

        assert_eq!(names(&list("").await), ["acme", "jon", "mira", "admin"]);
        assert_eq!(names(&list("role=sponsor&status=pending_approval").await), ["acme"]);
        assert_eq!(names(&list("q=JON%40").await), ["jon"]);
        assert_eq!(names(&list("q=IR").await), ["mira"]);
        assert_eq!(names(&list("q=nal").await), ["mira"]);
        assert_eq!(names(&list("q=%C3%9Cnal").await), ["mira"]);
        // What has a meaning in patterns is looked for as it stands.
        for (text, found) in [("100%25", 1), ("0%25_%5C", 1), ("m%25a", 0), ("m_ra", 0)] {
            assert_eq!(names(&list(&format!("q={text}")).await).len(), found, "{text}");
        }
        admin.post(&format!("/admin/users/{}/flag", mira.id), json!({"reason": "Spam."})).await.expect(200);
        assert_eq!(names(&list("flagged=true").await), ["mira"]);
        assert_eq!(names(&list("flagged=false&role=influencer").await), ["jon"]);

        let first = list("limit=3&count=true").await;
        assert_eq!((names(&first), &first["total"]), (vec!["acme", "jon", "mira"], &json!(4)));
        app.app.clock.advance_ms(1);
        app.influencer("late").await;
        let second = list(&format!("limit=3&cursor={}", first["next_cursor"].as_str().unwrap())).await;
        assert_eq!((names(&second), &second["next_cursor"]), (vec!["admin"], &Value::Null));
        assert_eq!(admin.get("/admin/users?status=asleep&role=x").await.faults().len(), 1);
        assert_eq!(admin.get("/admin/users?q=%00mira").await.faults(), ["?q control_character"]);
        assert_eq!(admin.get("/admin/users?cursor=x").await.faults(), ["?cursor invalid_cursor"]);
        app
    })
    .await;
}

#[tokio::test]
async fn one_carries_the_moves_that_an_admin_has() {
    on_each(|app| async move {
        let admin = app.admin().await;
        let acme = app.pending_sponsor("acme").await;
        let answer = admin.get(&format!("/admin/users/{}", acme.id)).await;
        assert!(!answer.header("etag").is_empty());
        let user = answer.expect(200);
        assert_eq!(user["actions"], json!(["approve", "reject", "flag", "suspend"]));
        assert_eq!((&user["email"], &user["campaigns"]), (&json!("acme@example.com"), &json!(0)));
        assert_eq!(admin.get(&format!("/admin/users/{}", admin.id)).await.expect(200)["actions"], json!([]));
        admin.get("/admin/users/0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a").await.refused(404, "not_found");
        admin.get("/admin/users/nobody").await.refused(404, "not_found");
        acme.get(&format!("/admin/users/{}", acme.id)).await.refused(403, "wrong_role");
        app
    })
    .await;
}
