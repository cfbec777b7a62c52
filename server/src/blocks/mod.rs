//! Blocking: between two of whom one blocked the other there are no new ad requests and no messages. What is agreed goes
//! on. Whoever is blocked learns only that it can't be done.

pub mod routes;
pub mod store;

pub use store::between;
