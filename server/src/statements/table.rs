//! A statement as a table for spreadsheets.

use domain::clock::Zone;
use domain::money::Currency;

use super::statement::{CurrencyStatement, Line, Statement};
use crate::error::Result;
use crate::exports::sheet::{Sheet, instant, money, text};

const TITLES: [&str; 10] = [
    "currency",
    "date",
    "booked_at_utc",
    "kind",
    "amount",
    "balance",
    "campaign",
    "collaboration_id",
    "payment_id",
    "transaction_id",
];

/// Its bytes: of each currency the opening balance, what moved, the closing balance.
pub fn written(of: &Statement, zone: &Zone) -> Result<Vec<u8>> {
    let mut sheet = Sheet::with_titles(&TITLES)?;
    for part in &of.currencies {
        sheet.row(edge(part.currency, of.month.first().to_string(), "opening_balance", part.opening.amount))?;
        for line in &part.lines {
            sheet.row(row(part, line, zone))?;
        }
        sheet.row(edge(part.currency, of.month.last().to_string(), "closing_balance", part.closing.amount))?;
    }
    Ok(sheet.finish()?.0)
}

fn edge(currency: Currency, date: String, kind: &str, balance: i64) -> [String; 10] {
    let mut cells: [String; 10] = Default::default();
    [cells[0], cells[1], cells[3], cells[5]] = [currency.to_string(), date, kind.to_owned(), money(balance, currency)];
    cells
}

fn row(of: &CurrencyStatement, line: &Line, zone: &Zone) -> [String; 10] {
    let moved = &line.transaction;
    let (title, work) = moved
        .collaboration
        .as_ref()
        .map_or_else(Default::default, |work| (text(&work.campaign.title), work.id.to_string()));
    [
        of.currency.to_string(),
        moved.created_at.day_in(zone).to_string(),
        instant(moved.created_at.0),
        moved.kind.to_string(),
        money(moved.amount.amount, of.currency),
        money(line.balance.amount, of.currency),
        title,
        work,
        moved.payment_id.map(|id| id.to_string()).unwrap_or_default(),
        moved.id.to_string(),
    ]
}
