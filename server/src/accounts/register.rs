//! Registering as sponsor or influencer.

use domain::fault::Faults;
use domain::ids::UserId;
use domain::text;
use domain::words::{AccountStatus, Role};
use serde::Deserialize;
use utoipa::ToSchema;

use super::UserOut;
use super::email::{self, verification};
use super::store::{self, NewUser, Purpose};
use crate::app::App;
use crate::auth::password;
use crate::error::Result;
use crate::http::{ClientAddress, Command, Reply};
use crate::limits::Rule;
use crate::mail;

/// Who can register themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RegisterRole {
    /// Advertises and pays.
    Sponsor,
    /// Has an audience, delivers.
    Influencer,
}

/// A registration.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"role": "influencer", "username": "mira", "email": "mira@example.com", "password": "correct horse battery", "display_name": "Mira Rao"}))]
pub struct RegisterIn {
    /// What for.
    pub role: RegisterRole,
    /// A unique name: 3 to 30 letters, digits, dots, dashes or underscores.
    pub username: String,
    /// A unique address.
    pub email: String,
    /// At least 8 characters, and not one of the first that anybody would try.
    pub password: String,
    /// How to be called, 1 to 100 characters.
    pub display_name: String,
    /// Language of pages and mails.
    #[serde(default)]
    pub locale: Option<String>,
    /// IANA time zone.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Consent to the instance's terms; refused when `false`.
    #[serde(default)]
    pub accept_terms: Option<bool>,
    /// Being of age; refused when `false`.
    #[serde(default)]
    pub of_age: Option<bool>,
}

impl RegisterIn {
    fn checked(self, app: &App) -> Result<NewUser, Faults> {
        let mut faults = Faults::new();
        let username = faults.take("/username", text::username(&self.username)).unwrap_or_default();
        let email = faults.take("/email", email::address(&self.email)).unwrap_or_default();
        let display_name =
            faults.take("/display_name", text::required(text::line(&self.display_name, 100))).unwrap_or_default();
        faults.take("/password", password::check(&self.password, &[&username, &email, &display_name]));
        let time_zone = self.time_zone.unwrap_or_else(|| app.config.instance.time_zone.name().to_owned());
        let time_zone = faults.take("/time_zone", domain::places::time_zone(&time_zone)).unwrap_or_default();
        let locale = self.locale.unwrap_or_else(|| app.config.instance.locale.tag().to_owned());
        let locale = faults.take("/locale", domain::places::language(&locale)).unwrap_or_default();
        faults.unless(self.accept_terms != Some(false), "/accept_terms", "required", "The terms must be accepted.");
        faults.unless(self.of_age != Some(false), "/of_age", "required", "Only people of age can register.");
        let (role, status) = match self.role {
            RegisterRole::Sponsor => (Role::Sponsor, AccountStatus::PendingApproval),
            RegisterRole::Influencer => (Role::Influencer, AccountStatus::Active),
        };
        faults.check()?;
        let terms_accepted = self.accept_terms == Some(true);
        Ok(NewUser {
            role,
            username,
            email,
            password_hash: String::new(),
            display_name,
            locale,
            time_zone,
            terms_accepted,
            email_verified: false,
            status,
        })
    }
}

/// Register as a sponsor, who then waits for an admin's approval, or as an influencer.
#[utoipa::path(post, path = "/auth/register", tag = "auth", request_body = RegisterIn, security(()), responses((status = 201, body = UserOut)))]
pub async fn register(app: App, from: ClientAddress, mut command: Command) -> Result<Reply> {
    app.limits.check(Rule::Register, &from.to_string()).await?;
    let key = command.key(&app, "anonymous")?;
    let input: RegisterIn = command.read()?;
    let new = input.clone().checked(&app)?;
    let password_hash = password::hash(input.password).await?;
    let new = NewUser { password_hash, ..new };
    key.write(&app, move |tx| {
        let id = UserId::new(tx.now);
        store::insert(tx, id, &new)?;
        let token = store::mail_token(tx, id, Purpose::VerifyEmail, &new.email)?;
        mail::post(tx, id, verification(&token))?;
        Reply::created("/api/v1/me".into(), &UserOut::load(tx.conn, id)?)
    })
    .await
}
