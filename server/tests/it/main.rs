//! The product over HTTP, on SQLite and on PostgreSQL: one binary, folders as the slices, files as the routes.

mod accounts;
mod ad_requests;
mod admin;
mod demo;
mod profiles;
mod support;
