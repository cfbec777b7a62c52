//! Words, ids, dates and JSON in text columns, read as what they are.

use std::str::FromStr;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::sql_types;
use serde::de::DeserializeOwned;

/// A text column whose text is a `T`.
#[derive(Clone, Debug, PartialEq, Eq, FromSqlRow)]
pub struct Text<T>(pub T);

impl<T, DB> FromSql<sql_types::Text, DB> for Text<T>
where
    T: FromStr,
    DB: Backend,
    String: FromSql<sql_types::Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let text = String::from_sql(bytes)?;
        text.parse().map(Self).map_err(|_| format!("not a {}", std::any::type_name::<T>()).into())
    }
}

/// A text column that holds a `T` as JSON.
#[derive(Clone, Debug, PartialEq, FromSqlRow)]
pub struct Json<T>(pub T);

impl<T, DB> FromSql<sql_types::Text, DB> for Json<T>
where
    T: DeserializeOwned,
    DB: Backend,
    String: FromSql<sql_types::Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let text = String::from_sql(bytes)?;
        Ok(Self(serde_json::from_str(&text)?))
    }
}

/// A value as it stands in such a column.
pub fn to_json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
