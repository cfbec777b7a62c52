//! The product over HTTP, on SQLite and on PostgreSQL: one binary, folders as the slices, files as the routes.
#![expect(clippy::unwrap_used, reason = "a test that can't go on must fail")]
mod accounts;
mod ad_requests;
mod admin;
mod agreements;
mod api_keys;
mod blocks;
mod campaigns;
mod collaborations;
mod crash;
mod demo;
mod discovery;
mod events;
mod exports;
mod hostile;
mod moderation;
mod niches;
mod notifications;
mod openapi;
mod papers;
mod payments;
mod permissions;
mod privacy;
mod profiles;
mod reminders;
mod reports;
mod support;
