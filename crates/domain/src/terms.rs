//! The terms of a deal: what is paid, for what, until when.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::fault::{Faults, Wrong};
use crate::money::{MAX_MINOR, Money};
use crate::places;
use crate::text;
use crate::words::{Platform, UsageRights};

/// What one side offers the other. The same shape comes in, is stored and goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// What the influencer gets in all; 0 is a gift of the product itself.
    #[schema(value_type = crate::money::MoneySchema)]
    pub payment: Money,
    /// What must and must not be in the work, up to 10,000 characters.
    #[serde(default)]
    pub requirements: String,
    /// What is to be made, 1 to 50 rows.
    pub deliverables: Vec<DeliverableTerms>,
    /// What the sponsor may do with the content.
    #[serde(default = "no_rights")]
    pub usage_rights: UsageRights,
    /// For how many days from publication, 0 to 3650; 0 with `none`.
    #[serde(default)]
    pub usage_days: u32,
    /// For how many days the influencer takes no competing work, 0 to 365.
    #[serde(default)]
    pub exclusivity_days: u32,
    /// How often the sponsor may ask for changes to one deliverable, 0 to 20.
    #[serde(default = "two")]
    pub revisions_allowed: u32,
    /// What part of a submitted share is due when the sponsor cancels, 0 to 100 percent; 50 when not agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kill_fee_percent: Option<u32>,
    /// Where the usage rights hold, as country codes; empty is everywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub territories: Vec<String>,
    /// A share of the sales, on top of the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commission: Option<Commission>,
}

const fn no_rights() -> UsageRights {
    UsageRights::None
}
const fn two() -> u32 {
    2
}
const fn one() -> u32 {
    1
}

/// One kind of thing to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliverableTerms {
    /// What it is: `post`, `reel`, `story`, `video`, `short`, `stream`, `article`, `episode` or another word of `a-z 0-9 _ -`.
    pub kind: String,
    /// Where it is published.
    pub platform: Platform,
    /// How many of them, 1 to 100.
    #[serde(default = "one")]
    pub count: u32,
    /// The day by which it is handed in.
    #[schema(value_type = String, format = Date)]
    pub due_date: Date,
    /// Anything else, up to 2,000 characters.
    #[serde(default)]
    pub note: String,
    /// What each of them earns, in minor units of the payment's currency; left out, an even part of what the others leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
}

/// A share of the sales that the deal brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Commission {
    /// Percent of the declared sales, 1 to 100.
    pub percent: u32,
}

/// One deliverable as it becomes work: a row of the terms asked for `count` times becomes that many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Which row of the terms it comes from.
    pub row: usize,
    /// What it earns.
    pub amount: Money,
}

impl Terms {
    /// Cleans the texts and checks every rule, all faults at once. `today` is the day in the campaign's time zone.
    pub fn checked(self, today: Date) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let requirements = faults.take("/requirements", text::prose(&self.requirements, 10_000)).unwrap_or_default();
        check_range(&mut faults, "/payment/amount", self.payment.amount, 0, MAX_MINOR);
        check_range(&mut faults, "/usage_days", i64::from(self.usage_days), 0, 3_650);
        check_range(&mut faults, "/exclusivity_days", i64::from(self.exclusivity_days), 0, 365);
        check_range(&mut faults, "/revisions_allowed", i64::from(self.revisions_allowed), 0, 20);
        check_range(&mut faults, "/kill_fee_percent", i64::from(self.kill_fee_percent.unwrap_or(0)), 0, 100);
        if let Some(commission) = &self.commission {
            check_range(&mut faults, "/commission/percent", i64::from(commission.percent), 1, 100);
        }
        let no_days_without_rights = self.usage_rights != UsageRights::None || self.usage_days == 0;
        faults.unless(
            no_days_without_rights,
            "/usage_days",
            "needs_rights",
            "Must be 0 when there are no usage rights.",
        );
        let territories = places::codes(&mut faults, "/territories", &self.territories, 250, places::country);
        faults.unless(
            (1..=50).contains(&self.deliverables.len()),
            "/deliverables",
            "out_of_range",
            "Must have 1 to 50 rows.",
        );
        let deliverables = self
            .deliverables
            .into_iter()
            .enumerate()
            .map(|(row, deliverable)| deliverable.checked(&mut faults, row, today))
            .collect();
        let terms = Self { requirements, deliverables, territories, ..self };
        if faults.0.is_empty()
            && let Err(wrong) = terms.shares()
        {
            faults.add("/deliverables", wrong.code, wrong.message);
        }
        faults.check().map(|()| terms)
    }

    /// What each deliverable earns, in order; the shares sum to the payment. Amounts left out share evenly what the
    /// others leave, the remainder on the last.
    pub fn shares(&self) -> Result<Vec<Share>, Wrong> {
        let each =
            self.deliverables.iter().enumerate().flat_map(|(row, of)| (0..of.count).map(move |_| (row, of.amount)));
        let rows: Vec<_> = each.collect();
        let named = rows.iter().filter_map(|(_, amount)| *amount).try_fold(0_i64, i64::checked_add);
        let open = rows.iter().filter(|(_, amount)| amount.is_none()).count();
        let payment = self.payment.amount;
        let left = named
            .and_then(|named| payment.checked_sub(named))
            .filter(|left| if open == 0 { *left == 0 } else { *left >= 0 });
        let Some(left) = left else {
            return Err(Wrong::new("shares_differ", "The deliverables' amounts must sum to the payment."));
        };
        let mut even = Money::new(left, self.payment.currency).split(open).into_iter();
        let share = |(row, amount): (usize, Option<i64>)| {
            let amount = amount.map_or_else(
                || even.next().unwrap_or(Money::zero(self.payment.currency)),
                |amount| Money::new(amount, self.payment.currency),
            );
            Share { row, amount }
        };
        Ok(rows.into_iter().map(share).collect())
    }

    /// The top-level fields in which these terms differ from `earlier` ones, by their names on the wire.
    pub fn changes_from(&self, earlier: &Self) -> Vec<String> {
        let fields = |terms: &Self| {
            serde_json::to_value(terms).ok().and_then(|value| value.as_object().cloned()).unwrap_or_default()
        };
        let (old, new) = (fields(earlier), fields(self));
        let mut names: Vec<String> =
            new.keys().chain(old.keys()).filter(|name| old.get(*name) != new.get(*name)).cloned().collect();
        names.sort();
        names.dedup();
        names
    }

    /// SHA-256 of the terms as stored, in hex: what a revision's hash and an acceptance stand on.
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(serde_json::to_vec(self).unwrap_or_default()))
    }
}

