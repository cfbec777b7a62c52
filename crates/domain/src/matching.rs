//! How well an influencer and a campaign fit: 0 to 100, a sum of named parts, each with its reason in words.
//!
//! | part | points | full when |
//! |---|---|---|
//! | niche | 35 | they share a niche |
//! | platform | 15 | the influencer is on a platform that the campaign asks for (or it asks for none) |
//! | language | 15 | a shared language (or none asked for) |
//! | country | 10 | the influencer's country is asked for (or none is) |
//! | reach | 10 | reach is at least what is asked for; below, in proportion |
//! | price | 15 | the lowest price is at most a tenth of the budget; none at the whole budget; in between, in proportion |
//!
//! Prices in another currency, or none at all, count as half: they say nothing either way.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::money::Money;
use crate::words::Platform;

/// What a campaign asks of influencers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Slugs of its niches.
    pub niches: Vec<String>,
    /// Where it wants to be shown; empty for anywhere.
    pub platforms: Vec<Platform>,
    /// Countries, ISO 3166; empty for any.
    pub countries: Vec<String>,
    /// Languages, ISO 639-1; empty for any.
    pub languages: Vec<String>,
    /// The least reach, in followers.
    pub min_followers: i64,
    /// What it has to spend.
    pub budget: Option<Money>,
}

/// What an influencer offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    /// Slugs of their niches.
    pub niches: Vec<String>,
    /// Where their channels are.
    pub platforms: Vec<Platform>,
    /// Their country.
    pub country: Option<String>,
    /// The languages they speak.
    pub languages: Vec<String>,
    /// The sum of followers over all channels.
    pub reach: i64,
    /// The lowest price of their rate card.
    pub lowest_price: Option<Money>,
}

/// A score and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Match {
    /// 0 to 100.
    #[schema(minimum = 0, maximum = 100)]
    pub score: u32,
    /// What speaks for it, strongest first.
    pub reasons: Vec<Reason>,
}

/// One thing that speaks for a match; the web app says it in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// They share this niche.
    Niche {
        /// Its slug.
        niche: String,
    },
    /// The influencer is on this platform.
    Platform {
        /// Which.
        platform: Platform,
    },
    /// The influencer speaks this language.
    Language {
        /// ISO 639-1.
        language: String,
    },
    /// The influencer is in this country.
    Country {
        /// ISO 3166.
        country: String,
    },
    /// The reach is what is asked for.
    Reach,
    /// The price fits the budget.
    Price,
}

/// What the points are counted from, each part on its own: for whoever scores without the whole of both sides at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one row of the table")]
pub struct Parts {
    /// They share a niche.
    pub niche: bool,
    /// A platform that is asked for is there, or none is asked for.
    pub platform: bool,
    /// The same for languages.
    pub language: bool,
    /// The same for the country.
    pub country: bool,
    /// The least reach that is asked for.
    pub min_followers: i64,
    /// The reach.
    pub reach: i64,
    /// Budget and lowest price in minor units of one currency; `None` where they can't be compared.
    pub budget_and_price: Option<(i64, i64)>,
}

impl Parts {
    /// The score, 0 to 100.
    pub fn points(&self) -> u32 {
        let met = |met: bool, points: u32| if met { points } else { 0 };
        met(self.niche, 35)
            + met(self.platform, 15)
            + met(self.language, 15)
            + met(self.country, 10)
            + reach_points(self.min_followers, self.reach)
            + self.budget_and_price.map_or(7, |(budget, price)| price_points(budget, price))
    }
}

