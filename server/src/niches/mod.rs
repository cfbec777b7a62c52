//! Niches: the fixed list of what campaigns and influencers are about. Admins edit it; a retired one stays with those
//! who have it and can't be chosen any more.

use db::Conn;
use diesel::prelude::*;
use domain::fault::Faults;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::error::Result;
use crate::http::{ClientAddress, Page, public};
use crate::schema::niches;

/// The cache tag of everything that tells of niches; a change to them announces it.
pub const TAG: &str = "niches";
/// How many niches one campaign or influencer may have.
const MOST: usize = 10;

/// A niche.
#[derive(Debug, Serialize, ToSchema, Queryable)]
#[schema(example = json!({"slug": "food", "name": "Food & drink"}))]
pub struct NicheOut {
    /// Names it for good.
    pub slug: String,
    /// What people read, in English; the web app translates the ones it knows.
    pub name: String,
}

/// The niches that can be chosen, by name.
#[utoipa::path(get, path = "/niches", tag = "campaigns", security(()), responses((status = 200, body = Page<NicheOut>)))]
pub async fn list_niches(app: App, from: ClientAddress) -> Result<axum::response::Response> {
    let all = || async {
        let items = app.db.read(|conn| Ok::<_, crate::Error>(open(conn)?)).await?;
        Ok(Page { items, next_cursor: None, total: None })
    };
    public::answer(&app, &from, TAG, &[TAG], all).await
}

fn open(conn: &mut Conn) -> QueryResult<Vec<NicheOut>> {
    niches::table
        .filter(niches::retired_at.is_null())
        .order(niches::name)
        .select((niches::slug, niches::name))
        .load(conn)
}

/// The niches that can be chosen now.
pub struct Choice(Vec<String>);

impl Choice {
    /// Reads them.
    pub fn load(conn: &mut Conn) -> Result<Self> {
        Ok(Self(niches::table.filter(niches::retired_at.is_null()).select(niches::slug).load(conn)?))
    }

    /// Cleans chosen slugs, without doubles; those that were `had` before are good even when they are retired.
    pub fn checked(&self, faults: &mut Faults, pointer: &str, chosen: &[String], had: &[String]) -> Vec<String> {
        faults.unless(chosen.len() <= MOST, pointer, "too_many", format!("Must be at most {MOST}."));
        let mut clean: Vec<String> = Vec::with_capacity(chosen.len());
        for (index, slug) in chosen.iter().map(|slug| slug.trim()).enumerate() {
            let is_known = self.0.iter().chain(had).any(|known| known == slug);
            let message = "Must be one of the niches that `GET /niches` lists.";
            faults.unless(is_known, format!("{pointer}/{index}"), "unknown_niche", message);
            if is_known && clean.iter().all(|other| other != slug) {
                clean.push(slug.to_owned());
            }
        }
        clean
    }
}
