//! What a sponsor says of a campaign, checked with all faults at once.

use domain::campaign::{check_budget, check_dates};
use domain::fault::{Faults, Wrong};
use domain::money::{Money, MoneySchema};
use domain::profile::Requirements;
use domain::text;
use domain::words::Visibility;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::CampaignRow;
use super::store::Fields;
use crate::niches::Choice;

const MAX_TITLE: usize = 150;
const MAX_DESCRIPTION: usize = 20_000;
const MAX_GOALS: usize = 2_000;
const MAX_DISCLOSURE: usize = 300;

/// A campaign to be prepared.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "Monsoon tea", "description": "Two reels about our **rain season** blends.", "goals": "10,000 visits",
    "niches": ["food"], "start_date": "2026-12-01", "end_date": "2026-12-31",
    "budget": {"amount": 500_000, "currency": "EUR"}, "visibility": "public",
    "requirements": {"min_followers": 5000, "platforms": ["instagram"], "countries": ["IN"], "languages": ["hi"]},
    "disclosure": "#ad"
}))]
pub struct CampaignIn {
    /// 1 to 150 characters.
    pub title: String,
    /// The brief in Markdown, up to 20,000 characters; needed for publishing.
    pub description: String,
    /// What is to be reached, up to 2,000 characters; may be empty.
    pub goals: String,
    /// Slugs of 1 to 10 niches of `GET /niches`.
    pub niches: Vec<String>,
    /// The first day, in the sponsor's time zone; today or later.
    #[schema(value_type = String, format = Date)]
    pub start_date: Date,
    /// The last day, included.
    #[schema(value_type = String, format = Date)]
    pub end_date: Date,
    /// What may be committed in all, at least one minor unit.
    #[schema(value_type = MoneySchema)]
    pub budget: Money,
    /// Who finds it.
    pub visibility: Visibility,
    /// What is asked of applicants; nothing when left out.
    #[serde(default)]
    pub requirements: Requirements,
    /// What each post must carry, up to 300 characters; `#ad` when left out.
    #[serde(default = "ad")]
    pub disclosure: String,
}

fn ad() -> String {
    "#ad".into()
}

/// Changes to a campaign; what is left out stays.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Monsoon tea and cake", "budget": {"amount": 600_000, "currency": "EUR"}}))]
pub struct CampaignPatch {
    /// 1 to 150 characters.
    #[serde(default)]
    pub title: Option<String>,
    /// The brief in Markdown, up to 20,000 characters; not empty once it is published.
    #[serde(default)]
    pub description: Option<String>,
    /// What is to be reached, up to 2,000 characters.
    #[serde(default)]
    pub goals: Option<String>,
    /// Slugs of 1 to 10 niches.
    #[serde(default)]
    pub niches: Option<Vec<String>>,
    /// The first day; not moved into the past.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub start_date: Option<Date>,
    /// The last day, included; not before today.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub end_date: Option<Date>,
    /// Not lower than what is committed; the currency is fixed by the first ad request.
    #[serde(default)]
    #[schema(value_type = Option<MoneySchema>)]
    pub budget: Option<Money>,
    /// Who finds it.
    #[serde(default)]
    pub visibility: Option<Visibility>,
    /// What is asked of applicants, as a whole.
    #[serde(default)]
    pub requirements: Option<Requirements>,
    /// What each post must carry, up to 300 characters.
    #[serde(default)]
    pub disclosure: Option<String>,
}

impl CampaignIn {
    /// The columns of a new campaign.
    pub fn checked(self, choice: &Choice, today: Date) -> Result<Fields, Faults> {
        let mut faults = Faults::new();
        check_dates(&mut faults, self.start_date, self.end_date, None, today);
        let fields = clean(&mut faults, self, choice, &[]);
        faults.check().map(|()| fields)
    }
}

impl CampaignPatch {
    /// The columns of that campaign after the changes.
    pub fn checked(self, row: &CampaignRow, had: &[String], choice: &Choice, today: Date) -> Result<Fields, Faults> {
        let mut faults = Faults::new();
        let before = (row.start_date.0, row.end_date.0);
        let whole = CampaignIn {
            title: self.title.unwrap_or_else(|| row.title.clone()),
            description: self.description.unwrap_or_else(|| row.description.clone()),
            goals: self.goals.unwrap_or_else(|| row.goals.clone()),
            niches: self.niches.unwrap_or_else(|| had.to_vec()),
            start_date: self.start_date.unwrap_or(before.0),
            end_date: self.end_date.unwrap_or(before.1),
            budget: self.budget.unwrap_or_else(|| row.money(row.budget)),
            visibility: self.visibility.unwrap_or(row.visibility.0),
            requirements: self.requirements.unwrap_or_else(|| row.requirements()),
            disclosure: self.disclosure.unwrap_or_else(|| row.disclosure.clone()),
        };
        check_dates(&mut faults, whole.start_date, whole.end_date, Some(before), today);
        let fields = clean(&mut faults, whole, choice, had);
        if row.published_at.is_some() {
            faults.unless(!fields.description.is_empty(), "/description", "required", "Must not be empty.");
        }
        faults.check().map(|()| fields)
    }
}

fn clean(faults: &mut Faults, input: CampaignIn, choice: &Choice, had: &[String]) -> Fields {
    let mut take = |pointer: &str, text: Result<String, Wrong>| faults.take(pointer, text).unwrap_or_default();
    let title = take("/title", text::required(text::line(&input.title, MAX_TITLE)));
    let description = take("/description", text::prose(&input.description, MAX_DESCRIPTION));
    let goals = take("/goals", text::prose(&input.goals, MAX_GOALS));
    let disclosure = take("/disclosure", text::line(&input.disclosure, MAX_DISCLOSURE));
    check_budget(faults, input.budget);
    faults.unless(!input.niches.is_empty(), "/niches", "required", "Must be at least one.");
    Fields {
        title,
        description,
        goals,
        niches: choice.checked(faults, "/niches", &input.niches, had),
        start: input.start_date,
        end: input.end_date,
        budget: input.budget,
        visibility: input.visibility,
        requirements: input.requirements.checked(faults),
        disclosure,
    }
}
