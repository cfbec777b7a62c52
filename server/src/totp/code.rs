//! Secrets and codes: how they are made, kept and held against each other.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::clock::Timestamp;
use domain::ids::UserId;
use qrcode::QrCode;
use qrcode::render::svg;
use totp_rs::{Builder, Totp};

use crate::auth::keys::Keys;
use crate::auth::tokens;
use crate::error::{Error, Result};

/// How many recovery codes there are.
const RECOVERY_CODES: usize = 10;
/// What recovery codes are made of: nothing that is mistaken for something else.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
const NONCE: usize = 24;

/// A new secret of 160 bits, as RFC 4226 advises.
pub fn secret() -> [u8; 20] {
    rand::random()
}

/// Encrypts a secret (XChaCha20-Poly1305) for that person alone, so that a copy of the database gives no codes.
pub fn seal(keys: &Keys, user: UserId, secret: &[u8]) -> Result<String> {
    let nonce: [u8; NONCE] = rand::random();
    let whose = user.to_string();
    let bound = Payload { msg: secret, aad: whose.as_bytes() };
    let sealed = cipher(keys).encrypt(&XNonce::from(nonce), bound).map_err(Error::internal)?;
    Ok(STANDARD_NO_PAD.encode([&nonce[..], &sealed].concat()))
}

/// What was sealed for that person.
pub fn open(keys: &Keys, user: UserId, sealed: &str) -> Result<Vec<u8>> {
    let bytes = STANDARD_NO_PAD.decode(sealed).map_err(Error::internal)?;
    let (nonce, sealed) =
        bytes.split_first_chunk::<NONCE>().ok_or_else(|| Error::internal("a sealed secret is cut"))?;
    let whose = user.to_string();
    let bound = Payload { msg: sealed, aad: whose.as_bytes() };
    cipher(keys).decrypt(&XNonce::from(*nonce), bound).map_err(|_| Error::internal("another key sealed that secret"))
}

fn cipher(keys: &Keys) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(keys.second_factor().into())
}

/// The step of 30 seconds that `given` is the code of, one before or after now being forgiven.
pub fn step(secret: &[u8], given: &str, now: Timestamp) -> Result<Option<i64>> {
    let digits: String = given.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.0 / 1000).unwrap_or_default();
    Ok(totp(secret)?.check(&digits, seconds).and_then(|step| i64::try_from(step).ok()))
}

/// The secret in letters, as people type it, and the address that apps read.
pub fn invitation(secret: &[u8], account: &str) -> Result<(String, String)> {
    let builder = Builder::new().with_secret(secret.to_vec());
    let totp = builder.with_account_name(account.replace(':', " ")).with_issuer(Some("Tandem")).build();
    let totp = totp.map_err(Error::internal)?;
    Ok((totp.secret().to_base32(), totp.to_url().map_err(Error::internal)?))
}

/// That text as a QR code, an SVG that draws itself in the colour of its surroundings.
pub fn drawn(text: &str) -> Result<String> {
    let code = QrCode::new(text).map_err(Error::internal)?;
    let drawn = code.render::<svg::Color>().min_dimensions(200, 200).quiet_zone(true).build();
    // Within a page the declaration would be wrong.
    Ok(drawn.split_once("?>").map_or(drawn.clone(), |(_, svg)| svg.to_owned()))
}

fn totp(secret: &[u8]) -> Result<Totp> {
    Builder::new().with_secret(secret.to_vec()).build().map_err(Error::internal)
}

/// New recovery codes, such as `k3v7p-x2m9d`: 50 random bits each.
pub fn recovery_codes() -> Vec<String> {
    let letter = || char::from(LETTERS[usize::from(rand::random::<u8>() % 32)]);
    let half = || (0..5).map(|_| letter()).collect::<String>();
    (0..RECOVERY_CODES).map(|_| format!("{}-{}", half(), half())).collect()
}

/// What is kept of a recovery code. Bound to its person and the instance's key, so that a copy of the database is not
/// enough to try all of them out.
pub fn recovery_hash(keys: &Keys, user: UserId, code: &str) -> String {
    let plain: String = code.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    tokens::hash(&format!("{} {user} {plain}", hex::encode(keys.second_factor())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_000_000_000);

    #[test]
    fn a_code_is_that_of_its_step() {
        // RFC 6238, appendix B, cut to six digits.
        let secret = b"12345678901234567890";
        let at = |seconds: i64| Timestamp(seconds * 1000);
        assert_eq!(step(secret, "287 082", at(59)).unwrap(), Some(1));
        assert_eq!(step(secret, "287082", at(59 + 30)).unwrap(), Some(1), "a slow clock");
        assert_eq!(step(secret, "287082", at(59 + 60)).unwrap(), None);
        assert_eq!(step(secret, "081804", at(1_111_111_109)).unwrap(), Some(37_037_036));
        for wrong in ["", "28708", "2870820", "abcdef", "💥"] {
            assert_eq!(step(secret, wrong, at(59)).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn a_sealed_secret_opens_for_its_person_and_instance_only() {
        let (keys, user) = (Keys::from_secret(b"one"), UserId::new(NOW));
        let sealed = seal(&keys, user, b"secret").unwrap();
        assert_eq!(open(&keys, user, &sealed).unwrap(), b"secret");
        assert!(open(&keys, UserId::new(NOW), &sealed).is_err());
        assert!(open(&Keys::from_secret(b"two"), user, &sealed).is_err());
        assert!(open(&keys, user, "AAAA").is_err());
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_written() {
        let (keys, user) = (Keys::from_secret(b"one"), UserId::new(NOW));
        let codes = recovery_codes();
        assert_eq!(codes.iter().collect::<std::collections::HashSet<_>>().len(), 10);
        let hash = recovery_hash(&keys, user, &codes[0]);
        assert_eq!(hash, recovery_hash(&keys, user, &codes[0].to_uppercase().replace('-', " ")));
        assert_ne!(hash, recovery_hash(&keys, UserId::new(NOW), &codes[0]));
    }

    #[test]
    fn an_app_can_read_the_invitation() {
        let (letters, url) = invitation(b"12345678901234567890", "mira@example.com").unwrap();
        assert_eq!(letters, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(url.starts_with("otpauth://totp/Tandem:mira%40example"), "{url}");
        assert!(drawn(&url).unwrap().starts_with("<svg"));
    }
}
