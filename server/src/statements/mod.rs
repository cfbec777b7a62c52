//! Statements: what moved on a person's balances in a month of their time zone, from the opening balances to the closing
//! ones. Read from the ledger each time; a month that is over never changes, since entries are only ever added.

mod paper;
pub mod routes;
mod statement;
mod table;
