//! What people can do about what is kept of them: have all of it as a file, and have it erased by closing the account.

pub mod areas;
pub mod close;
pub mod erase;
pub mod export;
pub mod jobs;
pub mod open;
mod rows;
