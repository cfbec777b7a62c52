//! The agreement: what accepting signs. Its hash stands on the hash of the accepted revision, which stands on all before it.

use sha2::{Digest, Sha256};

use crate::clock::Timestamp;
use crate::commitment::Sealed;
use crate::ids::{CollaborationId, UserId};
use crate::words::Side;

/// What both sides put their names to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The work that it is about.
    pub collaboration: CollaborationId,
    /// The hash of the accepted revision.
    pub terms_hash: String,
    /// The side that pays.
    pub sponsor: Signatory,
    /// The side that delivers.
    pub influencer: Signatory,
    /// Whose offer was accepted.
    pub offered_by: Side,
    /// When that side made it: its signature.
    pub offered_at: Timestamp,
    /// When the other side accepted it: its signature.
    pub accepted_at: Timestamp,
}

/// Somebody who signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signatory {
    /// Who.
    pub id: UserId,
    /// Their name on that day; empty once the account is closed.
    pub name: String,
    /// What the hash holds in place of the name; in agreements of the first form it holds the name itself.
    pub sealed: Option<Sealed>,
}

impl Signatory {
    /// Somebody who signs now, with a salt that is used for nothing else.
    pub fn new(id: UserId, name: String, salt: String) -> Self {
        let sealed = Some(Sealed::new(salt, &name));
        Self { id, name, sealed }
    }

    fn holds(&self) -> bool {
        self.sealed.as_ref().is_none_or(|sealed| sealed.holds(&self.name))
    }

    /// The id and what the hash covers of the name.
    fn part(&self) -> (String, &str) {
        (self.id.to_string(), self.sealed.as_ref().map_or(&self.name, |sealed| &sealed.commitment))
    }
}

impl Agreement {
    /// SHA-256, in hex, over the JSON array of its parts, so that no part can be moved into another.
    pub fn hash(&self) -> String {
        let is_sealed = self.sponsor.sealed.is_some() && self.influencer.sealed.is_some();
        let parts = (
            if is_sealed { "tandem agreement 2" } else { "tandem agreement 1" },
            self.collaboration.to_string(),
            &self.terms_hash,
            self.sponsor.part(),
            self.influencer.part(),
            self.offered_by,
            self.offered_at.0,
            self.accepted_at.0,
        );
        hex::encode(Sha256::digest(serde_json::to_vec(&parts).unwrap_or_default()))
    }

    /// Whether the names are those that were committed to, or erased.
    pub fn names_hold(&self) -> bool {
        self.sponsor.holds() && self.influencer.holds()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agreed(sealed: bool) -> Agreement {
        let signatory = |at: i64, name: &str| {
            let whole = Signatory::new(UserId::new(Timestamp(at)), name.into(), "salt".into());
            if sealed { whole } else { Signatory { sealed: None, ..whole } }
        };
        Agreement {
            collaboration: CollaborationId::new(Timestamp(1)),
            terms_hash: "a".into(),
            sponsor: signatory(1, "Mill"),
            influencer: signatory(2, "Mira"),
            offered_by: Side::Sponsor,
            offered_at: Timestamp(3),
            accepted_at: Timestamp(4),
        }
    }

    #[test]
    fn every_part_counts() {
        for agreed in [agreed(true), agreed(false)] {
            let others = [
                Agreement { terms_hash: "b".into(), ..agreed.clone() },
                Agreement { sponsor: agreed.influencer.clone(), ..agreed.clone() },
                Agreement { influencer: agreed.sponsor.clone(), ..agreed.clone() },
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

    #[test]
    fn an_erased_name_leaves_the_hash_and_another_name_is_found() {
        let whole = agreed(true);
        let with = |name: &str, salt: Option<&str>| {
            let sealed = whole.sponsor.sealed.clone().map(|sealed| Sealed { salt: salt.map(Into::into), ..sealed });
            Agreement { sponsor: Signatory { name: name.into(), sealed, ..whole.sponsor.clone() }, ..whole.clone() }
        };
        assert!(whole.names_hold());
        let erased = with("", None);
        assert!(erased.names_hold() && erased.hash() == whole.hash());
        assert!(!with("Mile", Some("salt")).names_hold() && !with("Mill", None).names_hold());
    }
}