impl DeliverableTerms {
    fn checked(self, faults: &mut Faults, row: usize, today: Date) -> Self {
        let at = |field: &str| format!("/deliverables/{row}/{field}");
        let kind = faults.take(at("kind"), kind(&self.kind)).unwrap_or_default();
        let note = faults.take(at("note"), text::prose(&self.note, 2_000)).unwrap_or_default();
        check_range(faults, &at("count"), i64::from(self.count), 1, 100);
        if let Some(amount) = self.amount {
            check_range(faults, &at("amount"), amount, 0, MAX_MINOR);
        }
        faults.unless(self.due_date >= today, at("due_date"), "in_the_past", "Must be today or later.");
        faults.unless(
            self.due_date.year() <= today.year() + 5,
            at("due_date"),
            "too_far",
            "Must be within five years.",
        );
        Self { kind, note, ..self }
    }
}

/// The word for a kind of deliverable: 2 to 40 of `a-z 0-9 _ -`.
pub fn kind(raw: &str) -> Result<String, Wrong> {
    let word = raw.trim().to_ascii_lowercase();
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if (2..=40).contains(&word.len()) && plain {
        Ok(word)
    } else {
        Err(Wrong::new("invalid_kind", "Must be a word such as reel, post or video."))
    }
}

/// Notes a fault unless `least ≤ value ≤ most`.
pub fn check_range(faults: &mut Faults, pointer: &str, value: i64, least: i64, most: i64) {
    faults.unless((least..=most).contains(&value), pointer, "out_of_range", format!("Must be from {least} to {most}."));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn terms(payment: i64, rows: &[(u32, Option<i64>)]) -> Terms {
        let deliverables = rows
            .iter()
            .map(|&(count, amount)| DeliverableTerms {
                kind: "reel".into(),
                platform: Platform::Instagram,
                count,
                due_date: day("2026-12-31"),
                note: String::new(),
                amount,
            })
            .collect();
        Terms {
            payment: Money::new(payment, "EUR".parse().unwrap()),
            requirements: String::new(),
            deliverables,
            usage_rights: UsageRights::None,
            usage_days: 0,
            exclusivity_days: 0,
            revisions_allowed: 2,
            kill_fee_percent: None,
            territories: vec![],
            commission: None,
        }
    }

    #[test]
    fn shares_by_table() {
        let shares = |payment, rows: &[_]| {
            terms(payment, rows)
                .shares()
                .map(|shares| shares.iter().map(|share| share.amount.amount).collect::<Vec<_>>())
        };
        assert_eq!(shares(150_000, &[(2, Some(75_000))]).unwrap(), [75_000, 75_000]);
        assert_eq!(shares(100, &[(3, None)]).unwrap(), [33, 33, 34]);
        assert_eq!(shares(100, &[(1, Some(40)), (2, None)]).unwrap(), [40, 30, 30]);
        assert_eq!(shares(0, &[(1, None)]).unwrap(), [0]);
        assert_eq!(shares(100, &[(1, Some(99))]).unwrap_err().code, "shares_differ");
        assert_eq!(shares(100, &[(1, Some(101)), (1, None)]).unwrap_err().code, "shares_differ");
        assert_eq!(shares(100, &[(2, Some(i64::MAX))]).unwrap_err().code, "shares_differ");
    }

    #[test]
    fn all_faults_at_once() {
        let mut bad = terms(-1, &[(0, Some(-5)), (1, None)]);
        bad.usage_days = 30;
        bad.territories = vec!["ZZ".into()];
        bad.deliverables[1].due_date = day("2026-01-01");
        let faults = bad.checked(day("2026-11-21")).unwrap_err();
        let pointers: Vec<_> = faults.0.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(
            pointers,
            [
                "/payment/amount",
                "/usage_days",
                "/territories/0",
                "/deliverables/0/count",
                "/deliverables/0/amount",
                "/deliverables/1/due_date"
            ]
        );
    }

    #[test]
    fn a_change_names_its_fields() {
        let old = terms(100, &[(1, None)]);
        let new = Terms { revisions_allowed: 3, kill_fee_percent: Some(25), ..terms(200, &[(1, None)]) };
        assert_eq!(new.changes_from(&old), ["kill_fee_percent", "payment", "revisions_allowed"]);
        assert!(new.changes_from(&new).is_empty());
        assert_ne!(old.digest(), new.digest());
    }

    proptest! {
        #[test]
        fn shares_always_sum_to_the_payment(payment in 0..=MAX_MINOR, rows in prop::collection::vec((1_u32..5, prop::option::of(0..1000_i64)), 1..8)) {
            if let Ok(shares) = terms(payment, &rows).shares() {
                prop_assert_eq!(shares.iter().map(|share| share.amount.amount).sum::<i64>(), payment);
                prop_assert!(shares.iter().all(|share| share.amount.amount >= 0));
            }
        }
    }
}
