//! Cards as they are typed in for the sandbox: the usual test numbers and no others, so that nobody gives away a real one.
//!
//! A number is looked at and forgotten. What is kept is a token that says how the sandbox is to behave, the brand and the
//! last four digits.

use domain::clock::{Timestamp, Zone};
use domain::fault::{Faults, Wrong};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Card;

/// A card as it is typed in. It has no `Debug`, so that no log can have its number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "card", "number": "4242 4242 4242 4242", "exp_month": 12, "exp_year": 2030, "cvc": "123"}))]
pub struct CardIn {
    /// Always `card`.
    kind: CardKind,
    /// A test number, with or without spaces.
    number: String,
    /// The month to whose end it is good, 1 to 12.
    #[schema(minimum = 1, maximum = 12)]
    exp_month: i64,
    /// Its year, with four digits or two.
    #[schema(minimum = 0, maximum = 2100)]
    exp_year: i64,
    /// The check number: three digits, with American Express four.
    cvc: String,
}

/// The one kind of payment method that there is.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// A card.
    Card,
}

/// What to pay with: a card, or in short a test number or the name of a test card, such as `pm_card_visa`.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub enum MethodIn {
    /// A card.
    Card(CardIn),
    /// A test number, or the name of a test card.
    Short(String),
}

/// What is kept of a payment method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// How the sandbox is to behave.
    pub token: &'static str,
    /// What is shown.
    pub card: Card,
}

/// Every test card: token, brand, number.
const CARDS: [(&str, &str, &str); 14] = [
    ("pm_card_visa", "visa", "4242424242424242"),
    ("pm_card_visa_debit", "visa", "4000056655665556"),
    ("pm_card_mastercard", "mastercard", "5555555555554444"),
    ("pm_card_amex", "amex", "378282246310005"),
    ("pm_card_discover", "discover", "6011111111111117"),
    ("pm_card_chargeDeclined", "visa", "4000000000000002"),
    ("pm_card_chargeDeclinedInsufficientFunds", "visa", "4000000000009995"),
    ("pm_card_chargeDeclinedExpiredCard", "visa", "4000000000000069"),
    ("pm_card_chargeDeclinedIncorrectCvc", "visa", "4000000000000127"),
    ("pm_card_chargeDeclinedProcessingError", "visa", "4000000000000119"),
    ("pm_card_authenticationRequired", "visa", "4000002500003155"),
    ("pm_card_authenticationRequiredOnSetup", "visa", "4000002760003184"),
    ("pm_card_threeDSecure2Required", "visa", "4000000000003220"),
    ("pm_card_authenticationRequiredChargeDeclined", "visa", "4000008400001629"),
];

impl MethodIn {
    /// The method, or all that is wrong with it; pointers begin at the method.
    pub fn method(&self, now: Timestamp) -> Result<Method, Faults> {
        let mut faults = Faults::new();
        let method = match self {
            Self::Card(card) => card.check(now, &mut faults),
            Self::Short(text) => faults.take("", by_name(text).map_or_else(|| by_number(text), Ok)),
        };
        faults.check()?;
        method.ok_or_else(Faults::new)
    }
}

impl CardIn {
    fn check(&self, now: Timestamp, faults: &mut Faults) -> Option<Method> {
        let CardKind::Card = self.kind;
        let method = faults.take("/number", by_number(&self.number));
        faults.unless((1..=12).contains(&self.exp_month), "/exp_month", "out_of_range", "Must be from 1 to 12.");
        let year = if self.exp_year < 100 { self.exp_year + 2000 } else { self.exp_year };
        let today = now.day_in(&Zone::UTC);
        let is_over = (year, self.exp_month) < (i64::from(today.year()), i64::from(today.month()));
        faults.unless(!is_over, "/exp_year", "expired_card", "The card has expired.");
        faults.unless(year <= 2100, "/exp_year", "out_of_range", "Must be a year such as 2030.");
        let length = if method.as_ref().is_some_and(|method| method.card.brand == "amex") { 4 } else { 3 };
        let fits = self.cvc.len() == length && self.cvc.bytes().all(|byte| byte.is_ascii_digit());
        faults.unless(fits, "/cvc", "invalid_cvc", format!("Must be {length} digits."));
        method
    }
}

fn by_name(name: &str) -> Option<Method> {
    CARDS.iter().find(|(token, ..)| *token == name).map(of)
}

fn by_number(typed: &str) -> Result<Method, Wrong> {
    let digits: String = typed.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let is_number = (12..=19).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || !luhn(&digits) {
        return Err(Wrong::new("invalid_card_number", "Is not a card number."));
    }
    let known = CARDS.iter().find(|(.., number)| *number == digits).map(of);
    known.ok_or_else(|| Wrong::new("no_test_card", "Only test numbers are taken here, such as 4242 4242 4242 4242."))
}

fn of((token, brand, number): &(&'static str, &'static str, &'static str)) -> Method {
    Method { token, card: Card { brand: (*brand).to_owned(), last4: number[number.len() - 4..].to_owned() } }
}

/// The check digit of card numbers.
fn luhn(digits: &str) -> bool {
    let value = |(place, digit): (usize, u8)| {
        let digit = u32::from(digit - b'0');
        let doubled = if place % 2 == 1 { digit * 2 } else { digit };
        doubled / 10 + doubled % 10
    };
    digits.bytes().rev().enumerate().map(value).sum::<u32>().is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn faults(body: serde_json::Value) -> Vec<String> {
        let method: MethodIn = serde_json::from_value(body).unwrap();
        let faults = method.method(now()).err().unwrap_or_default();
        faults.0.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect()
    }

    #[test]
    fn every_test_card_is_a_card_number() {
        for (token, brand, number) in CARDS {
            assert!(luhn(number), "{number}");
            let short: MethodIn = serde_json::from_value(number.into()).unwrap();
            let named: MethodIn = serde_json::from_value(token.into()).unwrap();
            let method = short.method(now()).unwrap();
            assert_eq!((method.token, method.card.brand.as_str()), (token, brand));
            assert_eq!(named.method(now()).unwrap(), method);
        }
    }

    #[test]
    fn what_is_wrong_is_said_at_once_and_where() {
        let card = |number: &str, month: i64, year: i64, cvc: &str| serde_json::json!({"kind": "card", "number": number, "exp_month": month, "exp_year": year, "cvc": cvc});
        for (body, wrong) in [
            (card("4242 4242-42424242", 11, 26, "123"), vec![]),
            (card("378282246310005", 1, 2030, "1234"), vec![]),
            (card("378282246310005", 1, 2030, "123"), vec!["/cvc invalid_cvc"]),
            (
                card("4242424242424241", 10, 2026, "12a"),
                vec!["/number invalid_card_number", "/exp_year expired_card", "/cvc invalid_cvc"],
            ),
            (
                card("4111111111111111", 13, 99999, "123"),
                vec!["/number no_test_card", "/exp_month out_of_range", "/exp_year out_of_range"],
            ),
            ("pm_card_unknown".into(), vec![" invalid_card_number"]),
            ("".into(), vec![" invalid_card_number"]),
        ] {
            assert_eq!(faults(body), wrong);
        }
    }
}
