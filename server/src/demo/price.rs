//! What people ask, so that offers are near it.

use domain::money::{Currency, Money};

use super::content::InfluencerIn;

/// How much a hundred units of a currency are worth, in euros: good enough for a believable price, never for real money.
fn euros_per_hundred(code: &str) -> i64 {
    match code {
        "USD" => 92,
        "GBP" => 117,
        "INR" | "JPY" => 1,
        "CAD" | "SGD" => 68,
        "BRL" => 17,
        "MXN" | "ZAR" => 5,
        "SAR" | "AED" | "ILS" => 25,
        "SEK" | "NOK" => 9,
        "TRY" => 3,
        "PLN" => 23,
        "DKK" => 13,
        "AUD" => 61,
        "NZD" => 55,
        "CHF" => 105,
        _ => 100,
    }
}

fn converted(money: Money, to: Currency) -> i64 {
    let unit = |currency: Currency| 10_i64.pow(u32::from(currency.digits()));
    let worth = |currency: Currency| i128::from(euros_per_hundred(currency.code())) * i128::from(unit(to));
    let amount = i128::from(money.amount) * worth(money.currency)
        / (i128::from(unit(money.currency)) * i128::from(euros_per_hundred(to.code())));
    i64::try_from(amount).unwrap_or(i64::MAX)
}

/// What these pieces (kind and count) cost by the influencer's rate card, in minor units of that currency; a kind that is not
/// on the card costs what the cheapest one does.
pub fn asked(of: &InfluencerIn, pieces: &[(&str, u32)], currency: Currency) -> i64 {
    let Ok(own) = of.currency.parse() else { return 0 };
    let cheapest = of.rate_card.iter().map(|rate| rate.amount).min().unwrap_or(0);
    let price = |kind: &str| of.rate_card.iter().find(|rate| rate.kind == kind).map_or(cheapest, |rate| rate.amount);
    let sum = pieces.iter().map(|(kind, count)| price(kind) * i64::from(*count)).sum();
    converted(Money::new(sum, own), currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversion_minds_the_minor_units() {
        let convert =
            |amount, from: &str, to: &str| converted(Money::new(amount, from.parse().unwrap()), to.parse().unwrap());
        assert_eq!(convert(10_000, "EUR", "EUR"), 10_000);
        assert_eq!(convert(10_000, "USD", "EUR"), 9_200);
        assert_eq!(convert(10_000, "EUR", "JPY"), 10_000);
        assert_eq!(convert(10_000, "JPY", "EUR"), 10_000);
    }
}
