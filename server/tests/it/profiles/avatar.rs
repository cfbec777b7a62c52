use reqwest::Method;
use reqwest::multipart::{Form, Part};

use crate::support::things::PNG;
use crate::support::{Answer, Client, on_each};

async fn upload(client: &Client, path: &str, name: &'static str, bytes: &[u8]) -> Answer {
    let form = Form::new().part(name, Part::bytes(bytes.to_vec()).file_name("a.png"));
    client.send(client.request(Method::PUT, path).multipart(form)).await
}

#[tokio::test]
async fn a_picture_is_made_anew_and_shown() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        let shown = upload(&mira, "/me/avatar", "file", PNG).await.expect(200);
        let url = shown["avatar_url"].as_str().unwrap();
        let file = reqwest::get(format!("{}{url}", app.url)).await.unwrap();
        assert_eq!((file.status().as_u16(), &file.headers()["content-type"]), (200, &"image/png".parse().unwrap()));
        mira.delete("/me/avatar").await.expect(204);
        assert!(mira.get("/me/influencer-profile").await.expect(200)["avatar_url"].is_null());

        let acme = app.pending_sponsor("acme").await;
        assert!(upload(&acme, "/me/logo", "file", PNG).await.expect(200)["logo_url"].is_string());
        acme.delete("/me/logo").await.expect(204);
        assert!(acme.get("/me/sponsor-profile").await.expect(200)["logo_url"].is_null());
        app
    })
    .await;
}

#[tokio::test]
async fn what_is_no_picture_is_refused() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        upload(&mira, "/me/avatar", "file", b"<svg onload=alert(1)>").await.refused(415, "unsupported_media_type");
        upload(&mira, "/me/avatar", "file", &PNG[..40]).await.refused(422, "invalid");
        upload(&mira, "/me/avatar", "file", &vec![0; 10_485_761]).await.refused(413, "too_large");
        upload(&mira, "/me/avatar", "file", &vec![0; 11 * 1024 * 1024]).await.refused(413, "too_large");
        assert_eq!(upload(&mira, "/me/avatar", "picture", PNG).await.faults(), ["/file one_file"]);
        assert_eq!(upload(&mira, "/me/avatar", "file", b"").await.faults(), ["/file required"]);
        let request = mira.request(Method::PUT, "/me/avatar").json(&serde_json::json!({}));
        mira.send(request).await.refused(415, "unsupported_media_type");
        upload(&mira, "/me/logo", "file", PNG).await.refused(403, "wrong_role");
        upload(&app.anonymous(), "/me/avatar", "file", PNG).await.refused(401, "not_logged_in");
        assert_eq!(mira.get("/me/influencer-profile").await.expect(200)["version"], 1);
        app
    })
    .await;
}
