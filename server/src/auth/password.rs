//! Passwords: argon2id (RFC 9106), and what is too weak to take.

use std::sync::OnceLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::fault::Wrong;
use tokio::sync::Semaphore;

use super::User;
use crate::accounts::store;
use crate::app::App;
use crate::error::{Error, Result};
use crate::limits::Rule;

/// Hashing takes 19 MiB and a processor: more at once would only make all of them slower.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// The hash of a password nobody has, so that an unknown login takes as long as a wrong password.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Jc4u6IYzP3Ktzd7VxYQ6dQ2m9V1rLgn0o3yq4sUe2nE";

/// What a new hash costs: what the library recommends (OWASP: 19 MiB, two passes), unless [`hash_cheaply`] was called.
static COST: OnceLock<Params> = OnceLock::new();

/// Lets new hashes of this process cost next to nothing, and so protect nothing: for tests, where hundreds of people
/// register and log in. No setting leads here.
pub fn hash_cheaply() {
    if let Ok(params) = Params::new(Params::MIN_M_COST, Params::MIN_T_COST, Params::MIN_P_COST, None) {
        COST.get_or_init(|| params);
    }
}

/// Whether a password is good enough: 8 to 200 characters, not among the first thousand that anybody tries (zxcvbn), and not
/// the person's own name or address.
pub fn check(password: &str, about: &[&str]) -> Result<(), Wrong> {
    let length = password.chars().count();
    if length < 8 {
        return Err(Wrong::new("too_short", "Must be at least 8 characters."));
    }
    if length > 200 {
        return Err(Wrong::new("too_long", "Must be at most 200 characters."));
    }
    let own = about.iter().any(|known| known.to_lowercase() == password.to_lowercase());
    if own || zxcvbn::zxcvbn(password, about).score() == zxcvbn::Score::Zero {
        return Err(Wrong::new("too_weak", "Is one of the first that anybody would try."));
    }
    Ok(())
}

/// Hashes a password with a random salt.
pub async fn hash(password: String) -> Result<String> {
    let _turn = AT_ONCE.acquire().await.map_err(Error::internal)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, COST.get().cloned().unwrap_or_default());
    tokio::task::spawn_blocking(move || argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()))
        .await
        .map_err(Error::internal)?
        .map_err(Error::internal)
}

/// Whether that is the password behind the hash; `None` is nobody's, which takes as long to refuse.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    let _turn = AT_ONCE.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODYS.to_owned());
        let parsed = PasswordHash::new(&hash).map_err(Error::internal)?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await
    .map_err(Error::internal)?
}

/// Refuses with 422 at `pointer` when that is not the caller's present password.
pub async fn confirm(app: &App, user: &User, given: String, pointer: &str) -> Result<()> {
    app.limits.check(Rule::Login, &user.id().to_string()).await?;
    let id = user.id();
    let hash = app.db.read(move |conn| store::password_hash(conn, id)).await?;
    if verify(given, Some(hash)).await? {
        Ok(())
    } else {
        Err(Error::invalid(pointer, "wrong_password", "Is not your present password."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused() {
        for (password, code) in [
            ("short", "too_short"),
            ("password", "too_weak"),
            ("12345678", "too_weak"),
            ("ada@example.com", "too_weak"),
        ] {
            assert_eq!(check(password, &["ada", "ada@example.com"]).unwrap_err().code, code, "{password}");
        }
        assert!(check(&"x".repeat(201), &[]).is_err());
        assert!(check("correct horse battery", &["ada"]).is_ok());
    }

    #[tokio::test]
    async fn only_the_password_verifies() {
        let hash = hash("correct horse battery".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("correct horse battery".into(), Some(hash.clone())).await.unwrap());
        assert!(!verify("wrong horse battery".into(), Some(hash)).await.unwrap());
        assert!(!verify("anything".into(), None).await.unwrap());
    }
}
