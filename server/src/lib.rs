//! Tandem's server: every slice of the product behind one router, built once by [`app::App`].

pub mod error;
pub mod http;

pub use error::{Error, Result};
