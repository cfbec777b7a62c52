//! Consent to the instance's terms: admins publish versions, people accept the one they are shown. Before any is published
//! the terms are those that come with the program, version 0.

pub mod routes;
pub mod store;
