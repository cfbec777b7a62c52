//! Niches that profiles and campaigns name: they must be there, and new ones not retired.

use db::Conn;
use diesel::prelude::*;
use domain::fault::Faults;

use crate::error::Result;
use crate::schema::niches;

/// The most niches of one thing.
const MOST: usize = 10;

/// Cleans a list of slugs, each once. A retired niche may stay where it is (`before`), but not be added.
pub fn known(conn: &mut Conn, faults: &mut Faults, raw: &[String], before: &[String]) -> Result<Vec<String>> {
    faults.unless(raw.len() <= MOST, "/niches", "too_many", format!("Must be at most {MOST}."));
    let all: Vec<(String, Option<i64>)> = niches::table.select((niches::slug, niches::retired_at)).load(conn)?;
    let mut clean: Vec<String> = Vec::new();
    for (index, slug) in raw.iter().take(MOST).enumerate() {
        let is_known = all.iter().any(|(known, retired)| known == slug && (retired.is_none() || before.contains(slug)));
        faults.unless(is_known, format!("/niches/{index}"), "unknown_niche", "There is no such niche.");
        if is_known && !clean.contains(slug) {
            clean.push(slug.clone());
        }
    }
    Ok(clean)
}
