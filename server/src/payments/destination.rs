//! Where an influencer's payouts go. Who they are is the provider's to check.

use db::{Conn, Tx, insert_or_ignore};
use diesel::prelude::*;
use domain::access::Permission;
use domain::fault::{Faults, Wrong};
use domain::ids::UserId;
use domain::text;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};
use utoipa::ToSchema;

use super::provider::ProviderName;
use super::stripe::connect::Connected;
use crate::app::App;
use crate::auth::{Influencer, User};
use crate::db::Text;
use crate::error::{Error, Result};
use crate::http::{Command, IfMatch, Reply};
use crate::schema::payout_destinations as table;

/// How far the provider is with finding out who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum IdentityCheck {
    /// It waits for the person, or looks at what they gave.
    Pending,
    /// It knows them. The sandbox only pretends to.
    Verified,
    /// It refuses them.
    Rejected,
}

/// An account for the sandbox; a real provider asks for it itself and takes neither. It has no `Debug`: the number is
/// nobody's business.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"holder": "Mira Patel", "iban": "DE89 3704 0044 0532 0130 00"}))]
pub struct DestinationIn {
    /// Whose account it is, 1 to 100 characters.
    holder: Option<String>,
    /// Its number (IBAN), with or without spaces. Only the last four characters are kept.
    iban: Option<String>,
}

/// A payout destination's row.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = table)]
pub struct DestinationRow {
    pub provider: Text<ProviderName>,
    pub token: String,
    pub holder: Option<String>,
    pub country: Option<String>,
    pub last4: Option<String>,
    pub identity: Text<IdentityCheck>,
    pub version: i64,
}

/// Where payouts go.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DestinationOut {
    /// Through whom.
    pub provider: ProviderName,
    /// Whose account it is, if that is known here.
    pub holder: Option<String>,
    /// The country of the account, ISO 3166.
    pub country: Option<String>,
    /// The last four characters of its number.
    pub last4: Option<String>,
    /// Whether the provider knows who that is.
    pub identity: IdentityCheck,
    /// Where the person goes to tell the provider who they are.
    pub onboarding_url: Option<String>,
}

impl DestinationOut {
    /// The row as its owner sees it.
    pub fn of(row: &DestinationRow) -> Self {
        Self {
            provider: row.provider.0,
            holder: row.holder.clone(),
            country: row.country.clone(),
            last4: row.last4.clone(),
            identity: row.identity.0,
            onboarding_url: None,
        }
    }
}

/// Say where payouts go.
#[utoipa::path(put, path = "/wallet/payout-destination", tag = "money", request_body = DestinationIn, responses((status = 200, body = DestinationOut)))]
pub async fn set_payout_destination(
    app: App,
    Influencer(user): Influencer,
    if_match: IfMatch,
    command: Command,
) -> Result<Reply> {
    user.may(Permission::TakeOut)?;
    if app.payments.chosen() == ProviderName::Stripe {
        return onboard(&app, &user, command).await;
    }
    command
        .run(&app, &user, move |tx, input: &DestinationIn| {
            let account = Account::of(input)?;
            let before = find(tx.conn, user.id())?;
            if_match.check(before.as_ref().map_or(0, |row| row.version))?;
            let row = save(tx, user.id(), &account)?;
            Ok(Reply::ok(&DestinationOut::of(&row))?.version(row.version))
        })
        .await
}

/// Sends the person to the provider, which asks them itself where the money goes and who they are.
async fn onboard(app: &App, user: &User, command: Command) -> Result<Reply> {
    let me = user.id();
    command.run(app, user, |_, input: &DestinationIn| input.is_empty().and_then(|()| Reply::ok(&()))).await?;
    let stripe = app.payments.stripe().map_err(|_| Error::Unavailable)?;
    let known = app.db.read(move |conn| find(conn, me)).await?.filter(|row| row.provider.0 == ProviderName::Stripe);
    let connected = stripe.connect(me, known.as_ref().map(|row| row.token.as_str())).await?;
    let account = Account::connected(connected);
    let url = stripe.onboarding(&account.token).await?;
    let row = app.db.write(move |tx| save(tx, me, &account)).await?;
    let out = DestinationOut { onboarding_url: Some(url), ..DestinationOut::of(&row) };
    Ok(Reply::ok(&out)?.version(row.version))
}

fn save(tx: &mut Tx, owner: UserId, account: &Account) -> Result<DestinationRow> {
    let values = (
        (table::provider.eq(account.provider.to_string()), table::token.eq(&account.token)),
        (table::holder.eq(&account.holder), table::country.eq(&account.country)),
        (table::last4.eq(&account.last4), table::updated_at.eq(tx.now.0)),
        table::identity.eq(account.identity.to_string()),
    );
    let new = diesel::insert_into(table::table).values((table::user_id.eq(owner.to_string()), values.clone()));
    if insert_or_ignore(new).execute(tx.conn)? == 0 {
        diesel::update(table::table.find(owner.to_string()))
            .set((values, table::version.eq(table::version + 1)))
            .execute(tx.conn)?;
    }
    find(tx.conn, owner)?.ok_or(Error::NotFound)
}

