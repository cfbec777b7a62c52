//! A person's money here, in each currency: what they can use, what is kept for work, what is on its way out.

use std::collections::BTreeMap;

use db::Conn;
use diesel::prelude::*;
use domain::access::Permission;
use domain::ledger::Account;
use domain::money::{Currency, Money, MoneySchema};
use domain::words::Role;
use serde::Serialize;
use utoipa::ToSchema;

use super::destination::{self, DestinationOut};
use super::provider::ProviderName;
use super::store;
use crate::app::App;
use crate::auth::User;
use crate::db::Text;
use crate::error::{Error, Result};
use crate::http::Reply;
use crate::ledger;
use crate::schema::{collaborations, ledger_accounts};

/// A move that somebody has with their money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WalletAction {
    /// Pay in.
    Deposit,
    /// Have it back.
    Withdraw,
    /// Have it paid out.
    PayOut,
    /// Say where payouts go.
    SetPayoutDestination,
}

/// What somebody has in one currency.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct BalanceOut {
    /// Which.
    #[schema(value_type = String, pattern = "^[A-Z]{3}$")]
    pub currency: Currency,
    /// What can be used now.
    #[schema(value_type = MoneySchema)]
    pub available: Money,
    /// What is kept for own collaborations: to a sponsor what they have funded, to an influencer what they can still earn.
    #[schema(value_type = MoneySchema)]
    pub escrow: Money,
    /// What has left the balance and has not arrived yet.
    #[schema(value_type = MoneySchema)]
    pub in_transit: Money,
}

/// Somebody's money here.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WalletOut {
    /// The payment provider that money comes and goes through.
    pub provider: ProviderName,
    /// Whether it only plays: no money moves.
    pub sandbox: bool,
    /// A balance for each currency that ever was here, by its code.
    pub balances: Vec<BalanceOut>,
    /// Where payouts go, if that was said.
    pub payout_destination: Option<DestinationOut>,
    /// The moves that the reader has now.
    pub actions: Vec<WalletAction>,
}

/// See one's money here.
#[utoipa::path(get, path = "/wallet", tag = "money", responses((status = 200, body = WalletOut)))]
pub async fn get_wallet(app: App, user: User) -> Result<Reply> {
    let provider = app.payments.chosen();
    let wallet = app.db.read(move |conn| {
        let balances = balances(conn, &user)?;
        let payout_destination = destination::find(conn, user.id())?.as_ref().map(DestinationOut::of);
        let actions = actions(&user, &balances);
        let sandbox = provider == ProviderName::Sandbox;
        Ok::<_, Error>(WalletOut { provider, sandbox, balances, payout_destination, actions })
    });
    Reply::ok(&wallet.await?)
}

fn balances(conn: &mut Conn, user: &User) -> Result<Vec<BalanceOut>> {
    let mut all: BTreeMap<Currency, BalanceOut> = BTreeMap::new();
    let mut add = |money: Money, to: fn(&mut BalanceOut) -> &mut Money| {
        let (currency, none) = (money.currency, Money::zero(money.currency));
        let empty = BalanceOut { currency, available: none, escrow: none, in_transit: none };
        to(all.entry(currency).or_insert(empty)).amount += money.amount;
    };
    ledger::balances(conn, user.id())?.into_iter().for_each(|money| add(money, |row| &mut row.available));
    escrow(conn, user)?.into_iter().for_each(|money| add(money, |row| &mut row.escrow));
    store::in_transit(conn, user.id())?.into_iter().for_each(|money| add(money, |row| &mut row.in_transit));
    Ok(all.into_values().collect())
}

/// What is kept for that person's collaborations, one by one.
fn escrow(conn: &mut Conn, user: &User) -> Result<Vec<Money>> {
    let me = user.id().to_string();
    let kept = ledger_accounts::table
        .inner_join(collaborations::table.on(collaborations::id.eq(ledger_accounts::owner)))
        .filter(ledger_accounts::kind.eq(Account::ESCROW).and(ledger_accounts::balance.gt(0)))
        .filter(collaborations::sponsor_id.eq(&me).or(collaborations::influencer_id.eq(&me)))
        .select((ledger_accounts::currency, ledger_accounts::balance));
    let rows: Vec<(Text<Currency>, i64)> = kept.load(conn)?;
    Ok(rows.into_iter().map(|(currency, amount)| Money::new(amount, currency.0)).collect())
}

fn actions(user: &User, balances: &[BalanceOut]) -> Vec<WalletAction> {
    let has_money = balances.iter().any(|balance| balance.available.amount > 0);
    let takes_out = user.standing.may(Permission::TakeOut).is_ok();
    let is = |role| user.standing.role == role;
    let all = [
        (WalletAction::Deposit, user.standing.may(Permission::PayIn).is_ok()),
        (WalletAction::Withdraw, is(Role::Sponsor) && takes_out && has_money),
        (WalletAction::PayOut, is(Role::Influencer) && takes_out && has_money),
        (WalletAction::SetPayoutDestination, is(Role::Influencer) && takes_out),
    ];
    all.into_iter().filter(|(_, may)| *may).map(|(action, _)| action).collect()
}
