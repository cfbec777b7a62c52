//! What moved on a person's balance, and why.

use db::Conn;
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{CampaignId, CollaborationId, PaymentId, TransactionId, UserId};
use domain::ledger::{Account, TransactionKind};
use domain::money::Currency;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::User;
use crate::db::Text;
use crate::error::{Error, Result};
use crate::http::{Page, Paging, Query, Reply};
use crate::schema::{campaigns, collaborations, ledger_accounts, ledger_entries, ledger_transactions};

/// Which movements.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TransactionsQuery {
    /// Those made for this reason.
    kind: Option<TransactionKind>,
    /// Those in this currency.
    #[param(value_type = Option<String>, pattern = "^[A-Z]{3}$")]
    currency: Option<Currency>,
    /// How many rows, 1 to 100; 20 when left out.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Money that came or went.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(example = json!({"amount": -150_000, "currency": "EUR"}))]
pub struct SignedMoney {
    /// Minor units: cents, yen, fils. Below zero when it went.
    pub amount: i64,
    /// An ISO 4217 code.
    #[schema(value_type = String, pattern = "^[A-Z]{3}$")]
    pub currency: Currency,
}

/// The work that money moved for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkCard {
    /// The collaboration.
    pub id: CollaborationId,
    /// The campaign that it is part of.
    pub campaign: TitledCampaign,
}

/// A campaign by its title.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TitledCampaign {
    /// Its id.
    pub id: CampaignId,
    /// Its title.
    pub title: String,
}

/// One movement on the reader's balance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransactionOut {
    /// The id of the ledger's transaction.
    pub id: TransactionId,
    /// Why it moved.
    pub kind: TransactionKind,
    /// By how much the balance changed.
    pub amount: SignedMoney,
    /// The work that it moved for, if any.
    pub collaboration: Option<WorkCard>,
    /// The payment that it was, if any.
    pub payment_id: Option<PaymentId>,
    /// When it was booked.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// Which movements are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// Those made for this reason.
    pub kind: Option<TransactionKind>,
    /// Those in this currency.
    pub currency: Option<Currency>,
    /// From before this one.
    pub before: Option<TransactionId>,
    /// Booked at this instant or later.
    pub since: Option<Timestamp>,
    /// Booked before this instant.
    pub until: Option<Timestamp>,
    /// How many at most.
    pub limit: Option<i64>,
}

/// A movement as it is read.
#[derive(Clone, Debug, Queryable)]
pub struct Movement {
    id: Text<TransactionId>,
    pub kind: Text<TransactionKind>,
    cause: String,
    pub amount: i64,
    pub currency: Text<Currency>,
    pub created_at: i64,
    collaboration: Option<Text<CollaborationId>>,
    pub campaign: Option<Text<CampaignId>>,
    title: Option<String>,
}

impl Movement {
    /// As its owner sees it.
    pub fn told(self) -> TransactionOut {
        use TransactionKind::{Deposit, Payout, Reversal, Withdrawal};
        let work = self.collaboration.zip(self.campaign).zip(self.title);
        // The cause of what a payment did names the payment.
        let of_payment = matches!(self.kind.0, Deposit | Payout | Reversal | Withdrawal);
        let payment = self.cause.split_once(':').filter(|_| of_payment);
        TransactionOut {
            id: self.id.0,
            kind: self.kind.0,
            amount: SignedMoney { amount: self.amount, currency: self.currency.0 },
            collaboration: work.map(|((id, campaign), title)| WorkCard {
                id: id.0,
                campaign: TitledCampaign { id: campaign.0, title },
            }),
            payment_id: payment.and_then(|(_, id)| id.parse().ok()),
            created_at: Timestamp(self.created_at),
        }
    }
}

/// List what moved on one's balance, the latest first.
#[utoipa::path(get, path = "/wallet/transactions", tag = "money", params(TransactionsQuery), responses((status = 200, body = Page<TransactionOut>)))]
pub async fn list_transactions(app: App, user: User, Query(query): Query<TransactionsQuery>) -> Result<Reply> {
    let list = app.db.read(move |conn| {
        let paging = Paging::new(query.limit, query.cursor.as_deref())?;
        let TransactionsQuery { kind, currency, .. } = query;
        let (before, limit) = (paging.after()?, Some(paging.fetch()));
        let rows = load(conn, user.id(), &Wanted { kind, currency, before, limit, ..Wanted::default() })?;
        Ok::<_, Error>(paging.page(rows, |row| row.id.0).map(Movement::told))
    });
    Reply::ok(&list.await?)
}

/// What moved on that person's balances, the latest first.
pub fn load(conn: &mut Conn, owner: UserId, wanted: &Wanted) -> Result<Vec<Movement>> {
    let account = Account::Person(owner);
    let mut own = ledger_entries::table
        .inner_join(ledger_accounts::table.on(ledger_accounts::id.eq(ledger_entries::account_id)))
        .inner_join(ledger_transactions::table.on(ledger_transactions::id.eq(ledger_entries::transaction_id)))
        .left_join(collaborations::table.on(ledger_transactions::collaboration_id.eq(collaborations::id.nullable())))
        .left_join(campaigns::table.on(campaigns::id.nullable().eq(collaborations::campaign_id.nullable())))
        .filter(ledger_accounts::kind.eq(account.kind()).and(ledger_accounts::owner.eq(account.owner())))
        .order(ledger_entries::transaction_id.desc())
        .limit(wanted.limit.unwrap_or(i64::MAX))
        .select((
            ledger_transactions::id,
            ledger_transactions::kind,
            ledger_transactions::cause,
            ledger_entries::amount,
            ledger_transactions::currency,
            ledger_transactions::created_at,
            collaborations::id.nullable(),
            campaigns::id.nullable(),
            campaigns::title.nullable(),
        ))
        .into_boxed();
    if let Some(kind) = wanted.kind {
        own = own.filter(ledger_transactions::kind.eq(kind.to_string()));
    }
    if let Some(currency) = wanted.currency {
        own = own.filter(ledger_transactions::currency.eq(currency.code()));
    }
    if let Some(before) = wanted.before {
        own = own.filter(ledger_entries::transaction_id.lt(before.to_string()));
    }
    if let Some(since) = wanted.since {
        own = own.filter(ledger_transactions::created_at.ge(since.0));
    }
    if let Some(until) = wanted.until {
        own = own.filter(ledger_transactions::created_at.lt(until.0));
    }
    Ok(own.load(conn)?)
}
