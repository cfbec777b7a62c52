//! The keys that the instance signs and seals with, all drawn from its one secret.

use ed25519_dalek::SigningKey;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Keys for separate purposes, so that none serves to forge for another.
#[derive(Clone)]
pub struct Keys {
    access_tokens: [u8; 32],
    fingerprints: [u8; 32],
    instance: [u8; 32],
    unsubscribing: [u8; 32],
    agreements: [u8; 32],
    second_factor: [u8; 32],
    webhooks: [u8; 32],
}

impl Keys {
    /// Draws the keys from the instance's secret (HKDF's expand step with one block, RFC 5869).
    pub fn from_secret(secret: &[u8]) -> Self {
        let draw = |purpose: &str| {
            // HMAC takes keys of any length, so this can't fail; an empty result would only make tokens unverifiable.
            Hmac::<Sha256>::new_from_slice(secret).map_or([0; 32], |mut mac| {
                mac.update(purpose.as_bytes());
                mac.update(&[1]);
                mac.finalize().into_bytes().into()
            })
        };
        Self {
            access_tokens: draw("tandem access tokens"),
            fingerprints: draw("tandem fingerprints"),
            instance: draw("tandem instance"),
            unsubscribing: draw("tandem unsubscribing"),
            agreements: draw("tandem agreements"),
            second_factor: draw("tandem second factor"),
            webhooks: draw("tandem webhooks"),
        }
    }

    /// What all replicas of this instance agree on and no other instance has.
    pub(crate) fn instance(&self) -> String {
        hex::encode(&self.instance[..8])
    }

    pub(crate) const fn access_tokens(&self) -> &[u8] {
        &self.access_tokens
    }

    pub(crate) const fn fingerprint(&self) -> &[u8] {
        &self.fingerprints
    }

    /// What agreements are signed with.
    pub(crate) fn agreements(&self) -> SigningKey {
        SigningKey::from_bytes(&self.agreements)
    }

    /// What the secrets of second factors are sealed with.
    pub(crate) const fn second_factor(&self) -> &[u8; 32] {
        &self.second_factor
    }

    /// What the secrets of webhooks are drawn from.
    pub(crate) const fn webhooks(&self) -> &[u8] {
        &self.webhooks
    }

    pub(crate) const fn unsubscribing(&self) -> &[u8] {
        &self.unsubscribing
    }
}
