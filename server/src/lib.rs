//! Tandem's server: every slice of the product behind one router, built once by [`app::App`].

pub mod cache;
pub mod config;
pub mod db;
pub mod docs_page;
pub mod error;
pub mod files;
pub mod http;
pub mod jobs;
pub mod limits;
pub mod locale;
pub mod mail;
pub mod redis_link;
pub mod spa;
pub mod telemetry;
pub mod texts;

pub use error::{Error, Result};
