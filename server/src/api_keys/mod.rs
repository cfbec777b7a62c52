//! API keys: what machines log in with. A key can do what its scopes name, and never more than its owner.

pub mod policy;
pub mod routes;
pub mod store;

use domain::ids::Id;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What every key begins with, so that whoever finds one knows what it is.
pub const PREFIX: &str = "tk_";

/// Marks the id of an API key.
pub enum OfApiKey {}
/// An API key's id.
pub type ApiKeyId = Id<OfApiKey>;

/// What a key may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// See what its owner sees.
    Read,
    /// Change what its owner may change, but for what moves money or binds to pay.
    Write,
    /// Move money: pay in and out; accept ad requests; fund, approve, publish and cancel work.
    Money,
    /// Report conversions, and nothing else.
    Conversions,
}
