//! Tandem's server: every slice of the product behind one router, built once by [`app::App`].

pub mod config;
pub mod error;
pub mod http;
pub mod locale;

pub use error::{Error, Result};
