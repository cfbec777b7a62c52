//! The house's own figures that rules ask for, small enough to go into every transaction.

use domain::ledger::FeeRate;
use domain::waiting::Periods;

use crate::app::App;

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
