//! Reading one's reports.

use axum::http::{HeaderMap, HeaderValue, header};
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
use crate::http::{Page, Paging, PathName, Query, Reply};
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

/// What a report is read as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    Json,
    Html,
    Pdf,
}

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
    let (month, form) = asked(&name, &headers).ok_or(Error::NotFound)?;
    let read = app.db.read(move |conn| {
        let reader = accounts::store::find(conn, user.id())?;
        Ok::<_, Error>((store::find(conn, user.id(), month)?, Locale::of(&reader.locale).unwrap_or_default()))
    });
    let (report, locale) = read.await?;
    let mut answer = match form {
        Form::Json => Reply::ok(&report)?.version(1).into_response(),
        Form::Html => page(html::render(&app, &report, locale)?),
        Form::Pdf => document(&app, &report, locale).await?,
    };
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    Ok(answer)
}

fn asked(name: &str, headers: &HeaderMap) -> Option<(Month, Form)> {
    let (month, ending) = name.split_once('.').map_or((name, None), |(month, ending)| (month, Some(ending)));
    let form = match ending {
        Some("json") => Form::Json,
        Some("html") => Form::Html,
        Some("pdf") => Form::Pdf,
        Some(_) => return None,
        None => accepted(headers),
    };
    Some((month.parse().ok()?, form))
}

/// The first of our forms that the caller names, JSON for those who take anything.
fn accepted(headers: &HeaderMap) -> Form {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let named = accept.split(',').filter_map(|kind| match kind.split(';').next()?.trim() {
        "application/pdf" => Some(Form::Pdf),
        "text/html" => Some(Form::Html),
        "application/json" => Some(Form::Json),
        _ => None,
    });
    named.into_iter().next().unwrap_or(Form::Json)
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
    let name = format!("attachment; filename=\"report-{}.pdf\"", report.month);
    let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}

/// A program that was built without them has no documents.
#[cfg(not(feature = "pdf"))]
async fn document(_: &App, _: &Report, _: Locale) -> Result<Response> {
    std::future::ready(Err(Error::NotFound)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_is_stronger_than_what_is_accepted() {
        let form = |name: &str, accept: &'static str| {
            let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
            asked(name, &headers).map(|(_, form)| form)
        };
        for (name, accept, expected) in [
            ("2026-10", "", Some(Form::Json)),
            ("2026-10", "*/*", Some(Form::Json)),
            ("2026-10", "text/html,application/xhtml+xml,*/*;q=0.8", Some(Form::Html)),
            ("2026-10", "application/pdf", Some(Form::Pdf)),
            ("2026-10.html", "application/pdf", Some(Form::Html)),
            ("2026-10.json", "text/html", Some(Form::Json)),
            ("2026-10.pdf", "", Some(Form::Pdf)),
            ("2026-10.exe", "", None),
            ("2026-13", "", None),
            ("2026", "", None),
        ] {
            assert_eq!(form(name, accept), expected, "{name} {accept}");
        }
    }
}
