//! Tandem's server: every slice of the product behind one router, built once by [`app::App`].

mod accounts;
pub mod app;
pub mod auth;
pub mod cache;
mod campaigns;
pub mod cli;
pub mod config;
pub mod db;
mod discovery;
mod docs_page;
pub mod error;
pub mod files;
mod http;
pub mod jobs;
pub mod limits;
pub mod locale;
pub mod mail;
pub mod openapi;
mod redis_link;
pub mod router;
mod schema;
mod spa;
pub mod start;
pub mod telemetry;
mod texts;

pub use error::{Error, Result};
