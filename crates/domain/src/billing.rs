//! Who stands on an invoice, and which invoices a release gives rise to.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString};
use utoipa::ToSchema;

use crate::fault::{Faults, Wrong};
use crate::ids::UserId;
use crate::money::Money;
use crate::{places, text};

/// The most lines that an address has.
const MAX_LINES: usize = 6;

/// Somebody as they stand on an invoice. Kept on it as they were on that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InvoiceParty, example = json!({"legal_name": "Oat & Ember GmbH", "address_lines": ["Hafenstraße 12", "20457 Hamburg"], "country": "DE", "tax_id": "DE123456789"}))]
pub struct Party {
    /// The name that the law knows, 1 to 200 characters.
    pub legal_name: String,
    /// The address line by line, without the country; up to 6 lines of 100 characters.
    #[serde(default)]
    pub address_lines: Vec<String>,
    /// ISO 3166, two letters.
    #[serde(default)]
    pub country: Option<String>,
    /// A number that the tax office gave, 4 to 30 letters, digits and `. - /`.
    #[serde(default)]
    pub tax_id: Option<String>,
}

impl Party {
    /// Somebody of whom nothing but a name is known.
    pub fn named(name: &str) -> Self {
        Self { legal_name: name.to_owned(), address_lines: Vec::new(), country: None, tax_id: None }
    }

    /// Cleans the texts and checks every rule, all faults at once. Empty lines are left out.
    pub fn checked(self) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let legal_name = faults.take("/legal_name", text::required(text::line(&self.legal_name, 200)));
        let given = self.address_lines.iter().enumerate();
        let lines = given.filter_map(|(at, line)| faults.take(format!("/address_lines/{at}"), text::line(line, 100)));
        let address_lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
        let few = address_lines.len() <= MAX_LINES;
        faults.unless(few, "/address_lines", "too_many", format!("Must be at most {MAX_LINES} lines."));
        let country = perhaps(self.country).and_then(|code| faults.take("/country", places::country(&code)));
        let tax_id = perhaps(self.tax_id).and_then(|number| faults.take("/tax_id", tax_id(&number)));
        faults.check()?;
        Ok(Self { legal_name: legal_name.unwrap_or_default(), address_lines, country, tax_id })
    }
}

/// Nothing but blanks is nothing.
fn perhaps(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// A tax number as its country writes it: blanks are left out, letters are raised.
fn tax_id(raw: &str) -> Result<String, Wrong> {
    let number: String = raw.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let plain = number.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/'));
    let counts = number.chars().any(|c| c.is_ascii_digit());
    if (4..=30).contains(&number.len()) && plain && counts {
        Ok(number)
    } else {
        Err(Wrong::new("invalid_tax_id", "Must be 4 to 30 letters, digits, dots, dashes and slashes, with a digit."))
    }
}

/// What an invoice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, EnumIter, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum InvoiceKind {
    /// The work: the influencer's to the sponsor.
    Work,
    /// The platform's part of it: the platform's to the influencer.
    Fee,
}

/// Who makes out an invoice. Each has a series of numbers of its own, from 1 without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Issuer {
    /// A person.
    Person(UserId),
    /// The platform.
    Platform,
}

impl Issuer {
    /// The platform's series.
    pub const PLATFORM: &'static str = "platform";

    /// The name of the series.
    pub fn series(self) -> String {
        match self {
            Self::Person(id) => id.to_string(),
            Self::Platform => Self::PLATFORM.to_owned(),
        }
    }

    /// Who it is, unless it is the platform.
    pub const fn person(self) -> Option<UserId> {
        match self {
            Self::Person(id) => Some(id),
            Self::Platform => None,
        }
    }
}

/// An invoice to be made out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// What for.
    pub kind: InvoiceKind,
    /// By whom.
    pub issuer: Issuer,
    /// To whom.
    pub recipient: UserId,
    /// How much.
    pub amount: Money,
}

/// The invoices of a release: the influencer's on all that left escrow, and the platform's on its fee, if there is one.
pub fn of_release(sponsor: UserId, influencer: UserId, released: Money, fee: Money) -> Vec<Due> {
    let work =
        Due { kind: InvoiceKind::Work, issuer: Issuer::Person(influencer), recipient: sponsor, amount: released };
    let fee = Due { kind: InvoiceKind::Fee, issuer: Issuer::Platform, recipient: influencer, amount: fee };
    [work, fee].into_iter().filter(|due| due.amount.amount > 0).collect()
}

impl InvoiceKind {
    /// How that number of a series is written: `INV-000012`.
    pub fn numbered(self, number: i64) -> String {
        let prefix = match self {
            Self::Work => "INV",
            Self::Fee => "FEE",
        };
        format!("{prefix}-{number:06}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;

    fn party(name: &str, lines: &[&str], country: &str, tax_id: &str) -> Party {
        Party {
            legal_name: name.into(),
            address_lines: lines.iter().map(|&line| line.into()).collect(),
            country: Some(country.into()),
            tax_id: Some(tax_id.into()),
        }
    }

    #[test]
    fn details_are_cleaned() {
        let given = party(" Oat & Ember GmbH ", &["Hafenstraße 12", "  ", "20457 Hamburg"], "de", "de 123 456 789");
        let clean = given.checked().unwrap();
        assert_eq!(clean, party("Oat & Ember GmbH", &["Hafenstraße 12", "20457 Hamburg"], "DE", "DE123456789"));
        let bare = Party { country: Some(" ".into()), ..Party::named("Mira") };
        assert_eq!(bare.checked().unwrap(), Party::named("Mira"));
    }

    #[test]
    fn all_faults_at_once() {
        let faults = party(" ", &["a\nb", "fine"], "ZZ", "???").checked().unwrap_err();
        let pointers: Vec<_> = faults.0.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/legal_name", "/address_lines/0", "/country", "/tax_id"]);
        let long = party("Mira", &["1", "2", "3", "4", "5", "6", "7"], "DE", "1234").checked().unwrap_err();
        assert_eq!((long.0.len(), long.0[0].code), (1, "too_many"));
    }

    #[test]
    fn tax_numbers_by_table() {
        for good in ["DE123456789", "27AAPFU0939F1ZV", "12/345/67890", "CHE-123.456.788", "1234"] {
            assert_eq!(tax_id(good).unwrap(), good);
        }
        for bad in ["", "123", "ABCDEF", "DE12345_6789", "१२३४५", &"1".repeat(31)] {
            assert_eq!(tax_id(bad).unwrap_err().code, "invalid_tax_id", "{bad}");
        }
    }

    #[test]
    fn a_release_gives_rise_to_an_invoice_and_a_fee_to_another() {
        let [sponsor, influencer] = [UserId::new(Timestamp(1)), UserId::new(Timestamp(2))];
        let eur = |amount| Money::new(amount, "EUR".parse().unwrap());
        let made = |released, fee| {
            let all = of_release(sponsor, influencer, eur(released), eur(fee));
            all.iter().map(|due| (due.kind, due.issuer.person(), due.recipient, due.amount.amount)).collect::<Vec<_>>()
        };
        let work = (InvoiceKind::Work, Some(influencer), sponsor, 1_000);
        assert_eq!(made(1_000, 0), [work]);
        assert_eq!(made(1_000, 25), [work, (InvoiceKind::Fee, None, influencer, 25)]);
        assert_eq!(made(0, 0), [], "a gift is not paid");
        assert_eq!(
            (InvoiceKind::Work.numbered(12), InvoiceKind::Fee.numbered(1_234_567)),
            ("INV-000012".into(), "FEE-1234567".into())
        );
    }
}
