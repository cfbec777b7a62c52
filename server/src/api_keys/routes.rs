//! Making, listing and ending API keys.

use domain::clock::Timestamp;
use domain::fault::Faults;
use domain::text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::{self, ApiKeyRow};
use super::{ApiKeyId, OfApiKey, PREFIX, Scope};
use crate::app::App;
use crate::auth::{User, tokens};
use crate::error::Result;
use crate::http::{Command, Page, PathId, Reply};
use crate::limits::Rule;
use crate::mail::{self, MailKind};

/// A new key.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Web shop", "scopes": ["conversions"], "expires_at": "2027-11-21T00:00:00Z"}))]
pub struct ApiKeyIn {
    /// What it is for, 1 to 100 characters.
    pub name: String,
    /// What it may be used for, at least one.
    pub scopes: Vec<Scope>,
    /// When it ends; left out, only when it is deleted.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
}

/// A key, without what it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKeyOut {
    /// Its id.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// Its first characters.
    pub prefix: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was last used, give or take five minutes.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_used_at: Option<Timestamp>,
    /// When it ends.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
}

/// A new key, with what it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewApiKeyOut {
    /// All but what it is.
    #[serde(flatten)]
    pub key: ApiKeyOut,
    /// What goes into `Authorization: Bearer …`. It is shown this once.
    pub token: String,
}

impl From<ApiKeyRow> for ApiKeyOut {
    fn from(row: ApiKeyRow) -> Self {
        Self {
            id: row.id.0,
            name: row.name,
            prefix: row.prefix,
            scopes: row.scopes.0,
            created_at: Timestamp(row.created_at),
            last_used_at: row.last_used_at.map(Timestamp),
            expires_at: row.expires_at.map(Timestamp),
        }
    }
}

impl ApiKeyIn {
    fn checked(self, now: Timestamp) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let name = faults.take("/name", text::required(text::line(&self.name, 100))).unwrap_or_default();
        let mut scopes = self.scopes;
        scopes.sort_unstable();
        scopes.dedup();
        faults.unless(!scopes.is_empty(), "/scopes", "required", "Must name at least one.");
        let ends_later = self.expires_at.is_none_or(|at| at > now);
        faults.unless(ends_later, "/expires_at", "in_the_past", "Must be in the future.");
        faults.check().map(|()| Self { name, scopes, expires_at: self.expires_at })
    }
}

/// Make a key for a machine. What it is stands in this answer alone.
#[utoipa::path(post, path = "/api-keys", tag = "auth", request_body = ApiKeyIn,
    responses((status = 201, body = NewApiKeyOut), (status = 409, description = "`too_many_keys`")))]
pub async fn create_api_key(app: App, user: User, mut command: Command) -> Result<Reply> {
    app.limits.check(Rule::Write, &user.id().to_string()).await?;
    // Its answer holds a secret, so that it is not kept for an Idempotency-Key.
    let input = command.read::<ApiKeyIn>()?.checked(app.clock.now())?;
    let token = format!("{PREFIX}{}", tokens::secret());
    app.db
        .write(move |tx| {
            let ends = input.expires_at.map(|at| at.0);
            let row = store::insert(tx, user.id(), &input.name, &input.scopes, ends, &token)?;
            mail::post(tx, user.id(), MailKind::ApiKeyMade)?;
            let location = format!("/api/v1/api-keys/{}", row.id.0);
            Reply::created(location, &NewApiKeyOut { key: row.into(), token: token.clone() })
        })
        .await
}

/// List one's keys, the latest first.
#[utoipa::path(get, path = "/api-keys", tag = "auth", responses((status = 200, body = Page<ApiKeyOut>)))]
pub async fn list_api_keys(app: App, user: User) -> Result<Reply> {
    let rows = app.db.read(move |conn| store::list(conn, user.id())).await?;
    Reply::ok(&Page { items: rows.into_iter().map(ApiKeyOut::from).collect(), next_cursor: None, total: None })
}

/// End a key.
#[utoipa::path(delete, path = "/api-keys/{id}", tag = "auth", params(("id" = ApiKeyId, Path)), responses((status = 204)))]
pub async fn delete_api_key(app: App, user: User, PathId(id): PathId<OfApiKey>) -> Result<Reply> {
    app.db.write(move |tx| store::delete(tx, user.id(), id).map(|()| Reply::nothing())).await
}
