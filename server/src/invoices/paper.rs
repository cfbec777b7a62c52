//! An invoice on paper.

use domain::billing::InvoiceKind;
use domain::money::Money;

use super::InvoiceRow;
use crate::papers::{Block, Paper, Said, Table, named};
use crate::written;

/// That invoice, for that reader.
pub fn of(row: &InvoiceRow, said: &Said, instance: &str) -> Paper {
    let subject = &row.subject.0;
    let money = |amount| said.money(Money::new(amount, row.currency.0));
    let mut paper = said.paper("invoice", row.numbered(), said.day(row.at().day_in(&said.zone)));
    let parties = vec![said.party("from", &row.issuer.0), said.party("to", &row.recipient.0)];
    let made = format!("{}\n{}", named(&subject.campaign), written::deliverable(&subject.kind, subject.platform));
    let (head, what, figure) = match row.kind.0 {
        InvoiceKind::Work => (["service", "agreed_share", "amount"], made, money(subject.share)),
        InvoiceKind::Fee => {
            let fee = said.filled("fee_for", [("work", made)]);
            (["service", "released", "amount"], fee, money(subject.released))
        }
    };
    paper.blocks = vec![
        Block::Parties { parties },
        Block::Table(Table {
            title: String::new(),
            head: head.map(|key| said.text(key)).into(),
            figures: 2,
            rows: vec![vec![what, figure, money(row.amount)]],
            total: None,
        }),
        Block::Sum { label: said.text("total_paid").to_owned(), value: money(row.amount) },
        Block::Facts {
            title: String::new(),
            facts: vec![
                said.fact("number", row.numbered()),
                said.fact("paid_at", said.instant(row.at())),
                said.fact("currency", row.currency.0.code()),
            ],
        },
    ];
    let note = match row.kind.0 {
        InvoiceKind::Work => "note_work",
        InvoiceKind::Fee => "note_fee",
    };
    let names = [("instance", instance.to_owned()), ("issuer", row.issuer.0.legal_name.clone())];
    paper.notes = vec![
        said.filled(note, names),
        said.filled("collaboration", [("id", format!("\u{2066}{}\u{2069}", row.collaboration_id.0))]),
        said.times(),
    ];
    paper
}
