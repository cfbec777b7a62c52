//! Who asks: tokens, passwords, and the extractors that let a caller in.

pub mod keys;
pub mod password;
pub mod tokens;
mod user;

pub use user::{Admin, Influencer, Sponsor, User, Viewer};
