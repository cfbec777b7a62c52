//! Where payouts go: a connected account of each person's, whose owner Stripe itself gets to know.

use domain::ids::UserId;
use serde_json::Value;
use uuid::Uuid;

use super::super::destination::IdentityCheck;
use super::super::provider::Unclear;
use super::api::Fault;
use super::{Stripe, id, text};
use crate::error::Error;

/// What is known of a connected account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connected {
    /// Stripe's name for it.
    pub account: String,
    /// Whether Stripe knows who that is.
    pub identity: IdentityCheck,
    /// Its country.
    pub country: Option<String>,
    /// The last four digits of the bank account behind it.
    pub last4: Option<String>,
}

impl Connected {
    /// Read from Stripe's own object.
    pub fn of(account: &Value) -> Result<Self, Unclear> {
        let disabled = text(account, "/requirements/disabled_reason").unwrap_or_default();
        let identity = match account["payouts_enabled"].as_bool() {
            Some(true) => IdentityCheck::Verified,
            _ if disabled.starts_with("rejected") => IdentityCheck::Rejected,
            _ => IdentityCheck::Pending,
        };
        let last4 = text(account, "/external_accounts/data/0/last4");
        Ok(Self { account: id(account)?, identity, country: text(account, "/country"), last4 })
    }
}

impl Stripe {
    /// That person's account, made if there is none yet.
    pub async fn connect(&self, owner: UserId, known: Option<&str>) -> Result<Connected, Error> {
        let account = if let Some(account) = known {
            self.api.get(&format!("/v1/accounts/{account}"), &[]).await.map_err(Fault::from)
        } else {
            let user = owner.to_string();
            let fields = [
                ("type", "express"),
                ("capabilities[transfers][requested]", "true"),
                ("metadata[user]", user.as_str()),
            ];
            self.api.post("/v1/accounts", &format!("account:{user}"), &fields).await
        };
        Connected::of(&account.map_err(told)?).map_err(|unclear| told(unclear.into()))
    }

    /// A page on which the person tells Stripe who they are; good once, for some minutes.
    pub async fn onboarding(&self, account: &str) -> Result<String, Error> {
        let back = format!("{}/app/wallet", self.public_url);
        let fields =
            [("account", account), ("type", "account_onboarding"), ("refresh_url", &back), ("return_url", &back)];
        let link = self.api.post("/v1/account_links", &Uuid::new_v4().to_string(), &fields).await.map_err(told)?;
        text(&link, "/url").ok_or(Error::Unavailable)
    }
}

/// What the person gets to hear of it: nothing was changed.
fn told(fault: Fault) -> Error {
    match fault {
        Fault::Refused(_) => Error::conflict("provider_refused", "The payment provider refused it."),
        Fault::Unclear(unclear) => {
            tracing::warn!(%unclear, "Stripe can't connect an account");
            Error::Unavailable
        }
    }
}
