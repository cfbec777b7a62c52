//! The way out of a group of mails, without logging in: the link in the mail, and the button of mail programs (RFC 8058).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::UserId;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use strum::IntoEnumIterator;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Group, Preferences};
use crate::app::App;
use crate::auth::keys::Keys;
use crate::error::{Error, Result};
use crate::http::{ClientAddress, Command, PathName, Reply};
use crate::limits::Rule;

/// Bytes of the signature in a token.
const SIGNATURE: usize = 16;

/// The token that takes that person out of the mails of that group. It is good for ever, as mail is read late.
pub fn token(keys: &Keys, user: UserId, group: Group) -> Result<String> {
    let mut bytes = user.uuid().as_bytes().to_vec();
    bytes.push(group as u8);
    let signature = signed(keys, &bytes)?.finalize().into_bytes();
    bytes.extend(&signature[..SIGNATURE]);
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Whose mails of which group a token ends; 404 when it is not ours.
fn read(keys: &Keys, token: &str) -> Result<(UserId, Group)> {
    let wrong = || Error::NotFound;
    let bytes = URL_SAFE_NO_PAD.decode(token.trim()).map_err(|_| wrong())?;
    let (said, signature) = bytes.split_at_checked(17).ok_or_else(wrong)?;
    if signature.len() != SIGNATURE {
        return Err(wrong());
    }
    signed(keys, said)?.verify_truncated_left(signature).map_err(|_| wrong())?;
    let user = Uuid::from_slice(&said[..16]).map_err(|_| wrong())?;
    let group = Group::iter().find(|group| *group as u8 == said[16]).ok_or_else(wrong)?;
    Ok((UserId::from_uuid(user), group))
}

fn signed(keys: &Keys, said: &[u8]) -> Result<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(keys.unsubscribing()).map_err(Error::internal)?;
    mac.update(said);
    Ok(mac)
}

/// The secret of a mailed link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnsubscribeIn {
    /// What stood behind the `#` of the link.
    pub token: String,
}

/// What comes by mail no more.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct UnsubscribeOut {
    /// The group.
    pub group: Group,
}

/// Get no more mails of the group that the token of a mailed link names.
#[utoipa::path(post, path = "/unsubscribe", tag = "notifications", request_body = UnsubscribeIn, security(()), responses((status = 200, body = UnsubscribeOut)))]
pub async fn unsubscribe(app: App, from: ClientAddress, mut command: Command) -> Result<Reply> {
    app.limits.check(Rule::Read, &from.to_string()).await?;
    let input: UnsubscribeIn = command.read()?;
    mute(&app, &input.token).await.map_err(|error| match error {
        Error::NotFound => Error::invalid("/token", "invalid_token", "This link is not complete. Open it once more."),
        other => other,
    })
}

/// The same in one step, as mail programs do it (RFC 8058); what the body says does not matter.
#[utoipa::path(post, path = "/unsubscribe/{token}", tag = "notifications", params(("token" = String, Path)), security(()), responses((status = 200, body = UnsubscribeOut)))]
pub async fn unsubscribe_at_once(app: App, from: ClientAddress, PathName(token): PathName) -> Result<Reply> {
    app.limits.check(Rule::Read, &from.to_string()).await?;
    mute(&app, &token).await
}

/// Where mail programs lead that know no other way: to the page that asks first, with the token in its fragment.
#[utoipa::path(get, path = "/unsubscribe/{token}", tag = "notifications", params(("token" = String, Path)), security(()), responses((status = 303, description = "To the page `/unsubscribe`.")))]
pub async fn open_unsubscribe(app: App, from: ClientAddress, PathName(token): PathName) -> Result<Response> {
    app.limits.check(Rule::Read, &from.to_string()).await?;
    read(&app.keys, &token)?;
    let page = HeaderValue::try_from(format!("/unsubscribe#token={token}")).map_err(Error::internal)?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, page)]).into_response())
}

async fn mute(app: &App, token: &str) -> Result<Reply> {
    let (user, group) = read(&app.keys, token)?;
    app.db.write(move |tx| Preferences::without_mail(tx, user, group)).await?;
    Reply::ok(&UnsubscribeOut { group })
}

#[cfg(test)]
mod tests {
    use domain::clock::Timestamp;

    use super::*;

    #[test]
    fn a_token_names_one_person_and_group_and_can_not_be_made() {
        let keys = Keys::from_secret(b"one");
        let user = UserId::new(Timestamp(1));
        for group in Group::iter() {
            let token = token(&keys, user, group).unwrap();
            assert_eq!(read(&keys, &token).unwrap(), (user, group));
            assert!(read(&Keys::from_secret(b"two"), &token).is_err());
            let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
            for index in 0..bytes.len() {
                let mut other = bytes.clone();
                other[index] ^= 1;
                assert!(read(&keys, &URL_SAFE_NO_PAD.encode(&other)).is_err(), "{index}");
                assert!(read(&keys, &URL_SAFE_NO_PAD.encode(&bytes[..index])).is_err(), "{index}");
            }
        }
        assert!(read(&keys, "").is_err() && read(&keys, "💥").is_err());
    }
}
