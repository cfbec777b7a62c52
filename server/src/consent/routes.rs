//! Reading, accepting and publishing the terms.

use db::Conn;
use domain::clock::Timestamp;
use domain::text;
use domain::words::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::{self, TermsRow};
use crate::app::App;
use crate::auth::{Admin, User};
use crate::error::{Error, Result};
use crate::http::{ClientAddress, Command, Reply};
use crate::limits::Rule;
use crate::{audit, markdown};

/// The terms that hold now.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermsOfUseOut {
    /// Counts the versions; 0 for those that come with the program, whose text the web app has.
    pub version: i64,
    /// What they say, in Markdown.
    pub text: Option<String>,
    /// The same as HTML that is safe to show.
    pub html: Option<String>,
    /// Since when they hold.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub published_at: Option<Timestamp>,
}

/// What one accepted, and whether one is asked again.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentOut {
    /// The version that holds now.
    pub current: i64,
    /// The version that was accepted; none by those who were never asked.
    pub accepted: Option<i64>,
    /// Whether one is to accept the current version.
    pub asked: bool,
}

/// Consent to what one has read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 2}))]
pub struct ConsentIn {
    /// The version that one has read.
    pub version: i64,
}

/// New terms.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "# Terms\n\nBe fair."}))]
pub struct TermsOfUseIn {
    /// What they say, in Markdown, 1 to 100,000 characters.
    pub text: String,
}

impl From<Option<TermsRow>> for TermsOfUseOut {
    fn from(row: Option<TermsRow>) -> Self {
        let Some(row) = row else { return Self { version: 0, text: None, html: None, published_at: None } };
        let html = Some(markdown::html(&row.text));
        Self { version: row.version, html, text: Some(row.text), published_at: Some(Timestamp(row.published_at)) }
    }
}

impl ConsentOut {
    fn load(conn: &mut Conn, user: &User) -> Result<Self> {
        let (current, accepted) = (store::current_version(conn)?, store::accepted(conn, user.id())?);
        // Whoever runs the instance makes its terms.
        let asked = user.standing.role != Role::Admin && accepted.unwrap_or(0) < current;
        Ok(Self { current, accepted, asked })
    }
}

/// Read the instance's terms.
#[utoipa::path(get, path = "/terms", tag = "operations", security(()), responses((status = 200, body = TermsOfUseOut)))]
pub async fn get_terms(app: App, from: ClientAddress) -> Result<Reply> {
    app.limits.check(Rule::Read, &from.to_string()).await?;
    let terms = TermsOfUseOut::from(app.db.read(store::current).await?);
    Ok(Reply::ok(&terms)?.version(terms.version))
}

/// See which version of the terms one accepted, and whether there is a newer one.
#[utoipa::path(get, path = "/me/terms", tag = "me", responses((status = 200, body = ConsentOut)))]
pub async fn get_consent(app: App, user: User) -> Result<Reply> {
    Reply::ok(&app.db.read(move |conn| ConsentOut::load(conn, &user)).await?)
}

/// Accept the terms that one has read.
#[utoipa::path(post, path = "/me/terms", tag = "me", request_body = ConsentIn,
    responses((status = 200, body = ConsentOut), (status = 409, description = "`newer_version`")))]
pub async fn accept_terms(app: App, user: User, command: Command) -> Result<Reply> {
    command
        .run(&app, &user, move |tx, input: &ConsentIn| {
            store::accept(tx, user.id(), input.version)?;
            Reply::ok(&ConsentOut::load(tx.conn, &user)?)
        })
        .await
}

/// Publish new terms: everybody is asked to accept them at the next visit.
#[utoipa::path(post, path = "/admin/terms", tag = "admin", request_body = TermsOfUseIn, responses((status = 201, body = TermsOfUseOut)))]
pub async fn publish_terms(app: App, Admin(admin): Admin, command: Command) -> Result<Reply> {
    command
        .run(&app, &admin, move |tx, input: &TermsOfUseIn| {
            let clean =
                text::required(text::prose(&input.text, 100_000)).map_err(|wrong| Error::wrong("/text", wrong))?;
            let row = store::publish(tx, admin.id(), &clean)?;
            let change = audit::Change::of(row.version - 1, row.version);
            audit::record(tx, Some(admin.id()), "terms.publish", "terms", &row.version.to_string(), &change)?;
            Reply::created("/api/v1/terms".into(), &TermsOfUseOut::from(Some(row)))
        })
        .await
}
