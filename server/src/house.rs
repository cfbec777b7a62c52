//! The house's own figures that rules ask for, small enough to go into every transaction.

use crate::app::App;

/// What the settings say of deadlines and standing.
#[derive(Clone, Copy, Debug)]
pub struct House {
    /// Whether an e-mail address must be confirmed before the account is used.
    pub verifies_email: bool,
    /// How long a side has to answer an ad request, in days.
    pub ad_request_days: i64,
    /// How long a sponsor has to fund a collaboration, in days.
    pub funding_days: i64,
}

impl House {
    /// The house of that app.
    pub fn of(app: &App) -> Self {
        let deadlines = &app.config.deadlines;
        Self {
            verifies_email: app.config.verifies_email(),
            ad_request_days: deadlines.ad_request_days,
            funding_days: deadlines.funding_days,
        }
    }
}
