//! The house's own figures that rules ask for, small enough to go into every transaction, and what of the settings
//! transactions find without being handed it.

use domain::billing::Party;
use domain::clock::Zone;
use domain::ledger::FeeRate;
use domain::waiting::Periods;

use crate::app::App;
use crate::config::Config;

/// What the settings say of deadlines, fees and standing.
#[derive(Clone, Copy, Debug)]
pub struct House {
    /// Whether an e-mail address must be confirmed before the account is used.
    pub verifies_email: bool,
    /// How long each is waited for.
    pub periods: Periods,
    /// The platform's part of what is released.
    pub fee: FeeRate,
}

impl House {
    /// The house of that app.
    pub fn of(app: &App) -> Self {
        Self {
            verifies_email: app.config.verifies_email(),
            periods: app.config.deadlines,
            fee: FeeRate(app.config.money.fee_basis_points),
        }
    }
}

/// What the settings say that is shared with all transactions.
#[derive(Debug)]
pub struct Settled {
    /// Whether the instance has a space of its own in Google Chat, for those who have none.
    pub has_chat: bool,
    /// The platform as it stands on its invoices.
    pub platform: Party,
    /// The time zone that its own days are in.
    pub zone: Zone,
}

impl Settled {
    /// What those settings say.
    pub fn of(config: &Config) -> Self {
        Self {
            has_chat: config.google_chat_webhook_url().is_some(),
            platform: config.platform(),
            zone: config.instance.time_zone.clone(),
        }
    }
}
