//! The rules of Tandem: what a campaign, a negotiation and an account may do next.
//!
//! Nothing here waits, stores or speaks HTTP, so every rule can be tested in microseconds. Each state is an enum,
//! each move a function from state to state; a move that is not allowed answers with the reason, never panics.

pub mod access;
pub mod account;
pub mod ad_request;
pub mod agreement;
pub mod audit;
pub mod billing;
pub mod campaign;
pub mod clock;
pub mod collaboration;
pub mod commitment;
pub mod conduct;
pub mod conversation;
pub mod fault;
pub mod ids;
pub mod ledger;
pub mod matching;
pub mod money;
pub mod payment;
pub mod places;
pub mod profile;
pub mod reminder;
pub mod review;
pub mod rights;
pub mod safety;
pub mod terms;
pub mod text;
pub mod waiting;
pub mod words;
