use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::support::things::PNG;
use crate::support::{Answer, Client, on_each};

async fn upload(client: &Client, path: &str, bytes: &[u8]) -> Answer {
    let form = Form::new().part("file", Part::bytes(bytes.to_vec()).file_name("a.png").mime_str("image/png").unwrap());
    client.send(client.request(Method::PUT, path).multipart(form)).await
}

#[tokio::test]
async fn an_image_is_set_shown_and_taken_away() {
    on_each(|app| async move {
        let acme = app.sponsor("acme").await;
        let campaign = format!("/campaigns/{}", acme.campaign(json!({})).await);
        let path = format!("{campaign}/image");
        let before = app.anonymous().get(&campaign).await.expect(200);
        let with_image = upload(&acme, &path, PNG).await.expect(200);
        let url = with_image["image_url"].as_str().unwrap();
        let file = reqwest::get(format!("{}{url}", app.url)).await.unwrap();
        assert_eq!((file.status().as_u16(), &file.headers()["content-type"]), (200, &"image/png".parse().unwrap()));
        assert_eq!(app.anonymous().get(&campaign).await.expect(200)["image_url"], url);
        let stale = acme.request(Method::DELETE, &path).header("if-match", format!("\"{}\"", before["version"]));
        acme.send(stale).await.refused(412, "stale");
        acme.delete(&path).await.expect(204);
        assert!(acme.get(&campaign).await.expect(200)["image_url"].is_null());
        app
    })
    .await;
}

#[tokio::test]
async fn what_is_no_image_or_not_ones_own_is_refused() {
    on_each(|app| async move {
        let (acme, other) = (app.sponsor("acme").await, app.sponsor("other").await);
        let campaign = format!("/campaigns/{}", acme.campaign(json!({})).await);
        let path = format!("{campaign}/image");
        for no_image in [
            &b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"[..],
            b"<!doctype html><script>alert(1)</script>",
            b"GIF89a",
        ] {
            upload(&acme, &path, no_image).await.refused(415, "unsupported_media_type");
        }
        assert_eq!(upload(&acme, &path, &PNG[..40]).await.faults(), ["/file unreadable_image"]);
        upload(&acme, &path, &vec![0; 10_485_761]).await.refused(413, "too_large");
        upload(&acme, &path, &vec![0; 12 * 1024 * 1024]).await.refused(413, "too_large");
        upload(&other, &path, PNG).await.refused(404, "not_found");
        upload(&app.influencer("mira").await, &path, PNG).await.refused(403, "wrong_role");
        upload(&app.anonymous(), &path, PNG).await.refused(401, "not_logged_in");
        other.delete(&path).await.refused(404, "not_found");
        acme.put(&path, json!({})).await.refused(415, "unsupported_media_type");
        let shown = acme.get(&campaign).await.expect(200);
        assert!(shown["image_url"].is_null());
        acme.act(&format!("{campaign}/cancel")).await.expect(200);
        upload(&acme, &path, PNG).await.refused(409, "invalid_state");
        app
    })
    .await;
}
