//! Making out invoices.

use db::{Conn, Tx, insert_or_ignore};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use domain::billing::{Due, InvoiceKind, Issuer, Party, of_release};
use domain::clock::Timestamp;
use domain::ids::{CampaignId, CollaborationId, DeliverableId, InvoiceId, UserId};
use domain::ledger::{Account, TransactionKind};
use domain::money::{Currency, Money};
use domain::words::Platform;

use super::{Subject, billing};
use crate::db::{Text, to_json};
use crate::error::Result;
use crate::house::Settled;
use crate::schema::{
    campaigns, collaborations, deliverables, invoice_series, invoices, ledger_accounts, ledger_entries,
    ledger_transactions,
};

/// A release, with what its invoices say of it.
struct Release {
    collaboration: CollaborationId,
    deliverable: DeliverableId,
    sponsor: UserId,
    influencer: UserId,
    released: Money,
    fee: Money,
    subject: Subject,
    at: Timestamp,
}

/// Makes out the invoices of what was just booked as that deliverable's release.
pub fn issue(tx: &mut Tx, of: DeliverableId) -> Result<()> {
    let release = load(tx.conn, of)?;
    for due in of_release(release.sponsor, release.influencer, release.released, release.fee) {
        insert(tx, &release, due)?;
    }
    Ok(())
}

/// Makes out those of releases that have none: booked by an older program, or filled in. Answers of how many, at most
/// `limit` of them.
pub fn issue_missing(tx: &mut Tx, limit: i64) -> Result<usize> {
    let made = invoices::table
        .filter(invoices::deliverable_id.nullable().eq(ledger_transactions::deliverable_id))
        .filter(invoices::kind.eq(InvoiceKind::Work.to_string()));
    let without: Vec<Option<Text<DeliverableId>>> = ledger_transactions::table
        .filter(ledger_transactions::kind.eq(TransactionKind::Release.to_string()))
        .filter(ledger_transactions::deliverable_id.is_not_null().and(not(exists(made))))
        .order((ledger_transactions::created_at, ledger_transactions::id))
        .limit(limit)
        .select(ledger_transactions::deliverable_id)
        .load(tx.conn)?;
    for of in without.iter().flatten() {
        issue(tx, of.0)?;
    }
    Ok(without.len())
}

type Columns = (
    String,
    i64,
    Text<Currency>,
    i64,
    (Text<CollaborationId>, Text<UserId>, Text<UserId>),
    (Text<CampaignId>, String),
    (String, Text<Platform>, i64),
);

fn load(conn: &mut Conn, of: DeliverableId) -> Result<Release> {
    let (id, amount, currency, at, (collaboration, sponsor, influencer), campaign, part): Columns =
        ledger_transactions::table
            .inner_join(
                collaborations::table.on(ledger_transactions::collaboration_id.eq(collaborations::id.nullable())),
            )
            .inner_join(campaigns::table.on(campaigns::id.eq(collaborations::campaign_id)))
            .inner_join(deliverables::table.on(ledger_transactions::deliverable_id.eq(deliverables::id.nullable())))
            .filter(ledger_transactions::cause.eq(format!("release:{of}")))
            .select((
                ledger_transactions::id,
                ledger_transactions::amount,
                ledger_transactions::currency,
                ledger_transactions::created_at,
                (collaborations::id, collaborations::sponsor_id, collaborations::influencer_id),
                (campaigns::id, campaigns::title),
                (deliverables::kind, deliverables::platform, deliverables::amount),
            ))
            .first(conn)?;
    let fee: Option<i64> = ledger_entries::table
        .inner_join(ledger_accounts::table.on(ledger_accounts::id.eq(ledger_entries::account_id)))
        .filter(ledger_entries::transaction_id.eq(id).and(ledger_accounts::kind.eq(Account::Fees.kind())))
        .select(ledger_entries::amount)
        .first(conn)
        .optional()?;
    Ok(Release {
        collaboration: collaboration.0,
        deliverable: of,
        sponsor: sponsor.0,
        influencer: influencer.0,
        released: Money::new(amount, currency.0),
        fee: Money::new(fee.unwrap_or(0), currency.0),
        subject: Subject {
            campaign_id: campaign.0.0,
            campaign: campaign.1,
            kind: part.0,
            platform: part.1.0,
            share: part.2,
            released: amount,
        },
        at: Timestamp(at),
    })
}

fn insert(tx: &mut Tx, release: &Release, due: Due) -> Result<()> {
    let series = due.issuer.series();
    let number = next_number(tx, &series)?;
    let issuer = match due.issuer {
        Issuer::Person(id) => billing::party(tx.conn, id)?,
        Issuer::Platform => tx.shared().map_or_else(|| Party::named(""), |settled: &Settled| settled.platform.clone()),
    };
    let recipient = billing::party(tx.conn, due.recipient)?;
    diesel::insert_into(invoices::table)
        .values((
            (invoices::id.eq(InvoiceId::new(release.at).to_string()), invoices::kind.eq(due.kind.to_string())),
            (invoices::series.eq(series), invoices::number.eq(number)),
            invoices::issuer_id.eq(due.issuer.person().map(|id| id.to_string())),
            invoices::recipient_id.eq(due.recipient.to_string()),
            invoices::collaboration_id.eq(release.collaboration.to_string()),
            invoices::deliverable_id.eq(release.deliverable.to_string()),
            (invoices::amount.eq(due.amount.amount), invoices::currency.eq(due.amount.currency.code())),
            (invoices::issuer.eq(to_json(&issuer)), invoices::recipient.eq(to_json(&recipient))),
            (invoices::subject.eq(to_json(&release.subject)), invoices::created_at.eq(release.at.0)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The next number of that series. Its row is held until this transaction ends: whoever comes meanwhile waits, and a number
/// that is rolled back is given again.
fn next_number(tx: &mut Tx, series: &str) -> Result<i64> {
    let begun = (invoice_series::series.eq(series), invoice_series::last_number.eq(0));
    insert_or_ignore(diesel::insert_into(invoice_series::table).values(begun)).execute(tx.conn)?;
    let this = || invoice_series::table.find(series);
    let next = invoice_series::last_number.eq(invoice_series::last_number + 1);
    diesel::update(this()).set(next).execute(tx.conn)?;
    Ok(this().select(invoice_series::last_number).first(tx.conn)?)
}
