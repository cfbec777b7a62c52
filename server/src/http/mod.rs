//! What all slices share of HTTP: reading requests with all faults at once, answering, paging, idempotency, versions.

pub mod address;
pub mod command;
pub mod conditional;
pub mod etag;
pub mod form;
pub mod headers;
mod idempotency;
pub mod paging;
pub mod path;
pub mod public;
pub mod query;
pub mod reply;
pub mod request_id;
mod shape;
pub mod upload;

pub use address::ClientAddress;
pub use command::Command;
pub use etag::IfMatch;
pub use form::Form;
pub use paging::{Page, Paging};
pub use path::{PathId, PathName};
pub use query::Query;
pub use reply::Reply;
pub use upload::{NamedUpload, Upload, UploadIn};