/// How well they fit.
pub fn score(wanted: &Wanted, offered: &Offered) -> Match {
    let niche = wanted.niches.iter().find(|niche| offered.niches.contains(niche));
    let platform = wanted.platforms.iter().find(|platform| offered.platforms.contains(platform));
    let language = wanted.languages.iter().find(|language| offered.languages.contains(language));
    let country = offered.country.as_ref().filter(|country| wanted.countries.contains(country));
    let prices = wanted.budget.zip(offered.lowest_price);
    let prices = prices.filter(|(budget, price)| budget.currency == price.currency && budget.amount > 0);
    let parts = Parts {
        niche: niche.is_some(),
        platform: platform.is_some() || wanted.platforms.is_empty(),
        language: language.is_some() || wanted.languages.is_empty(),
        country: country.is_some() || wanted.countries.is_empty(),
        min_followers: wanted.min_followers,
        reach: offered.reach,
        budget_and_price: prices.map(|(budget, price)| (budget.amount, price.amount)),
    };
    let price = parts.budget_and_price.is_some_and(|(budget, price)| price_points(budget, price) == 15);
    let reach = wanted.min_followers > 0 && offered.reach >= wanted.min_followers;
    let reasons = [
        niche.map(|niche| Reason::Niche { niche: niche.clone() }),
        platform.map(|platform| Reason::Platform { platform: *platform }),
        language.map(|language| Reason::Language { language: language.clone() }),
        country.map(|country| Reason::Country { country: country.clone() }),
        reach.then_some(Reason::Reach),
        price.then_some(Reason::Price),
    ];
    Match { score: parts.points(), reasons: reasons.into_iter().flatten().collect() }
}

fn reach_points(wanted: i64, reach: i64) -> u32 {
    if reach >= wanted {
        return 10;
    }
    u32::try_from(i128::from(reach.max(0)) * 10 / i128::from(wanted.max(1))).unwrap_or(0)
}

fn price_points(budget: i64, price: i64) -> u32 {
    let (budget, tenths) = (i128::from(budget), i128::from(price) * 10);
    if tenths <= budget {
        15
    } else if i128::from(price) >= budget {
        0
    } else {
        u32::try_from(15 * (budget * 10 - tenths) / (budget * 9)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eur(amount: i64) -> Money {
        Money::new(amount, "EUR".parse().unwrap())
    }

    #[test]
    fn everything_fits() {
        let wanted = Wanted {
            niches: vec!["food".into()],
            platforms: vec![Platform::YouTube],
            countries: vec!["IN".into()],
            languages: vec!["hi".into()],
            min_followers: 1_000,
            budget: Some(eur(100_000)),
        };
        let offered = Offered {
            niches: vec!["food".into()],
            platforms: vec![Platform::YouTube],
            country: Some("IN".into()),
            languages: vec!["hi".into()],
            reach: 2_000,
            lowest_price: Some(eur(10_000)),
        };
        let fit = score(&wanted, &offered);
        assert_eq!(fit.score, 100);
        assert_eq!(fit.reasons.len(), 6);
        assert_eq!(score(&wanted, &Offered::default()).score, 7);
    }

    #[test]
    fn parts_by_table() {
        for (wanted, reach, points) in [(0, 0, 10), (1_000, 500, 5), (1_000, 1_000, 10), (1_000, 0, 0)] {
            assert_eq!(reach_points(wanted, reach), points);
        }
        for (budget, price, points) in
            [(1_000, 100, 15), (1_000, 1_000, 0), (1_000, 550, 7), (1_000, 0, 15), (1_000, 5_000, 0)]
        {
            assert_eq!(price_points(budget, price), points, "{budget} {price}");
        }
        let priced = |price: Money| {
            let offered = Offered { lowest_price: Some(price), ..Offered::default() };
            score(&Wanted { budget: Some(eur(10)), ..Wanted::default() }, &offered).score
        };
        assert_eq!(priced(eur(10)) + 7, priced(Money::new(10, "USD".parse().unwrap())));
    }

    proptest! {
        #[test]
        fn always_from_0_to_100(min_followers in any::<i64>(), reach in any::<i64>(), budget in 0..i64::MAX, price in 0..i64::MAX) {
            let wanted = Wanted { min_followers, budget: Some(eur(budget)), ..Wanted::default() };
            let offered = Offered { reach, lowest_price: Some(eur(price)), ..Offered::default() };
            prop_assert!(score(&wanted, &offered).score <= 100);
        }
    }
}
