//! What all slices share of HTTP.

pub mod conditional;
pub mod request_id;
