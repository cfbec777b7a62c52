//! Tandem's server: every slice of the product behind one router, built once by [`app::App`].

mod accounts;
mod ad_requests;
mod admin;
pub mod app;
mod audit;
pub mod auth;
pub mod cache;
mod campaigns;
pub mod cli;
mod collaborations;
pub mod config;
pub mod db;
pub mod demo;
mod discovery;
mod docs_page;
pub mod error;
pub mod files;
mod house;
mod http;
pub mod jobs;
pub mod limits;
pub mod locale;
pub mod mail;
mod markdown;
mod niches;
pub mod openapi;
mod people;
mod profiles;
mod redis_link;
pub mod router;
mod schema;
mod spa;
pub mod start;
pub mod telemetry;
mod texts;

pub use error::{Error, Result};
