//! Paying in, being paid out, and seeing how far that is.

use domain::access::{Denied, Permission};
use domain::clock::Timestamp;
use domain::fault::Faults;
use domain::ids::PaymentId;
use domain::money::{MAX_MINOR, Money, MoneySchema};
use domain::payment::{PaymentKind, PaymentStatus};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::access::{OwnDeposit, OwnPayment};
use super::cards::MethodIn;
use super::out::PaymentOut;
use super::provider::ProviderName;
use super::store::{self, NewPayment};
use super::{Card, PaymentRow, destination, settle};
use crate::app::App;
use crate::auth::{Influencer, Sponsor, User};
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::{Command, Page, Paging, Query, Reply};

/// Money to be paid in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"amount": {"amount": 150_000, "currency": "EUR"},
    "payment_method": {"kind": "card", "number": "4242 4242 4242 4242", "exp_month": 12, "exp_year": 2030, "cvc": "123"}}))]
pub struct DepositIn {
    /// 1 to 10^12 minor units.
    #[schema(value_type = MoneySchema)]
    pub amount: Money,
    /// With the sandbox what to pay with: a card with a test number, or in short that number or the name of a test card such
    /// as `pm_card_visa`. A real provider asks for it itself.
    #[serde(default)]
    pub payment_method: Option<MethodIn>,
}

/// Money to be paid out.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"amount": {"amount": 150_000, "currency": "EUR"}}))]
pub struct AmountIn {
    /// 1 to 10^12 minor units.
    #[schema(value_type = MoneySchema)]
    pub amount: Money,
}

/// The payer's answer to the bank.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"approve": true}))]
pub struct ConfirmIn {
    /// Whether the payment is theirs. Only the sandbox asks here; a real provider's page has asked before.
    #[serde(default = "yes")]
    pub approve: bool,
}

const fn yes() -> bool {
    true
}

/// Which payments.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PaymentsQuery {
    /// Those that go this way.
    kind: Option<PaymentKind>,
    /// How many rows, 1 to 100; 20 when left out.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Pay money in. A refused card answers 422, and the payment is listed as failed.
#[utoipa::path(post, path = "/wallet/deposits", tag = "money", request_body = DepositIn,
    responses((status = 201, body = PaymentOut), (status = 422, description = "`invalid`; or the card was refused: `card_declined`, `insufficient_funds`, `expired_card`, `incorrect_cvc`, `provider_refused`, with the pointer `/payment_method`")))]
pub async fn create_deposit(app: App, Sponsor(user): Sponsor, command: Command) -> Result<Reply> {
    user.may(Permission::PayIn)?;
    let (house, provider) = (House::of(&app), app.payments.chosen());
    let begun = command.run(&app, &user, move |tx, input: &DepositIn| {
        check(input.amount)?;
        let (method, card) = input.method(provider, tx.now)?;
        let (owner, kind) = (user.id(), PaymentKind::Deposit);
        let deadline = kind.deadline(&house.periods, tx.now);
        let new = NewPayment { owner, kind, amount: input.amount, provider, method, card, deadline };
        created(&store::begin(tx, &new)?)
    });
    seen_through(&app, begun.await?).await
}

/// Confirm a deposit with the pretended bank of the sandbox, or refuse to; with a real provider, have it looked at again.
#[utoipa::path(post, path = "/wallet/deposits/{id}/confirm", tag = "money", params(("id" = PaymentId, Path)), request_body = ConfirmIn,
    responses((status = 200, body = PaymentOut), (status = 409, description = "`not_awaiting_confirmation`")))]
pub async fn confirm_deposit(app: App, OwnDeposit(own): OwnDeposit, command: Command) -> Result<Reply> {
    let OwnPayment { user, row } = own;
    let id = row.id.0;
    let asked = command.run(&app, &user, move |tx, input: &ConfirmIn| {
        let row = store::load(tx.conn, id)?;
        if row.status.0 != PaymentStatus::RequiresAction {
            return Err(Error::conflict("not_awaiting_confirmation", "This payment does not wait for a confirmation."));
        }
        Reply::ok(&input.approve)
    });
    let approve = asked.await?.body() == "true";
    let (row, _) = settle::confirm(&app, id, approve).await?;
    Reply::ok(&PaymentOut::of(&row)).map(|reply| reply.version(row.version))
}

/// Have one's balance paid out. The money leaves the balance at once; a payout that fails is put back.
#[utoipa::path(post, path = "/wallet/payouts", tag = "money", request_body = AmountIn,
    responses((status = 201, body = PaymentOut), (status = 409, description = "`insufficient_balance`, `no_payout_destination`")))]
pub async fn create_payout(app: App, Influencer(user): Influencer, command: Command) -> Result<Reply> {
    take_out(app, user, command, PaymentKind::Payout).await
}

