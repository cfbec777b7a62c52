use reqwest::Method;
use serde_json::{Value, json};

use super::{CAPTION, Pair, sound};
use crate::support::things::PNG;
use crate::support::{Client, TestApp, on_each};

const PDF: &[u8] = b"%PDF-1.7\nA storyboard.\n%%EOF\n";

fn at(file: &Value, behind: &str) -> String {
    format!("/attachments/{}{behind}", file["id"].as_str().unwrap())
}

/// The files that are kept.
fn kept(app: &TestApp) -> usize {
    let folder = app.app.config.data_dir.join("files/attachments");
    std::fs::read_dir(folder).map_or(0, std::iter::Iterator::count)
}

async fn hand_in(pair: &Pair, part: usize, files: &[&Value]) -> crate::support::Answer {
    let ids: Vec<&Value> = files.iter().map(|file| &file["id"]).collect();
    pair.mira.post(&pair.part(part, "/submit"), json!({"caption": CAPTION, "attachments": ids})).await
}

async fn address(client: &Client, file: &Value) -> String {
    let ticket = client.act(&at(file, "/ticket")).await.expect(200);
    ticket["url"].as_str().unwrap().strip_prefix("/api/v1").unwrap().to_owned()
}

#[tokio::test]
async fn files_go_with_what_is_handed_in_and_both_sides_have_them() {
    on_each(|app| async move {
        let pair = Pair::funded(&app, 1_000).await;
        let still = pair.mira.upload("../Beach at dawn.PNG", PNG).await.expect(201);
        assert_eq!(
            (&still["name"], &still["media_type"]),
            (&json!("Beach at dawn.png"), &json!("image/png")),
            "named by its content"
        );
        let board = pair.mira.upload("पटकथा.pdf", PDF).await.expect(201);
        assert_eq!((&board["media_type"], &board["size"]), (&json!("application/pdf"), &json!(PDF.len())));

        // Until it is handed in it is nobody else's.
        let strangers = [app.sponsor("ned").await, app.influencer("eve").await, app.admin().await];
        let [ned, eve, admin] = &strangers;
        for other in strangers.iter().chain([&pair.acme]) {
            other.get(&at(&still, "")).await.refused(404, "not_found");
            other.act(&at(&still, "/ticket")).await.refused(404, "not_found");
            other.delete(&at(&still, "")).await.refused(404, "not_found");
        }
        let others = eve.upload("theirs.png", PNG).await.expect(201);
        for (files, fault) in [
            (vec![&still, &others], "/attachments/1 no_such_attachment"),
            (vec![&still, &still], "/attachments/1 no_such_attachment"),
            (vec![&still; 11], "/attachments too_many"),
        ] {
            assert_eq!(hand_in(&pair, 0, &files).await.faults(), [fault]);
        }

        let handed = hand_in(&pair, 0, &[&board, &still]).await.expect(200);
        assert_eq!(handed["deliverables"][0]["submissions"][0]["attachments"], json!([board, still]));
        let seen = pair.see().await;
        assert_eq!(seen["deliverables"][0]["submissions"][0]["attachments"], json!([board, still]));
        assert_eq!(hand_in(&pair, 1, &[&still]).await.faults(), ["/attachments/0 no_such_attachment"]);
        pair.mira.delete(&at(&still, "")).await.refused(409, "attached");
        pair.acme.delete(&at(&still, "")).await.refused(404, "not_found");

        for client in [&pair.acme, &pair.mira] {
            let file = client.request(Method::GET, &at(&board, "")).send().await.unwrap();
            let header = |name: &str| file.headers()[name].to_str().unwrap().to_owned();
            assert_eq!((file.status().as_u16(), header("content-type")), (200, "application/pdf".into()));
            let name = "attachment; filename=\"_____.pdf\"; filename*=UTF-8''%E0%A4%AA%E0%A4%9F%E0%A4%95%E0%A4%A5%E0%A4%BE.pdf";
            assert_eq!(header("content-disposition"), name);
            assert_eq!(header("x-content-type-options"), "nosniff");
            assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
            assert_eq!(header("cache-control"), "private, no-store");
            assert_eq!(file.bytes().await.unwrap(), PDF);
        }

        // An admin has no business with it, until there is something to decide.
        for other in [ned, eve, admin] {
            other.get(&at(&still, "")).await.refused(404, "not_found");
        }
        pair.dispute("sponsor").await.expect(200);
        let evidence = admin.get(&format!("/admin/disputes/{}", pair.id)).await.expect(200);
        assert_eq!(evidence["deliverables"][0]["submissions"][0]["attachments"], json!([board, still]));
        assert_eq!(admin.request(Method::GET, &at(&still, "")).send().await.unwrap().status(), 200);
        admin.get(&at(&others, "")).await.refused(404, "not_found");
        eve.delete(&at(&others, "")).await.expect(204);
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn an_address_is_good_once_and_what_nothing_takes_is_gone_after_a_day() {
    on_each(|app| async move {
        let pair = Pair::funded(&app, 1_000).await;
        let (taken, left) =
            (pair.mira.upload("taken.png", PNG).await.expect(201), pair.mira.upload("left.png", PNG).await.expect(201));
        hand_in(&pair, 0, &[&taken]).await.expect(200);
        let anyone = app.anonymous();
        anyone.get(&at(&taken, "")).await.refused(401, "not_logged_in");
        let url = address(&pair.acme, &taken).await;
        let secret = url.split_once("?ticket=").unwrap().1;
        anyone.get(&format!("{}?ticket={secret}", at(&left, ""))).await.refused(401, "invalid_ticket");
        assert_eq!(anyone.request(Method::GET, &url).send().await.unwrap().status(), 200);
        anyone.get(&url).await.refused(401, "invalid_ticket");
        let late = address(&pair.acme, &taken).await;
        app.app.clock.advance_ms(60_000);
        anyone.get(&late).await.refused(401, "invalid_ticket");

        // A repeated upload is one, however the form around it is written.
        let keyed = || pair.mira.uploading("again.png", PNG).header("idempotency-key", "once");
        let first = pair.mira.send(keyed()).await.expect(201);
        assert_eq!(pair.mira.send(keyed()).await.expect(201)["id"], first["id"]);
        let other = pair.mira.uploading("other.png", PNG).header("idempotency-key", "once");
        pair.mira.send(other).await.refused(422, "invalid");
        // Taken back at once.
        pair.mira.delete(&at(&first, "")).await.expect(204);
        pair.mira.get(&at(&first, "")).await.refused(404, "not_found");

        let sweep = async || app.app.jobs.run_schedule("remove-unattached", &app.app).await.unwrap().unwrap();
        app.app.clock.advance_ms(24 * 60 * 60 * 1000 - 60_001);
        assert_eq!(sweep().await.dead(), 0);
        let pair = pair.back(&app).await;
        assert_eq!(pair.mira.request(Method::GET, &at(&left, "")).send().await.unwrap().status(), 200);
        app.app.clock.advance_ms(60_001);
        for _ in 0..2 {
            assert_eq!(sweep().await.dead(), 0);
            pair.mira.get(&at(&left, "")).await.refused(404, "not_found");
            assert_eq!(hand_in(&pair, 1, &[&left]).await.faults(), ["/attachments/0 no_such_attachment"]);
            assert_eq!(kept(&app), 1, "what was handed in stays");
        }
        assert_eq!(pair.acme.request(Method::GET, &at(&taken, "")).send().await.unwrap().status(), 200);
        sound(app).await
    })
    .await;
}

#[tokio::test]
async fn what_is_no_picture_or_pdf_is_refused() {
    on_each(|app| async move {
        let mira = app.influencer("mira").await;
        for content in
            [&b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"[..], b"<!doctype html>", b"PK\x03\x04"]
        {
            mira.upload("still.png", content).await.refused(415, "unsupported_media_type");
        }
        assert_eq!(mira.upload("still.png", &PNG[..40]).await.faults(), ["/file unreadable_image"]);
        assert_eq!(mira.upload("board.pdf", b"%PDF-1.7\ncut off").await.faults(), ["/file unreadable_pdf"]);
        mira.upload("board.pdf", &[PDF, &vec![b' '; 10_485_761]].concat()).await.refused(413, "too_large");
        assert_eq!(kept(&app), 0);
        for _ in 0..50 {
            mira.upload("board.pdf", PDF).await.expect(201);
        }
        mira.upload("board.pdf", PDF).await.refused(409, "too_many_unattached");
        app.pending_sponsor("acme").await.upload("a.png", PNG).await.refused(403, "pending_approval");
        app.anonymous().upload("a.png", PNG).await.refused(401, "not_logged_in");
        app
    })
    .await;
}
