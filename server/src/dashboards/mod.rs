//! Dashboards: what each role sees first. Every figure is counted afresh from the tables that it is about.

pub mod influencer;
pub mod period;
pub mod sponsor;
pub mod tally;
pub mod waiting;
