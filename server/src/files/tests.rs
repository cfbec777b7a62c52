use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::routing::get;
use http_body_util::BodyExt;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::Cursor;
use tower::ServiceExt;

use super::*;

const MAX: usize = 10 * 1024 * 1024;

fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut to = Cursor::new(Vec::new());
    image.write_to(&mut to, format).unwrap();
    to.into_inner()
}

/// Noise, which JPEG packs better than PNG, as it does photographs.
fn photo(width: u32, height: u32) -> DynamicImage {
    let byte = |n: u32| (n.wrapping_mul(2_654_435_761) >> 24) as u8;
    let pixel = |x, y| Rgb([byte(x * 7 + y * 131), byte(x ^ (y * 31)), byte(x * y)]);
    RgbImage::from_fn(width, height, pixel).into()
}

fn see_through() -> DynamicImage {
    RgbaImage::from_pixel(40, 20, Rgba([1, 2, 3, 100])).into()
}

fn store() -> (Files, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = StorageUrl::Folder(folder.path().join("files"));
    (Files::open(&url).unwrap(), folder)
}

/// A JPEG with an EXIF block that says "turned by 90 degrees" and carries a remark.
fn turned_jpeg() -> Vec<u8> {
    let jpeg = written(&photo(60, 30), ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend(b"GPS 52.5N 13.4E");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

/// A PNG of a few bytes that claims to be as large as that.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut png = written(&RgbImage::new(1, 1).into(), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&sum);
    png
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[test]
fn images_are_drawn_anew() {
    for (name, upload, extension, size) in [
        ("photo jpeg", written(&photo(60, 30), ImageFormat::Jpeg), "jpg", (60, 30)),
        ("photo png", written(&photo(60, 30), ImageFormat::Png), "jpg", (60, 30)),
        ("photo webp", written(&photo(60, 30), ImageFormat::WebP), "jpg", (60, 30)),
        ("see-through png", written(&see_through(), ImageFormat::Png), "png", (40, 20)),
        ("see-through webp", written(&see_through(), ImageFormat::WebP), "png", (40, 20)),
        ("drawing", written(&RgbImage::new(300, 300).into(), ImageFormat::Png), "png", (300, 300)),
        ("too large", written(&photo(3200, 800), ImageFormat::Jpeg), "jpg", (1600, 400)),
        ("turned", turned_jpeg(), "jpg", (30, 60)),
    ] {
        let made = images::remake(&upload).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        let seen = image::load_from_memory(&made.bytes).unwrap();
        assert_eq!((made.extension, (seen.width(), seen.height())), (extension, size), "{name}");
        let remark = made.bytes.windows(3).any(|three| three == b"GPS");
        assert!(!remark, "{name}: metadata are kept");
    }
}

#[test]
fn everything_else_is_refused() {
    let jpeg = written(&photo(60, 30), ImageFormat::Jpeg);
    let png = written(&photo(60, 30), ImageFormat::Png);
    let webp = written(&photo(60, 30), ImageFormat::WebP);
    for (name, upload, status) in [
        ("empty", vec![], 415),
        ("text", b"hello".to_vec(), 415),
        ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), 415),
        ("HTML", b"<!doctype html><script>alert(1)</script>".to_vec(), 415),
        (
            "GIF",
            b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\0\0\0!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"
                .to_vec(),
            415,
        ),
        ("BMP", b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec(), 415),
        ("only a PNG's signature", png[..8].to_vec(), 422),
        ("half a PNG", png[..png.len() / 2].to_vec(), 422),
        ("a JPEG's head", jpeg[..100].to_vec(), 422),
        ("half a WebP", webp[..webp.len() / 2].to_vec(), 422),
        ("HTML after a signature", [&png[..8], b"<script>alert(1)</script>"].concat(), 422),
        ("wide bomb", bomb(1_000_000, 100), 422),
        ("large bomb", bomb(50_000, 50_000), 422),
        ("bomb of no size", bomb(0, 10), 422),
        ("bomb of every size", bomb(u32::MAX, u32::MAX), 422),
    ] {
        let refused = images::remake(&upload).map(|made| made.extension);
        assert_eq!(refused.map_err(|e| e.status().as_u16()), Err(status), "{name}");
    }
}

