//! The figures of earnings.

use std::collections::{BTreeMap, HashMap};

use domain::clock::{Timestamp, Zone};
use domain::ids::CampaignId;
use domain::ledger::TransactionKind;
use domain::money::{Currency, Money, MoneySchema};
use serde::Serialize;
use utoipa::ToSchema;

use crate::payments::transactions::{Movement, SignedMoney, TitledCampaign};
use crate::reports::Month;

/// What somebody earned in one currency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CurrencyEarnings {
    /// Which.
    #[schema(value_type = String, pattern = "^[A-Z]{3}$")]
    pub currency: Currency,
    /// What is kept for own work, before the platform's fee.
    #[schema(value_type = MoneySchema)]
    pub in_escrow: Money,
    /// What can be paid out now.
    #[schema(value_type = MoneySchema)]
    pub available: Money,
    /// What was asked to be paid out and has not arrived yet.
    #[schema(value_type = MoneySchema)]
    pub in_transit: Money,
    /// What has been paid out ever.
    #[schema(value_type = MoneySchema)]
    pub paid_out: Money,
    /// What has been released ever, less the platform's fee: as much as is available, in transit and paid out.
    #[schema(value_type = MoneySchema)]
    pub earned: Money,
    /// Each month that was asked for, the first one first.
    pub months: Vec<MonthEarnings>,
    /// Each campaign with work that money is kept for, or was released for in these months; the one that brought most first.
    pub campaigns: Vec<CampaignEarnings>,
}

/// What was earned in a month.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MonthEarnings {
    /// The month.
    #[schema(value_type = String, example = "2026-10")]
    pub month: Month,
    /// What was released, less the platform's fee.
    #[schema(value_type = MoneySchema)]
    pub earned: Money,
    /// What set out to be paid out, less what came back; below zero when more came back.
    pub paid_out: SignedMoney,
}

/// What was earned in a campaign.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CampaignEarnings {
    /// The campaign.
    pub campaign: TitledCampaign,
    /// What its sponsor is called.
    pub sponsor: String,
    /// What was released in the months that were asked for, less the platform's fee.
    #[schema(value_type = MoneySchema)]
    pub earned: Money,
    /// What is kept for work that is under way.
    #[schema(value_type = MoneySchema)]
    pub in_escrow: Money,
}

/// All that the figures come from.
pub struct Facts {
    /// The months that are asked for.
    pub months: Vec<Month>,
    /// Where they begin and end.
    pub zone: Zone,
    /// What was ever booked, by kind.
    pub sums: Vec<(TransactionKind, Money)>,
    /// What moved in the months.
    pub movements: Vec<Movement>,
    /// What is kept, by campaign.
    pub escrow: Vec<(CampaignId, Money)>,
    /// What is on its way out.
    pub in_transit: Vec<Money>,
    /// The campaigns of all these.
    pub campaigns: HashMap<CampaignId, (TitledCampaign, String)>,
}

const fn leaves(kind: TransactionKind) -> bool {
    matches!(kind, TransactionKind::Payout | TransactionKind::Reversal)
}

impl Facts {
    /// The figures in each currency, by its code.
    pub fn figures(&self) -> Vec<CurrencyEarnings> {
        let booked = self.sums.iter().map(|(_, sum)| sum.currency);
        let mut currencies: Vec<Currency> = booked.chain(self.escrow.iter().map(|(_, kept)| kept.currency)).collect();
        currencies.sort_unstable();
        currencies.dedup();
        currencies.into_iter().map(|currency| self.of(currency)).collect()
    }

    fn of(&self, currency: Currency) -> CurrencyEarnings {
        let sum = |keeps: &dyn Fn(TransactionKind) -> bool| -> i64 {
            let all = self.sums.iter().filter(|(kind, sum)| sum.currency == currency && keeps(*kind));
            all.map(|(_, sum)| sum.amount).sum()
        };
        let same = |money: &&Money| money.currency == currency;
        let in_transit: i64 = self.in_transit.iter().filter(same).map(|money| money.amount).sum();
        let in_escrow: i64 = self.escrow.iter().map(|(_, kept)| kept).filter(same).map(|money| money.amount).sum();
        let money = |amount| Money::new(amount, currency);
        CurrencyEarnings {
            currency,
            in_escrow: money(in_escrow),
            available: money(sum(&|_| true)),
            in_transit: money(in_transit),
            paid_out: money(-sum(&leaves) - in_transit),
            earned: money(sum(&|kind| kind == TransactionKind::Release)),
            months: self.months(currency),
            campaigns: self.campaigns(currency),
        }
    }

    fn moved(&self, currency: Currency) -> impl Iterator<Item = &Movement> {
        self.movements.iter().filter(move |one| one.currency.0 == currency)
    }

    fn months(&self, currency: Currency) -> Vec<MonthEarnings> {
        let mut all: BTreeMap<Month, (i64, i64)> = self.months.iter().map(|month| (*month, (0, 0))).collect();
        for one in self.moved(currency) {
            let month = Month::of(Timestamp(one.created_at).day_in(&self.zone));
            let Some((earned, paid_out)) = all.get_mut(&month) else { continue };
            match one.kind.0 {
                TransactionKind::Release => *earned += one.amount,
                kind if leaves(kind) => *paid_out -= one.amount,
                _ => {}
            }
        }
        let month = |(month, (earned, paid_out))| MonthEarnings {
            month,
            earned: Money::new(earned, currency),
            paid_out: SignedMoney { amount: paid_out, currency },
        };
        all.into_iter().map(month).collect()
    }

    fn campaigns(&self, currency: Currency) -> Vec<CampaignEarnings> {
        let mut all: BTreeMap<CampaignId, (i64, i64)> = BTreeMap::new();
        for one in self.moved(currency).filter(|one| one.kind.0 == TransactionKind::Release) {
            let Some(campaign) = &one.campaign else { continue };
            all.entry(campaign.0).or_default().0 += one.amount;
        }
        for (campaign, kept) in self.escrow.iter().filter(|(_, kept)| kept.currency == currency) {
            all.entry(*campaign).or_default().1 += kept.amount;
        }
        let row = |(id, (earned, in_escrow))| {
            let (campaign, sponsor) = self.campaigns.get(&id)?.clone();
            let money = |amount| Money::new(amount, currency);
            Some(CampaignEarnings { campaign, sponsor, earned: money(earned), in_escrow: money(in_escrow) })
        };
        let mut rows: Vec<CampaignEarnings> = all.into_iter().filter_map(row).collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.earned.amount, row.in_escrow.amount, row.campaign.id)));
        rows
    }
}
