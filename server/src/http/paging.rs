//! Lists in pages: `?limit=&cursor=` in, `{"items", "next_cursor", "total"}` out.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::error::{Error, Result};

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; `null` on the last.
    pub next_cursor: Option<String>,
    /// How many there are in all, where it was asked for with `count=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
}

/// How much of a list is asked for, and from where.
#[derive(Clone, Copy, Debug)]
pub struct Paging<'a> {
    limit: i64,
    cursor: Option<&'a str>,
}

impl<'a> Paging<'a> {
    /// Checks `?limit=` (1 to 100, 20 when left out) and keeps the cursor.
    pub fn new(limit: Option<i64>, cursor: Option<&'a str>) -> Result<Self> {
        let limit = limit.unwrap_or(20);
        if (1..=100).contains(&limit) {
            Ok(Self { limit, cursor })
        } else {
            Err(Error::invalid("?limit", "out_of_range", "Must be from 1 to 100."))
        }
    }

    /// How many rows a page has.
    pub const fn limit(&self) -> i64 {
        self.limit
    }

    /// How many rows to load: one more than a page has, which tells whether there is a next one.
    pub const fn fetch(&self) -> i64 {
        self.limit + 1
    }

    /// The place after which the page begins, as the list's own key.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>> {
        let Some(cursor) = self.cursor else { return Ok(None) };
        let wrong =
            || Error::invalid("?cursor", "invalid_cursor", "Must be a cursor from an earlier page of the same list.");
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
        // A key of ours never has a NUL, with which PostgreSQL could not even compare.
        if bytes.windows(6).any(|part| part == b"\\u0000") {
            return Err(wrong());
        }
        serde_json::from_slice(&bytes).map(Some).map_err(|_| wrong())
    }

    /// The page of the rows that were fetched with [`Self::fetch`].
    pub fn page<R, K: Serialize>(&self, mut rows: Vec<R>, key: impl Fn(&R) -> K) -> Page<R> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|row| cursor(&key(row)));
        Page { items: rows, next_cursor, total: None }
    }
}

impl<T> Page<T> {
    /// The same page of other things.
    pub fn map<U>(self, with: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(with).collect(), next_cursor: self.next_cursor, total: self.total }
    }
}

/// A cursor that holds that key.
pub fn cursor(key: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_whether_there_is_another() {
        let paging = Paging::new(Some(2), None).unwrap();
        let page = paging.page(vec![1, 2, 3], |n| *n);
        assert_eq!(page.items, [1, 2]);
        let cursor = page.next_cursor.unwrap();
        assert_eq!(Paging::new(None, Some(&cursor)).unwrap().after::<i32>().unwrap(), Some(2));
        assert_eq!(paging.page(vec![1, 2], |n| *n).next_cursor, None);
        assert!(Paging::new(Some(0), None).is_err() && Paging::new(Some(101), None).is_err());
        assert!(Paging::new(None, Some("💥")).unwrap().after::<i32>().is_err());
    }
}