/// Keeps what the provider has found out about an account.
pub fn learn(tx: &mut Tx, connected: &Connected) -> Result<()> {
    let of_account = table::token.eq(&connected.account).and(table::provider.eq(ProviderName::Stripe.to_string()));
    diesel::update(table::table.filter(of_account))
        .set((
            (table::identity.eq(connected.identity.to_string()), table::country.eq(&connected.country)),
            (table::last4.eq(&connected.last4), table::updated_at.eq(tx.now.0)),
            table::version.eq(table::version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Where that person's payouts go.
pub fn find(conn: &mut Conn, owner: UserId) -> Result<Option<DestinationRow>> {
    Ok(table::table.find(owner.to_string()).select(DestinationRow::as_select()).first(conn).optional()?)
}

/// The provider's word for where that person's payouts go. The sandbox, which sends nothing anywhere, needs none.
pub fn token(conn: &mut Conn, owner: UserId, provider: ProviderName) -> Result<Option<String>> {
    let own = find(conn, owner)?.filter(|row| row.provider.0 == provider);
    match (provider, own) {
        (ProviderName::Sandbox, own) => Ok(own.map(|row| row.token)),
        (ProviderName::Stripe, Some(row)) if row.identity.0 == IdentityCheck::Verified => Ok(Some(row.token)),
        (ProviderName::Stripe, _) => Err(Error::conflict(
            "no_payout_destination",
            "Say first where your money goes, and let the payment provider find out who you are.",
        )),
    }
}

/// What is kept of an account.
struct Account {
    provider: ProviderName,
    /// The provider's word for it: for the sandbox how it is to behave.
    token: String,
    holder: Option<String>,
    country: Option<String>,
    last4: Option<String>,
    identity: IdentityCheck,
}

/// Accounts that the sandbox does something else with than taking the money.
const TEST_ACCOUNTS: [(&str, &str); 3] = [
    ("DE62370400440532013001", "ba_refused"),
    ("DE35370400440532013002", "ba_slow"),
    ("DE08370400440532013003", "ba_never"),
];

impl Account {
    fn of(input: &DestinationIn) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let given = |text: &Option<String>| text.clone().unwrap_or_default();
        let holder = faults.take("/holder", text::required(text::line(&given(&input.holder), 100)));
        let iban = faults.take("/iban", iban(&given(&input.iban)));
        faults.check()?;
        let (Some(holder), Some(iban)) = (holder, iban) else { return Err(Faults::new()) };
        let test = TEST_ACCOUNTS.iter().find(|(number, _)| *number == iban);
        Ok(Self {
            provider: ProviderName::Sandbox,
            token: test.map_or("ba_approved", |(_, token)| token).to_owned(),
            holder: Some(holder),
            country: Some(iban[..2].to_owned()),
            last4: Some(iban[iban.len() - 4..].to_owned()),
            identity: IdentityCheck::Verified,
        })
    }

    fn connected(account: Connected) -> Self {
        let Connected { account: token, identity, country, last4 } = account;
        Self { provider: ProviderName::Stripe, token, holder: None, country, last4, identity }
    }
}

impl DestinationIn {
    fn is_empty(&self) -> Result<()> {
        let mut faults = Faults::new();
        let why = "The payment provider asks for it itself.";
        faults.unless(self.holder.is_none(), "/holder", "not_taken", why);
        faults.unless(self.iban.is_none(), "/iban", "not_taken", why);
        Ok(faults.check()?)
    }
}

/// The number without spaces, in capitals, if it is one (ISO 13616).
fn iban(typed: &str) -> Result<String, Wrong> {
    let number: String = typed.chars().filter(|c| *c != ' ').collect::<String>().to_ascii_uppercase();
    let bytes = number.as_bytes();
    let is_shaped = (15..=34).contains(&bytes.len())
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit);
    // Letters count as two digits, A as 10; the country and the check digits stand at the end.
    let value = |byte: u8| if byte.is_ascii_digit() { u32::from(byte - b'0') } else { u32::from(byte - b'A') + 10 };
    let append = |rest: u32, digit: u32| (rest * if digit > 9 { 100 } else { 10 } + digit) % 97;
    if is_shaped && bytes[4..].iter().chain(&bytes[..4]).map(|byte| value(*byte)).fold(0, append) == 1 {
        return Ok(number);
    }
    Err(Wrong::new("invalid_iban", "Is not an account number (IBAN)."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_numbers_by_table() {
        let good =
            ["DE89 3704 0044 0532 0130 00", "gb82west12345698765432", "NO9386011117947", "FR1420041010050500013M02606"];
        for number in good.into_iter().chain(TEST_ACCOUNTS.map(|(number, _)| number)) {
            assert!(iban(number).is_ok(), "{number}");
        }
        for number in
            ["", "DE", "DE88370400440532013000", "DE8937040044053201300Ö", "1289370400440532013000", "💥💥💥💥"]
        {
            assert!(iban(number).is_err(), "{number}");
        }
    }
}