#[test]
fn what_follows_an_image_is_not_kept() {
    let mut upload = written(&photo(60, 30), ImageFormat::Png);
    upload.extend(b"<script>alert(1)</script>");
    let made = images::remake(&upload).unwrap();
    assert!(!made.bytes.windows(6).any(|six| six == b"script"));
}

#[tokio::test]
async fn an_image_is_kept_under_its_content_and_served_for_good() {
    let (files, _folder) = store();
    let upload = Bytes::from(written(&photo(60, 30), ImageFormat::Png));
    let path = files.put_image(upload.clone(), MAX).await.unwrap();
    assert_eq!(files.put_image(upload, MAX).await.unwrap(), path);
    let app = Router::new().route("/files/{name}", get(get_file)).with_state(files);
    let ask = |path: &str, etag: &str| {
        let request = Request::get(path).header("if-none-match", etag);
        app.clone().oneshot(request.body(Body::empty()).unwrap())
    };
    let answer = ask(&path, "").await.unwrap();
    assert_eq!(answer.status(), 200);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
    let etag = header("etag");
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    assert!(image::load_from_memory(&body).is_ok());
    assert_eq!(ask(&path, &etag).await.unwrap().status(), 304);
}

#[tokio::test]
async fn nothing_but_images_is_served() {
    let (files, folder) = store();
    files.put("secret", Bytes::from_static(b"x")).await.unwrap();
    std::fs::write(folder.path().join("secret.key"), "x").unwrap();
    let app = Router::new().route("/files/{name}", get(get_file)).with_state(files);
    let hash = "0123456789abcdef0123456789abcdef";
    for name in [
        "secret",
        "..%2Fsecret",
        "..%2f..%2fsecret.key",
        "%2e%2e%2f%2e%2e%2fsecret.key",
        "%00",
        "%ff",
        "x.png",
        &format!("{hash}.jpg"),
        &format!("{hash}.svg"),
        &format!("{hash}.html"),
        &format!("{hash}.png.html"),
        &format!("..%5c{hash}.png"),
        &hash.to_uppercase(),
    ] {
        let request = Request::get(format!("/files/{name}")).body(Body::empty()).unwrap();
        let status = app.clone().oneshot(request).await.unwrap().status();
        let bad_utf8 = name == "%ff" && status == 400;
        assert!(status == 404 || bad_utf8, "{name}: {status}");
    }
}

/// Stores of each kind; S3 where the build has it and `TANDEM_TEST_S3_URL` names a bucket.
fn stores() -> (Vec<Files>, tempfile::TempDir) {
    let (files, folder) = store();
    let mut stores = vec![files];
    if let (true, Ok(url)) = (cfg!(feature = "s3"), std::env::var("TANDEM_TEST_S3_URL")) {
        let url = StorageUrl::S3(crate::config::Secret::new(url));
        stores.push(Files::open(&url).unwrap());
    }
    (stores, folder)
}

#[tokio::test]
async fn files_are_put_read_and_deleted() {
    let (stores, _folder) = stores();
    for files in stores {
        let put = |content: &'static str| files.put("exports/a.csv", content.into());
        put("a").await.unwrap();
        put("b").await.unwrap();
        assert_eq!(files.get("exports/a.csv").await.unwrap(), "b");
        files.delete("exports/a.csv").await.unwrap();
        files.delete("exports/a.csv").await.unwrap();
        let gone = files.get("exports/a.csv").await;
        assert!(matches!(gone, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn a_file_that_is_too_large_is_not_looked_at() {
    let (files, _folder) = store();
    let refused = files.put_image(Bytes::from(vec![0; 1001]), 1000).await;
    assert!(matches!(refused, Err(Error::TooLarge(_))));
}

#[test]
fn a_folder_that_can_not_be_made_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let refused = Files::open(&StorageUrl::Folder(file.path().join("files")));
    assert_eq!(refused.err().map(|e| e.key), Some("storage_url".into()));
}
