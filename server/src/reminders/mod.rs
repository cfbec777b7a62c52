//! Reminders: once a day what waits for an influencer, and before a deadline what waits for whoever lets others wait.
//! Who is due is said in `domain::reminder`; here it meets the database and the words.

pub mod daily;
pub mod deadlines;
mod shelf;
mod store;
mod waiting;
mod waits;