/// Have one's balance back on the cards that it was paid in with. It leaves the balance at once; one that fails is put back.
#[utoipa::path(post, path = "/wallet/withdrawals", tag = "money", request_body = AmountIn,
    responses((status = 201, body = PaymentOut), (status = 409, description = "`insufficient_balance`, `more_than_one_card`")))]
pub async fn create_withdrawal(app: App, Sponsor(user): Sponsor, command: Command) -> Result<Reply> {
    take_out(app, user, command, PaymentKind::Withdrawal).await
}

async fn take_out(app: App, user: User, command: Command, kind: PaymentKind) -> Result<Reply> {
    user.may(Permission::TakeOut)?;
    let (house, provider) = (House::of(&app), app.payments.chosen());
    let begun = command.run(&app, &user, move |tx, input: &AmountIn| {
        check(input.amount)?;
        // They may have been suspended since they were let in.
        if store::is_frozen(tx.conn, user.id())? {
            return Err(Denied::Suspended.into());
        }
        let method = match kind {
            PaymentKind::Payout => destination::token(tx.conn, user.id(), provider)?,
            _ => store::source(tx.conn, user.id(), provider, input.amount)?,
        };
        let deadline = kind.deadline(&house.periods, tx.now);
        let new = NewPayment { owner: user.id(), kind, amount: input.amount, provider, method, card: None, deadline };
        created(&store::begin(tx, &new)?)
    });
    seen_through(&app, begun.await?).await
}

/// List one's payments, the latest first.
#[utoipa::path(get, path = "/wallet/payments", tag = "money", params(PaymentsQuery), responses((status = 200, body = Page<PaymentOut>)))]
pub async fn list_payments(app: App, user: User, Query(query): Query<PaymentsQuery>) -> Result<Reply> {
    let list = app.db.read(move |conn| {
        let paging = Paging::new(query.limit, query.cursor.as_deref())?;
        let rows = store::list(conn, user.id(), query.kind, paging.after()?, paging.fetch())?;
        Ok::<_, Error>(paging.page(rows, |row| row.id.0).map(|row| PaymentOut::of(&row)))
    });
    Reply::ok(&list.await?)
}

/// See how far a payment is.
#[utoipa::path(get, path = "/wallet/payments/{id}", tag = "money", params(("id" = PaymentId, Path)), responses((status = 200, body = PaymentOut)))]
pub async fn get_payment(OwnPayment { row, .. }: OwnPayment) -> Result<Reply> {
    Ok(Reply::ok(&PaymentOut::of(&row))?.version(row.version))
}

impl DepositIn {
    /// The provider's word for what is paid with, and what is shown of it.
    fn method(&self, provider: ProviderName, now: Timestamp) -> Result<(Option<String>, Option<Card>)> {
        let wrong = |code, message: &str| Err(Error::invalid("/payment_method", code, message));
        match (provider, &self.payment_method) {
            (ProviderName::Sandbox, None) => wrong("required", "Must be given."),
            (ProviderName::Sandbox, Some(method)) => {
                let mut faults = Faults::new();
                let method = method.method(now).map_err(|wrong| faults.nest("/payment_method", wrong));
                faults.check()?;
                Ok(method.map_or((None, None), |method| (Some(method.token.to_owned()), Some(method.card))))
            }
            (ProviderName::Stripe, None) => Ok((None, None)),
            (ProviderName::Stripe, Some(_)) => wrong("not_taken", "The payment provider asks for it itself."),
        }
    }
}

fn check(amount: Money) -> Result<()> {
    if (1..=MAX_MINOR).contains(&amount.amount) {
        return Ok(());
    }
    Err(Error::invalid("/amount/amount", "out_of_range", format!("Must be from 1 to {MAX_MINOR}.")))
}

fn created(row: &PaymentRow) -> Result<Reply> {
    let location = format!("/api/v1/wallet/payments/{}", row.id.0);
    Ok(Reply::created(location, &PaymentOut::of(row))?.version(row.version))
}

/// Sees a payment through that was just written down, and answers with it as it is then. When that fails, its job does it
/// later, and the answer is what is written down.
async fn seen_through(app: &App, begun: Reply) -> Result<Reply> {
    let id = begun.location().and_then(|path| path.rsplit('/').next()?.parse().ok());
    let id = id.ok_or_else(|| Error::internal("a payment without an address"))?;
    let row = match settle::settle(app, id).await {
        Ok((row, _)) => row,
        Err(error) => {
            tracing::warn!(payment = %id, %error, "a payment is left to its job");
            return Ok(begun);
        }
    };
    let failure = row.failure.as_ref().map(|why| why.0).filter(|_| row.kind.0 == PaymentKind::Deposit);
    failure.map_or_else(|| created(&row), |why| Err(Error::refused("/payment_method", why.into(), why.message())))
}
