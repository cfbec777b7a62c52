//! A statement on paper.

use domain::money::Money;

use super::statement::{CurrencyStatement, Line, Statement};
use crate::papers::{Block, Fact, Paper, Said, Table, named};
use crate::payments::transactions::SignedMoney;
use crate::written;

/// That statement of whoever is called that.
pub fn of(statement: &Statement, name: &str, said: &Said) -> Paper {
    let month = written::month_and_year(said.locale, statement.month.first());
    let mut paper = said.paper("statement", month, name.to_owned());
    for part in &statement.currencies {
        paper.blocks.push(Block::Facts { title: part.currency.code().to_owned(), facts: sums(part, said) });
        paper.blocks.push(Block::Table(lines(part, said)));
    }
    if statement.currencies.is_empty() {
        paper.blocks.push(Block::Prose { title: String::new(), text: said.text("nothing_moved").to_owned() });
    }
    if !statement.complete {
        paper.notes.push(said.text("so_far").to_owned());
    }
    paper.notes.push(said.times());
    paper
}

fn money(said: &Said, of: SignedMoney) -> String {
    said.money(Money::new(of.amount, of.currency))
}

fn sums(of: &CurrencyStatement, said: &Said) -> Vec<Fact> {
    let all = [("opening", of.opening), ("came", of.came), ("went", of.went), ("closing", of.closing)];
    all.map(|(key, amount)| said.fact(key, money(said, amount))).into()
}

fn lines(of: &CurrencyStatement, said: &Said) -> Table {
    let row = |line: &Line| {
        let moved = &line.transaction;
        let kind = said.text(&moved.kind.to_string());
        let what = match &moved.collaboration {
            Some(work) => format!("{kind} · {}", named(&work.campaign.title)),
            None => kind.to_owned(),
        };
        vec![said.day(moved.created_at.day_in(&said.zone)), what, money(said, moved.amount), money(said, line.balance)]
    };
    Table {
        title: String::new(),
        head: ["date", "movement", "amount", "balance"].map(|key| said.text(key)).into(),
        figures: 2,
        rows: of.lines.iter().map(row).collect(),
        total: None,
    }
}
