//! The audit log as a chain: each entry carries the hash of the one before, so that none can be changed, taken out or moved
//! without its being seen. What it says of people stands behind a salted commitment: when salt and text are erased, the
//! chain still holds, and nobody can guess what was there.

use sha2::{Digest, Sha256};

/// An entry, as its hash takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its place in the chain, from 1.
    pub position: i64,
    /// Its id.
    pub id: &'a str,
    /// When it happened: milliseconds since 1970, UTC.
    pub at: i64,
    /// Who did it; `None` for the house itself.
    pub actor: Option<&'a str>,
    /// As what they did it.
    pub role: Option<&'a str>,
    /// What was done.
    pub action: &'a str,
    /// The kind of thing that it was done to.
    pub subject_type: &'a str,
    /// Which one.
    pub subject: &'a str,
    /// What hides its detail; see [`commitment`].
    pub commitment: &'a str,
}

/// SHA-256, in hex, over the JSON array of salt, address and detail.
pub fn commitment(salt: &str, address: Option<&str>, detail: &str) -> String {
    digest(&(salt, address, detail))
}

impl Entry<'_> {
    /// The hash that this entry carries when `before` is that of the one before it; empty for the first.
    pub fn chained(&self, before: &str) -> String {
        let what = (self.action, self.subject_type, self.subject);
        digest(&(before, self.position, self.id, self.at, (self.actor, self.role), what, self.commitment))
    }
}

fn digest(parts: &impl serde::Serialize) -> String {
    hex::encode(Sha256::digest(serde_json::to_vec(parts).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: Entry<'static> = Entry {
        position: 2,
        id: "i",
        at: 3,
        actor: Some("a"),
        role: Some("admin"),
        action: "user.flag",
        subject_type: "user",
        subject: "s",
        commitment: "c",
    };

    #[test]
    fn every_part_counts() {
        let others = [
            Entry { position: 3, ..ENTRY },
            Entry { id: "j", ..ENTRY },
            Entry { at: 4, ..ENTRY },
            Entry { actor: None, ..ENTRY },
            Entry { role: None, ..ENTRY },
            Entry { action: "user.unflag", ..ENTRY },
            Entry { subject_type: "use", ..ENTRY },
            Entry { subject: "rs", ..ENTRY },
            Entry { commitment: "d", ..ENTRY },
        ];
        for other in others {
            assert_ne!(other.chained("x"), ENTRY.chained("x"), "{other:?}");
        }
        assert_ne!(ENTRY.chained("y"), ENTRY.chained("x"));
    }

    #[test]
    fn a_commitment_hides_and_binds_what_was_said() {
        let said = commitment("salt", Some("127.0.0.1"), "{}");
        assert_ne!(said, commitment("tlas", Some("127.0.0.1"), "{}"));
        assert_ne!(said, commitment("salt", None, "{}"));
        assert_ne!(said, commitment("salt", Some("127.0.0.1"), "{\"a\":1}"));
    }
}
