//! Access tokens (JWT, 15 minutes) and the random secrets behind refresh cookies and mailed links.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::clock::Timestamp;
use domain::ids::{SessionId, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::keys::Keys;
use crate::error::{Error, Result};

/// How long an access token is good for, in seconds.
pub const ACCESS_SECONDS: i64 = 15 * 60;

/// What an access token says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Whose it is.
    pub sub: UserId,
    /// Of which session; when that ends, so does the token.
    pub sid: SessionId,
    /// When it runs out, in seconds since 1970.
    pub exp: i64,
}

impl Claims {
    /// When it runs out.
    pub const fn ends_at(&self) -> Timestamp {
        Timestamp(self.exp * 1000)
    }
}

/// A token for that session.
pub fn issue(keys: &Keys, user: UserId, session: SessionId, now: Timestamp) -> Result<String> {
    let claims = Claims { sub: user, sid: session, exp: now.0 / 1000 + ACCESS_SECONDS };
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(keys.access_tokens()))
        .map_err(Error::internal)
}

/// What a token says, if it is ours and has not run out.
pub fn verify(keys: &Keys, token: &str, now: Timestamp) -> Result<Claims> {
    let mut rules = Validation::new(Algorithm::HS256);
    // Held against our own clock, which tests move.
    rules.validate_exp = false;
    let claims = jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(keys.access_tokens()), &rules)
        .map_err(|_| Error::Unauthenticated("invalid_token", "The access token is not valid."))?
        .claims;
    if claims.ends_at() <= now {
        return Err(Error::Unauthenticated("token_expired", "The access token has run out."));
    }
    Ok(claims)
}

/// 256 random bits for a cookie or a link.
pub fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is kept of a secret. It has 256 random bits, so a plain hash can't be reversed by guessing.
pub fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_runs_out_and_is_only_good_with_its_key() {
        let (keys, now) = (Keys::from_secret(b"one"), Timestamp(1_795_000_000_000));
        let (user, session) = (UserId::new(now), SessionId::new(now));
        let token = issue(&keys, user, session, now).unwrap();
        assert_eq!(verify(&keys, &token, now).unwrap().sub, user);
        let code = |result: Result<Claims>| result.unwrap_err().code();
        assert_eq!(code(verify(&keys, &token, now.plus_ms(ACCESS_SECONDS * 1000))), "token_expired");
        assert_eq!(code(verify(&Keys::from_secret(b"two"), &token, now)), "invalid_token");
        assert_eq!(code(verify(&keys, "eyJhbGciOiJub25lIn0.e30.", now)), "invalid_token");
    }
}
