//! Commitments: what a chain holds in place of something personal. With its salt a commitment proves the text; once both
//! are erased it still stands in the chain, and nobody can find out from it what was said.

use sha2::{Digest, Sha256};

/// A text that a chain vouches for without holding it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// SHA-256, in hex, over the JSON array of salt and text.
    pub commitment: String,
    /// What nobody can guess; none once the text is erased.
    pub salt: Option<String>,
}

impl Sealed {
    /// Commits to a text, with a salt that is random and used for nothing else.
    pub fn new(salt: String, text: &str) -> Self {
        Self { commitment: commitment(&salt, text), salt: Some(salt) }
    }

    /// Whether that is the text that was committed to, or nothing is left of it.
    pub fn holds(&self, text: &str) -> bool {
        match &self.salt {
            Some(salt) => commitment(salt, text) == self.commitment,
            None => text.is_empty(),
        }
    }
}

fn commitment(salt: &str, text: &str) -> String {
    let parts = ("tandem commitment 1", salt, text);
    hex::encode(Sha256::digest(serde_json::to_vec(&parts).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commitment_proves_its_text_until_both_are_erased() {
        let sealed = Sealed::new("salt".into(), "Mira");
        assert!(sealed.holds("Mira") && !sealed.holds("Mile") && !sealed.holds(""));
        assert_ne!(sealed, Sealed::new("other".into(), "Mira"));
        let erased = Sealed { salt: None, ..sealed };
        assert!(erased.holds("") && !erased.holds("Mira"), "what is put back without its salt proves nothing");
    }
}
