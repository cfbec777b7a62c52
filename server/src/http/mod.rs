//! What all slices share of HTTP.

pub mod request_id;
