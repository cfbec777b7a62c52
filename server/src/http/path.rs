//! Ids and names in paths. What is no id is not there: 404, as for an id that is nobody's.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use domain::ids::Id;

use crate::error::Error;

/// The one id of a path.
pub struct PathId<T>(pub Id<T>);

/// The one name of a path.
pub struct PathName(pub String);

impl<T, S: Send + Sync> FromRequestParts<S> for PathId<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let PathName(text) = PathName::from_request_parts(parts, state).await?;
        text.parse().map(Self).map_err(|_| Error::NotFound)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PathName {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| Error::NotFound)?;
        // Nothing has such a name, and one database can't even compare with some.
        if text.contains(char::is_control) { Err(Error::NotFound) } else { Ok(Self(text)) }
    }
}
