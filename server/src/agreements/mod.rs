//! Agreements: acceptance signs the hash of the terms with both names and times; anybody with its code can verify the chain.

pub mod access;
pub mod document;
pub mod page;
mod paper;
pub mod routes;
pub mod store;

use domain::agreement::{Agreement, Signatory};
use domain::clock::Timestamp;
use domain::ids::{CollaborationId, UserId};
use domain::words::Side;
use ed25519_dalek::{Signature, Verifier};

use crate::ad_requests::sealed;
use crate::auth::keys::Keys;
use crate::db::Text;

/// An agreement's row, with the two people of its collaboration.
#[derive(Clone, Debug, diesel::Queryable)]
pub struct AgreementRow {
    pub collaboration_id: Text<CollaborationId>,
    pub sponsor_id: Text<UserId>,
    pub influencer_id: Text<UserId>,
    pub terms_hash: String,
    pub sponsor_name: String,
    pub influencer_name: String,
    pub offered_by: Text<Side>,
    pub offered_at: i64,
    pub accepted_at: i64,
    pub hash: String,
    pub signature: String,
    pub sponsor_commitment: Option<String>,
    pub sponsor_salt: Option<String>,
    pub influencer_commitment: Option<String>,
    pub influencer_salt: Option<String>,
}

impl AgreementRow {
    /// What was signed.
    pub fn rules(&self) -> Agreement {
        Agreement {
            collaboration: self.collaboration_id.0,
            terms_hash: self.terms_hash.clone(),
            sponsor: Signatory {
                id: self.sponsor_id.0,
                name: self.sponsor_name.clone(),
                sealed: sealed(self.sponsor_commitment.as_ref(), self.sponsor_salt.as_ref()),
            },
            influencer: Signatory {
                id: self.influencer_id.0,
                name: self.influencer_name.clone(),
                sealed: sealed(self.influencer_commitment.as_ref(), self.influencer_salt.as_ref()),
            },
            offered_by: self.offered_by.0,
            offered_at: Timestamp(self.offered_at),
            accepted_at: Timestamp(self.accepted_at),
        }
    }

    /// Whether it is what was signed, and this instance signed it.
    pub fn is_intact(&self, keys: &Keys) -> bool {
        let signature = hex::decode(&self.signature).ok().and_then(|bytes| Signature::from_slice(&bytes).ok());
        let signed = |signature| keys.agreements().verifying_key().verify(self.hash.as_bytes(), &signature).is_ok();
        let rules = self.rules();
        rules.hash() == self.hash && rules.names_hold() && signature.is_some_and(signed)
    }
}
