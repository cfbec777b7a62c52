//! Earnings: what an influencer has in escrow, can have paid out and has had, by month and by campaign. All of it is read from
//! the ledger.

mod figures;
pub mod routes;
pub mod store;
