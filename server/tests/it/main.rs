//! The product over HTTP, on SQLite and on PostgreSQL: one binary, folders as the slices, files as the routes.

mod accounts;
mod profiles;
mod ad_requests;
mod support;
