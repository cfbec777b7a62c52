//! Money: integer minor units of an ISO 4217 currency, never a float.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::fault::Wrong;

/// The most that one amount may be, in minor units (10^12: ten thousand million euros).
pub const MAX_MINOR: i64 = 1_000_000_000_000;

/// An ISO 4217 currency that people pay with; no metals, funds or test codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// Its three letters, such as `EUR`.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimal digits its minor unit stands for: 2 for EUR, 0 for JPY, 3 for KWD.
    pub fn digits(self) -> u16 {
        self.0.exponent().unwrap_or(0)
    }
}

impl FromStr for Currency {
    type Err = Wrong;
    fn from_str(code: &str) -> Result<Self, Wrong> {
        iso_currency::Currency::from_code(code)
            .filter(|currency| {
                currency.exponent().is_some() && !code.starts_with('X') || matches!(code, "XAF" | "XCD" | "XOF" | "XPF")
            })
            .map(Self)
            .ok_or_else(|| Wrong::new("unknown_currency", "Must be an ISO 4217 currency code such as EUR."))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        code.parse().map_err(|wrong: Wrong| serde::de::Error::custom(wrong.message))
    }
}

/// How [`Money`] looks in the interface's description.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Money, example = json!({"amount": 150_000, "currency": "EUR"}))]
#[expect(dead_code, reason = "describes, is never made")]
pub struct MoneySchema {
    /// Minor units: cents, yen, fils.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    amount: i64,
    /// An ISO 4217 code.
    #[schema(pattern = "^[A-Z]{3}$")]
    currency: String,
}

/// An amount of money, 0 to [`MAX_MINOR`] minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Minor units: cents, yen, fils.
    pub amount: i64,
    /// What they are units of.
    pub currency: Currency,
}

impl Money {
    /// An amount of that currency.
    pub const fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Nothing, in that currency.
    pub const fn zero(currency: Currency) -> Self {
        Self { amount: 0, currency }
    }

    /// The number alone, with all digits of the minor unit and no others: `1500.00`, as programs and spreadsheets read it.
    pub fn decimal(self) -> String {
        let digits = usize::from(self.currency.digits());
        let unit = 10_i64.pow(u32::from(self.currency.digits()));
        if digits == 0 {
            self.amount.to_string()
        } else {
            let sign = if self.amount < 0 { "-" } else { "" };
            format!("{sign}{}.{:0digits$}", (self.amount / unit).abs(), (self.amount % unit).abs())
        }
    }

    /// That many percent of it (0 to 100), rounded up, and the rest.
    pub fn parted(self, percent: u32) -> (Self, Self) {
        let part = (i128::from(self.amount) * i128::from(percent.min(100)) + 99) / 100;
        let part = i64::try_from(part).unwrap_or(self.amount);
        (Self { amount: part, ..self }, Self { amount: self.amount - part, ..self })
    }

    /// Splits into `parts` equal shares, the remainder on the last, so that they sum to the whole.
    pub fn split(self, parts: usize) -> Vec<Self> {
        let Ok(count) = i64::try_from(parts) else {
            return Vec::new();
        };
        if count == 0 {
            return Vec::new();
        }
        let share = self.amount / count;
        let mut shares = vec![Self { amount: share, ..self }; parts];
        if let Some(last) = shares.last_mut() {
            last.amount += self.amount - share * count;
        }
        shares
    }
}

impl fmt::Display for Money {
    /// For logs and mails in plain English: `1,500.00 EUR`. People's screens format by their own locale.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_i64.pow(u32::from(self.currency.digits()));
        let whole = (self.amount / unit).to_string();
        let groups: Vec<_> = whole.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
        f.write_str(&groups.join(","))?;
        if unit > 1 {
            write!(f, ".{:0width$}", self.amount % unit, width = usize::from(self.currency.digits()))?;
        }
        write!(f, " {}", self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_currencies_that_people_pay_with() {
        for code in ["EUR", "INR", "JPY", "KWD", "XOF"] {
            assert_eq!(code.parse::<Currency>().unwrap().code(), code);
        }
        for code in ["XAU", "XTS", "XXX", "eur", "", "EURO"] {
            assert!(code.parse::<Currency>().is_err(), "{code}");
        }
    }

    #[test]
    fn display_groups_and_keeps_the_minor_digits() {
        let show = |amount, code: &str| Money::new(amount, code.parse().unwrap()).to_string();
        assert_eq!(show(150_000, "EUR"), "1,500.00 EUR");
        assert_eq!(show(5, "EUR"), "0.05 EUR");
        assert_eq!(show(1_234_567, "JPY"), "1,234,567 JPY");
        assert_eq!(show(1_234, "KWD"), "1.234 KWD");
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_whole(amount in 0..=MAX_MINOR, parts in 1_usize..50) {
            let shares = Money::new(amount, "EUR".parse().unwrap()).split(parts);
            prop_assert_eq!(shares.len(), parts);
            prop_assert_eq!(shares.iter().map(|share| share.amount).sum::<i64>(), amount);
        }
    }
}
