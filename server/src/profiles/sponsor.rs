//! The sponsor's own profile, and how a sponsor is shown.

use db::Tx;
use diesel::prelude::*;
use domain::access::{Permission, Standing};
use domain::fault::Faults;
use domain::ids::UserId;
use domain::money::{Money, MoneySchema};
use domain::profile::check_budget_range;
use domain::review::mean_in_hundredths;
use domain::words::{Action, Role, SponsorKind};
use domain::{places, text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::conduct::Conduct;
use super::influencer::percent;
use super::{SponsorRow, actions, store};
use crate::accounts::UserRow;
use crate::app::App;
use crate::auth::{Sponsor, User};
use crate::campaigns::out::CampaignOut;
use crate::error::Result;
use crate::http::{Command, IfMatch, Reply};
use crate::schema::sponsor_profiles;

/// A sponsor.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SponsorOut {
    /// The user's id.
    pub id: UserId,
    /// The unique name.
    pub username: String,
    /// The company or person.
    pub display_name: String,
    /// A company or a person.
    pub kind: SponsorKind,
    /// What they do, in a few words.
    pub industry: String,
    /// Their address, or empty.
    pub website: String,
    /// Who they are, plain text of several lines.
    pub description: String,
    /// Their logo.
    pub logo_url: Option<String>,
    /// ISO 3166 country.
    pub country: Option<String>,
    /// What they spend a year; only they and admins see it.
    pub yearly_budget: Option<BudgetRange>,
    /// The mean of all reviews, 1 to 5.
    pub rating: Option<f64>,
    /// How many reviews.
    pub rating_count: i64,
    /// Counts the changes of the profile.
    pub version: i64,
    /// What the reader may do now.
    pub actions: Vec<Action>,
}

/// A sponsor with the campaigns that everybody finds.
#[derive(Debug, Serialize, ToSchema)]
pub struct SponsorPage {
    /// The sponsor.
    #[serde(flatten)]
    pub sponsor: SponsorOut,
    /// How they conduct themselves.
    pub conduct: Conduct,
    /// Their public campaigns that run, the newest first.
    pub campaigns: Vec<CampaignOut>,
}

/// From one amount to another.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetRange {
    /// The lower end.
    #[schema(value_type = MoneySchema)]
    pub min: Money,
    /// The upper end, in the same currency.
    #[schema(value_type = MoneySchema)]
    pub max: Money,
}

impl SponsorRow {
    fn yearly_budget(&self) -> Option<BudgetRange> {
        let currency = self.yearly_budget_currency.as_ref()?.parse().ok()?;
        let money = |amount: Option<i64>| amount.map(|amount| Money::new(amount, currency));
        Some(BudgetRange { min: money(self.yearly_budget_min)?, max: money(self.yearly_budget_max)? })
    }
}

impl SponsorOut {
    /// The sponsor as that viewer sees them.
    pub fn of(user: UserRow, row: SponsorRow, viewer: Option<&Standing>) -> Self {
        let is_close = viewer.is_some_and(|viewer| viewer.id == user.id.0 || viewer.role == Role::Admin);
        Self {
            id: user.id.0,
            actions: actions(&user, viewer),
            username: user.username,
            display_name: user.display_name,
            kind: row.kind.0,
            yearly_budget: row.yearly_budget().filter(|_| is_close),
            industry: row.industry,
            website: row.website,
            description: row.description,
            logo_url: row.logo,
            country: row.country,
            rating: mean_in_hundredths(row.rating_total, row.rating_count).map(percent),
            rating_count: row.rating_count,
            version: row.version,
        }
    }
}

/// A sponsor's profile; what is left out becomes empty.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kind": "company", "industry": "Tea", "website": "https://example.com", "description": "Single-estate teas.", "country": "IN",
    "yearly_budget": {"min": {"amount": 1_000_000, "currency": "EUR"}, "max": {"amount": 5_000_000, "currency": "EUR"}}
}))]
pub struct SponsorProfileIn {
    /// A company or a person.
    #[serde(default = "company")]
    pub kind: SponsorKind,
    /// At most 100 characters.
    #[serde(default)]
    pub industry: String,
    /// A web address, or empty.
    #[serde(default)]
    pub website: String,
    /// Plain text, at most 4,000 characters.
    #[serde(default)]
    pub description: String,
    /// ISO 3166 country.
    #[serde(default)]
    pub country: Option<String>,
    /// What they spend a year.
    #[serde(default)]
    pub yearly_budget: Option<BudgetRange>,
}

const fn company() -> SponsorKind {
    SponsorKind::Company
}

impl SponsorProfileIn {
    fn checked(&self) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let industry = faults.take("/industry", text::line(&self.industry, 100)).unwrap_or_default();
        let website = match self.website.trim() {
            "" => String::new(),
            address => faults.take("/website", text::web_address(address)).unwrap_or_default(),
        };
        let description = faults.take("/description", text::prose(&self.description, 4_000)).unwrap_or_default();
        let country = self.country.as_ref().and_then(|code| faults.take("/country", places::country(code)));
        if let Some(BudgetRange { min, max }) = self.yearly_budget {
            check_budget_range(&mut faults, "/yearly_budget", min, max);
        }
        faults.check().map(|()| Self { industry, website, description, country, ..self.clone() })
    }
}

/// One's own profile.
#[utoipa::path(get, path = "/me/sponsor-profile", tag = "me", responses((status = 200, body = SponsorOut)))]
pub async fn get_sponsor_profile(app: App, Sponsor(user): Sponsor) -> Result<Reply> {
    let (row, profile) = app.db.read(move |conn| store::sponsor(conn, user.id())).await?;
    let version = profile.version;
    Ok(Reply::ok(&SponsorOut::of(row, profile, Some(&user.standing)))?.version(version))
}

/// Set one's own profile. The name is changed with the account, the logo has an address of its own.
#[utoipa::path(put, path = "/me/sponsor-profile", tag = "me", request_body = SponsorProfileIn, responses((status = 200, body = SponsorOut)))]
pub async fn set_sponsor_profile(
    app: App,
    Sponsor(user): Sponsor,
    if_match: IfMatch,
    command: Command,
) -> Result<Reply> {
    user.may(Permission::PrepareCampaigns)?;
    let change = move |tx: &mut Tx, input: &SponsorProfileIn| {
        let clean = input.checked()?;
        store::touch_sponsor(tx, user.id(), &if_match)?;
        let budget = clean.yearly_budget;
        diesel::update(sponsor_profiles::table.find(user.id().to_string()))
            .set((
                sponsor_profiles::kind.eq(clean.kind.to_string()),
                sponsor_profiles::industry.eq(clean.industry),
                sponsor_profiles::website.eq(clean.website),
                sponsor_profiles::description.eq(clean.description),
                sponsor_profiles::country.eq(clean.country),
                sponsor_profiles::yearly_budget_min.eq(budget.map(|range| range.min.amount)),
                sponsor_profiles::yearly_budget_max.eq(budget.map(|range| range.max.amount)),
                sponsor_profiles::yearly_budget_currency.eq(budget.map(|range| range.min.currency.code())),
            ))
            .execute(tx.conn)?;
        own(tx, &user)
    };
    command.run(&app, &user, change).await
}

/// One's own profile as an answer.
pub(super) fn own(tx: &mut Tx, user: &User) -> Result<Reply> {
    let (row, profile) = store::sponsor(tx.conn, user.id())?;
    let version = profile.version;
    Ok(Reply::ok(&SponsorOut::of(row, profile, Some(&user.standing)))?.version(version))
}
