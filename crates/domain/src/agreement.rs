//! The agreement: what accepting signs. Its hash stands on the hash of the accepted revision, which stands on all before it.

use sha2::{Digest, Sha256};

use crate::clock::Timestamp;
use crate::ids::{CollaborationId, UserId};
use crate::words::Side;

/// What both sides put their names to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The work that it is about.
    pub collaboration: CollaborationId,
    /// The hash of the accepted revision.
    pub terms_hash: String,
    /// The side that pays, and its name on that day.
    pub sponsor: (UserId, String),
    /// The side that delivers, and its name on that day.
    pub influencer: (UserId, String),
    /// Whose offer was accepted.
    pub offered_by: Side,
    /// When that side made it: its signature.
    pub offered_at: Timestamp,
    /// When the other side accepted it: its signature.
    pub accepted_at: Timestamp,
}

impl Agreement {
    /// SHA-256, in hex, over the JSON array of its parts, so that no part can be moved into another.
    pub fn hash(&self) -> String {
        let parts = (
            "tandem agreement 1",
            self.collaboration.to_string(),
            &self.terms_hash,
            (self.sponsor.0.to_string(), &self.sponsor.1),
            (self.influencer.0.to_string(), &self.influencer.1),
            self.offered_by,
            self.offered_at.0,
            self.accepted_at.0,
        );
        hex::encode(Sha256::digest(serde_json::to_vec(&parts).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_counts() {
        let agreed = Agreement {
            collaboration: CollaborationId::new(Timestamp(1)),
            terms_hash: "a".into(),
            sponsor: (UserId::new(Timestamp(1)), "Mill".into()),
            influencer: (UserId::new(Timestamp(2)), "Mira".into()),
            offered_by: Side::Sponsor,
            offered_at: Timestamp(3),
            accepted_at: Timestamp(4),
        };
        let others = [
            Agreement { terms_hash: "b".into(), ..agreed.clone() },
            Agreement { sponsor: (agreed.sponsor.0, "Mile".into()), ..agreed.clone() },
            Agreement { influencer: (agreed.sponsor.0, "Mira".into()), ..agreed.clone() },
            Agreement { offered_by: Side::Influencer, ..agreed.clone() },
            Agreement { offered_at: Timestamp(4), ..agreed.clone() },
            Agreement { accepted_at: Timestamp(5), ..agreed.clone() },
        ];
        assert_eq!(agreed.hash(), agreed.clone().hash());
        for other in others {
            assert_ne!(agreed.hash(), other.hash(), "{other:?}");
        }
    }
}
