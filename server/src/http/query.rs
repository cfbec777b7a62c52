//! Query strings: unknown parameters and wrong values are refused, with the parameter's name.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::error::Error;

/// The query string as a `T`, which denies unknown fields.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let text = parts.uri.query().unwrap_or_default();
        // An empty parameter, as a form sends it, says nothing.
        let given: Vec<&str> =
            text.split('&').filter(|pair| pair.split_once('=').is_none_or(|(_, value)| !value.is_empty())).collect();
        let joined = given.join("&");
        // No text of ours has them, and one database can't even compare with some.
        let mut pairs = url::form_urlencoded::parse(joined.as_bytes());
        if let Some((name, _)) = pairs.find(|(_, value)| value.contains(char::is_control)) {
            return Err(Error::invalid(
                &format!("?{name}"),
                "control_character",
                "Must not contain control characters.",
            ));
        }
        let reader = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(joined.as_bytes()));
        serde_path_to_error::deserialize(reader).map(Self).map_err(|fault| refused(&fault))
    }
}

fn refused(fault: &serde_path_to_error::Error<serde_urlencoded::de::Error>) -> Error {
    let message = fault.inner().to_string();
    let named = message
        .split('`')
        .nth(1)
        .filter(|_| message.starts_with("unknown field") || message.starts_with("duplicate field"));
    let name = named.map_or_else(|| fault.path().to_string(), str::to_owned);
    let code = if message.starts_with("unknown field") { "unknown_parameter" } else { "invalid_parameter" };
    Error::invalid(&format!("?{name}"), code, message)
}
