//! A report as a PDF.

use bytes::Bytes;
use domain::ids::UserId;
use pdf::Picture;

use super::month::Month;
use super::report::Report;
use super::store;
use super::view::View;
use crate::accounts;
use crate::app::App;
use crate::error::{Error, Result};
use crate::locale::Locale;
use crate::papers;

const TEMPLATE: &str = include_str!("../../templates/reports/report.typ");

/// Sets the report in that language, with the sponsor's logo if it is still there.
pub async fn render(app: &App, report: &Report, locale: Locale) -> Result<Bytes> {
    let logo = logo(app, report.sponsor.logo_url.as_deref()).await;
    let mut data = serde_json::to_value(View::of(report, locale)).map_err(Error::internal)?;
    data["instance"] = app.config.instance.name.as_str().into();
    data["logo"] = logo.as_ref().map(|picture| picture.name).into();
    papers::set(TEMPLATE, data, logo.into_iter().collect()).await
}

/// A sponsor's report on that month in their language, or 404.
pub async fn document(app: &App, sponsor: UserId, month: Month) -> Result<Bytes> {
    let read = app.db.read(move |conn| {
        let reader = accounts::store::find(conn, sponsor)?;
        Ok::<_, Error>((store::find(conn, sponsor, month)?, Locale::of(&reader.locale).unwrap_or_default()))
    });
    let (report, locale) = read.await?;
    render(app, &report, locale).await
}

async fn logo(app: &App, path: Option<&str>) -> Option<Picture> {
    let name = path?.strip_prefix("/files/")?;
    let called = match name.rsplit_once('.')?.1 {
        "png" => "logo.png",
        "jpg" => "logo.jpg",
        "webp" => "logo.webp",
        _ => return None,
    };
    let bytes = app.files.get(&format!("images/{name}")).await.ok()?;
    Some(Picture { name: called, bytes: bytes.to_vec() })
}
