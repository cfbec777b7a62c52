//! What influencers and sponsors say of themselves, and what a campaign asks of applicants.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::fault::{Faults, Wrong};
use crate::money::{MAX_MINOR, Money, MoneySchema};
use crate::places;
use crate::terms::{check_range, kind};
use crate::text;
use crate::words::Platform;

/// The price of one kind of deliverable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// The kind, as in terms: `reel`, `video`, …
    pub kind: String,
    /// What one costs.
    #[schema(value_type = MoneySchema)]
    pub price: Money,
}

/// Cleans a rate card: at most 30 rows, each kind once.
pub fn checked_rates(faults: &mut Faults, pointer: &str, rates: Vec<Rate>) -> Vec<Rate> {
    faults.unless(rates.len() <= 30, pointer, "too_many", "Must be at most 30.");
    let mut clean: Vec<Rate> = Vec::with_capacity(rates.len());
    for (index, rate) in rates.into_iter().enumerate() {
        check_range(faults, &format!("{pointer}/{index}/price/amount"), rate.price.amount, 0, MAX_MINOR);
        if let Some(kind) = faults.take(format!("{pointer}/{index}/kind"), kind(&rate.kind)) {
            faults.unless(
                clean.iter().all(|other| other.kind != kind),
                format!("{pointer}/{index}/kind"),
                "duplicate",
                "Each kind may be there once.",
            );
            clean.push(Rate { kind, ..rate });
        }
    }
    clean
}

/// What an influencer says of one channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelIn {
    /// Where it is.
    pub platform: Platform,
    /// The name there, 1 to 100 characters.
    pub handle: String,
    /// Its address.
    pub url: String,
    /// Followers or subscribers, 0 to 10^10.
    #[schema(minimum = 0)]
    pub followers: i64,
    /// Views of an average post, 0 to 10^10.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub average_views: i64,
    /// Engagement rate in percent, 0 to 100, kept to two decimals.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100)]
    pub engagement_rate: f64,
}

impl ChannelIn {
    /// Cleans it and checks every rule.
    pub fn checked(self) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let handle = faults.take("/handle", text::required(text::line(&self.handle, 100))).unwrap_or_default();
        let url = faults.take("/url", text::web_address(&self.url)).unwrap_or_default();
        check_range(&mut faults, "/followers", self.followers, 0, 10_000_000_000);
        check_range(&mut faults, "/average_views", self.average_views, 0, 10_000_000_000);
        faults.unless(
            (0.0..=100.0).contains(&self.engagement_rate),
            "/engagement_rate",
            "out_of_range",
            "Must be from 0 to 100.",
        );
        faults.check().map(|()| Self { handle, url, ..self })
    }
}

/// What a campaign asks of applicants; an invitation ignores it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Requirements {
    /// The least reach: followers over all channels.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub min_followers: i64,
    /// At least one channel on one of these; empty for any.
    #[serde(default)]
    pub platforms: Vec<Platform>,
    /// In one of these countries; empty for any.
    #[serde(default)]
    pub countries: Vec<String>,
    /// Speaks one of these languages; empty for any.
    #[serde(default)]
    pub languages: Vec<String>,
}

impl Requirements {
    /// Cleans them; faults stand below `/requirements`.
    #[must_use]
    pub fn checked(self, faults: &mut Faults) -> Self {
        check_range(faults, "/requirements/min_followers", self.min_followers, 0, 10_000_000_000);
        let mut platforms = self.platforms;
        platforms.sort_unstable();
        platforms.dedup();
        Self {
            min_followers: self.min_followers,
            platforms,
            countries: places::codes(faults, "/requirements/countries", &self.countries, 250, places::country),
            languages: places::codes(faults, "/requirements/languages", &self.languages, 184, places::language),
        }
    }

    /// What this applicant does not meet, each by name.
    pub fn unmet(&self, applicant: &Applicant) -> Faults {
        let mut faults = Faults::new();
        let any = |wanted: usize, met: bool| wanted == 0 || met;
        faults.unless(
            applicant.reach >= self.min_followers,
            "/requirements/min_followers",
            "too_few_followers",
            format!("At least {} followers are asked for.", self.min_followers),
        );
        let on = self.platforms.iter().any(|platform| applicant.platforms.contains(platform));
        faults.unless(
            any(self.platforms.len(), on),
            "/requirements/platforms",
            "other_platform",
            format!("A channel on {} is asked for.", list(&self.platforms)),
        );
        let from = applicant.country.as_ref().is_some_and(|country| self.countries.contains(country));
        faults.unless(
            any(self.countries.len(), from),
            "/requirements/countries",
            "other_country",
            format!("Only from {}.", list(&self.countries)),
        );
        let speaks = self.languages.iter().any(|language| applicant.languages.contains(language));
        faults.unless(
            any(self.languages.len(), speaks),
            "/requirements/languages",
            "other_language",
            format!("One of these languages is asked for: {}.", list(&self.languages)),
        );
        faults
    }
}

