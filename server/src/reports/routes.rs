//! Reading one's reports.

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::clock::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::month::Month;
use super::report::{AdFigures, AdRequestFigures, CampaignFigures, MoneyFigures, Report};
use super::{html, store};
use crate::accounts;
use crate::app::App;
use crate::auth::Sponsor;
use crate::error::{Error, Result};
use crate::http::{Form, Page, Paging, PathName, Query, Reply, form};
use crate::locale::Locale;

/// Which of one's reports.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportsQuery {
    /// How many rows, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A report, in its most important figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportCard {
    /// The month.
    #[schema(value_type = String, example = "2026-10")]
    pub month: Month,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Campaigns in numbers.
    pub campaigns: CampaignFigures,
    /// Ad requests in numbers.
    pub ad_requests: AdRequestFigures,
    /// Ads in numbers.
    pub ads: AdFigures,
    /// Money of the currency with the most going on.
    pub money: Option<MoneyFigures>,
}

impl From<store::ReportRow> for ReportCard {
    fn from(row: store::ReportRow) -> Self {
        let created_at = row.created_at();
        let Report { month, campaigns, ad_requests, ads, money, .. } = row.figures.0;
        Self { month, created_at, campaigns, ad_requests, ads, money: money.into_iter().next() }
    }
}

/// List one's monthly reports, the latest first.
#[utoipa::path(get, path = "/reports", tag = "reports", params(ReportsQuery), responses((status = 200, body = Page<ReportCard>)))]
pub async fn list_reports(app: App, Sponsor(user): Sponsor, Query(query): Query<ReportsQuery>) -> Result<Reply> {
    let page = app.db.read(move |conn| {
        let paging = Paging::new(query.limit, query.cursor.as_deref())?;
        store::page(conn, user.id(), &paging)
    });
    Reply::ok(&page.await?.map(ReportCard::from))
}

const FORMS: [Form; 3] = [Form::Json, Form::Html, Form::Pdf];

/// See the report of a month: as JSON, or as the page or document that `Accept` asks for, or that `.json`, `.html` or
/// `.pdf` behind the month does. Pages and documents are in the reader's language.
#[utoipa::path(
    get, path = "/reports/{month}", tag = "reports",
    params(("month" = String, Path, example = "2026-10", description = "The month, perhaps with `.json`, `.html` or `.pdf` behind it")),
    responses((status = 200, content(
        (Report = "application/json"), (String = "text/html"), (Vec<u8> = "application/pdf")
    )))
)]
pub async fn get_report(
    app: App,
    Sponsor(user): Sponsor,
    PathName(name): PathName,
    headers: HeaderMap,
) -> Result<Response> {
    let (month, form) = Form::asked(&name, &headers, &FORMS).ok_or(Error::NotFound)?;
    let month: Month = month.parse().map_err(|_| Error::NotFound)?;
    let read = app.db.read(move |conn| {
        let reader = accounts::store::find(conn, user.id())?;
        Ok::<_, Error>((store::find(conn, user.id(), month)?, Locale::of(&reader.locale).unwrap_or_default()))
    });
    let (report, locale) = read.await?;
    let answer = match form {
        Form::Html => page(html::render(&app, &report, locale)?),
        Form::Pdf => document(&app, &report, locale).await?,
        Form::Json | Form::Csv => Reply::ok(&report)?.version(1).into_response(),
    };
    Ok(form::varies(answer))
}

/// Nothing on the page runs or is fetched from elsewhere.
fn page(html: String) -> Response {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'";
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, policy)];
    (headers, html).into_response()
}

#[cfg(feature = "pdf")]
async fn document(app: &App, report: &Report, locale: Locale) -> Result<Response> {
    let bytes = super::pdf::render(app, report, locale).await?;
    Ok(form::file(&format!("report-{}", report.month), Form::Pdf, bytes))
}

/// A program that was built without them has no documents.
#[cfg(not(feature = "pdf"))]
async fn document(_: &App, _: &Report, _: Locale) -> Result<Response> {
    std::future::ready(Err(Error::NotFound)).await
}