/// What the requirements look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applicant {
    /// Followers over all channels.
    pub reach: i64,
    /// Where the channels are.
    pub platforms: Vec<Platform>,
    /// Country, if given.
    pub country: Option<String>,
    /// Languages spoken.
    pub languages: Vec<String>,
}

fn list<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Cleans portfolio links: at most 20 web addresses.
pub fn checked_links(faults: &mut Faults, pointer: &str, links: &[String]) -> Vec<String> {
    faults.unless(links.len() <= 20, pointer, "too_many", "Must be at most 20.");
    links
        .iter()
        .enumerate()
        .filter_map(|(index, link)| faults.take(format!("{pointer}/{index}"), text::web_address(link)))
        .collect()
}

/// A yearly budget range: both ends in one currency, the lower one first.
pub fn check_budget_range(faults: &mut Faults, pointer: &str, min: Money, max: Money) {
    check_range(faults, &format!("{pointer}/min/amount"), min.amount, 0, MAX_MINOR);
    check_range(faults, &format!("{pointer}/max/amount"), max.amount, 0, MAX_MINOR);
    faults.unless(
        min.currency == max.currency,
        format!("{pointer}/max/currency"),
        "other_currency",
        "Must be the same currency.",
    );
    faults.unless(
        min.amount <= max.amount,
        format!("{pointer}/max/amount"),
        "below_min",
        "Must not be lower than the lower end.",
    );
}

/// A slug of a niche: 2 to 40 of `a-z 0-9 -`.
pub fn niche_slug(raw: &str) -> Result<String, Wrong> {
    let slug = raw.trim();
    let plain = slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if (2..=40).contains(&slug.len()) && plain {
        Ok(slug.to_owned())
    } else {
        Err(Wrong::new("invalid_slug", "Must be 2 to 40 of a-z, 0-9 and dashes."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unmet_requirement_is_named() {
        let wanted = Requirements {
            min_followers: 1_000,
            platforms: vec![Platform::YouTube],
            countries: vec!["DE".into()],
            languages: vec!["de".into()],
        };
        let codes =
            |applicant: &Applicant| wanted.unmet(applicant).0.into_iter().map(|fault| fault.code).collect::<Vec<_>>();
        assert_eq!(
            codes(&Applicant::default()),
            ["too_few_followers", "other_platform", "other_country", "other_language"]
        );
        let fits = Applicant {
            reach: 1_000,
            platforms: vec![Platform::X, Platform::YouTube],
            country: Some("DE".into()),
            languages: vec!["en".into(), "de".into()],
        };
        assert!(codes(&fits).is_empty());
        assert!(Requirements::default().unmet(&Applicant::default()).0.is_empty());
    }

    #[test]
    fn a_rate_card_has_each_kind_once() {
        let mut faults = Faults::new();
        let rate = |kind: &str, amount| Rate { kind: kind.into(), price: Money::new(amount, "EUR".parse().unwrap()) };
        let clean = checked_rates(&mut faults, "/rate_card", vec![rate("Reel", 5), rate("reel", -1), rate("!", 5)]);
        assert_eq!(clean[0].kind, "reel");
        let codes: Vec<_> = faults.0.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect();
        assert_eq!(
            codes,
            [
                ("/rate_card/1/price/amount", "out_of_range"),
                ("/rate_card/1/kind", "duplicate"),
                ("/rate_card/2/kind", "invalid_kind")
            ]
        );
    }

    #[test]
    fn a_channel_names_all_its_faults() {
        let bad = ChannelIn {
            platform: Platform::X,
            handle: " ".into(),
            url: "nope".into(),
            followers: -1,
            average_views: 0,
            engagement_rate: f64::NAN,
        };
        let pointers: Vec<_> = bad.checked().unwrap_err().0.into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/handle", "/url", "/followers", "/engagement_rate"]);
    }
}
