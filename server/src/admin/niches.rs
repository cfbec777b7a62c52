//! The list of niches: adding, renaming, retiring. A niche that somebody has chosen is retired, never taken from them.

use db::{Conn, Tx, insert_or_ignore};
use diesel::prelude::*;
use domain::fault::{Faults, Wrong};
use domain::text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::{self, Change};
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::http::command::Nothing;
use crate::http::{Command, IfMatch, Page, PathName, Reply};
use crate::niches::TAG;
use crate::schema::{campaign_niches, influencer_niches, niches};

/// A niche, as admins see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdminNiche {
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// Whether it can't be chosen any more.
    pub retired: bool,
    /// Grows with each change; `If-Match` takes it.
    pub version: i64,
}

/// A new niche.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"slug": "board-games", "name": "Board games"}))]
pub struct NicheIn {
    /// 1 to 40 of `a-z`, `0-9` and single dashes; made from the name when left out.
    #[serde(default)]
    pub slug: Option<String>,
    /// 1 to 60 characters.
    pub name: String,
}

/// A change to a niche; what is left out stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Food & drink", "retired": false}))]
pub struct NichePatch {
    /// 1 to 60 characters.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether it can't be chosen any more.
    #[serde(default)]
    pub retired: Option<bool>,
}

/// List all niches, the retired ones too.
#[utoipa::path(get, path = "/admin/niches", tag = "admin", responses((status = 200, body = Page<AdminNiche>)))]
pub async fn list_all_niches(app: App, _: Admin) -> Result<Reply> {
    let items = app.db.read(|conn| Ok::<_, Error>(niches::table.order(niches::name).load::<Row>(conn)?)).await?;
    Reply::ok(&Page { items: items.into_iter().map(AdminNiche::from).collect(), next_cursor: None, total: None })
}

/// Add a niche.
#[utoipa::path(post, path = "/admin/niches", tag = "admin", request_body = NicheIn, responses((status = 201, body = AdminNiche)))]
pub async fn create_niche(app: App, Admin(admin): Admin, command: Command) -> Result<Reply> {
    command
        .run(&app, &admin, move |tx, input: &NicheIn| {
            let mut faults = Faults::new();
            let name = faults.take("/name", name(&input.name)).unwrap_or_default();
            let made = input.slug.clone().unwrap_or_else(|| slug_of(&name));
            let slug = faults.take("/slug", slug(&made)).unwrap_or_default();
            faults.check()?;
            let new = diesel::insert_into(niches::table).values((niches::slug.eq(&slug), niches::name.eq(&name)));
            if insert_or_ignore(new).execute(tx.conn)? == 0 {
                return Err(Error::invalid("/slug", "taken", "There is already such a niche."));
            }
            let out = AdminNiche { slug, name, retired: false, version: 1 };
            tx.announce(TAG);
            audit::record(tx, Some(admin.id()), "niche.create", "niche", &out.slug, &Change::of(None, Some(&out)))?;
            Ok(Reply::created(format!("/api/v1/admin/niches/{}", out.slug), &out)?.version(out.version))
        })
        .await
}

/// Rename a niche, retire it or bring it back.
#[utoipa::path(patch, path = "/admin/niches/{slug}", tag = "admin", request_body = NichePatch, params(("slug" = String, Path)), responses((status = 200, body = AdminNiche)))]
pub async fn update_niche(
    app: App,
    Admin(admin): Admin,
    niche: Niche,
    if_match: IfMatch,
    command: Command,
) -> Result<Reply> {
    let slug = niche.0;
    command
        .run(&app, &admin, move |tx, input: &NichePatch| {
            let before = find(tx.conn, &slug)?;
            if_match.check(before.version)?;
            let name = input.name.as_deref().map(name).transpose().map_err(|wrong| Error::wrong("/name", wrong))?;
            let name = name.unwrap_or_else(|| before.name.clone());
            let retired = input.retired.unwrap_or(before.retired);
            let after = save(tx, AdminNiche { name, retired, ..before.clone() })?;
            audit::record(tx, Some(admin.id()), "niche.update", "niche", &slug, &Change::of(&before, &after))?;
            Ok(Reply::ok(&after)?.version(after.version))
        })
        .await
}

/// Take a niche off the list; one that somebody has chosen is retired instead.
#[utoipa::path(delete, path = "/admin/niches/{slug}", tag = "admin", params(("slug" = String, Path)), responses((status = 204)))]
pub async fn delete_niche(app: App, Admin(admin): Admin, niche: Niche, command: Command) -> Result<Reply> {
    let slug = niche.0;
    command
        .run(&app, &admin, move |tx, _: &Nothing| {
            let before = find(tx.conn, &slug)?;
            let after = if is_chosen(tx.conn, &slug)? {
                Some(save(tx, AdminNiche { retired: true, ..before.clone() })?)
            } else {
                diesel::delete(niches::table.find(&slug)).execute(tx.conn)?;
                None
            };
            tx.announce(TAG);
            let change = Change::of(Some(&before), after.as_ref());
            audit::record(tx, Some(admin.id()), "niche.delete", "niche", &slug, &change)?;
            Ok(Reply::nothing())
        })
        .await
}

/// The slug of a niche that is there, else 404.
pub struct Niche(String);

impl axum::extract::FromRequestParts<App> for Niche {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, app: &App) -> Result<Self> {
        let PathName(slug) = PathName::from_request_parts(parts, app).await?;
        // What is no slug is no text for a query either.
        let slug = self::slug(&slug).map_err(|_| Error::NotFound)?;
        app.db.read(move |conn| find(conn, &slug)).await.map(|niche| Self(niche.slug))
    }
}

type Row = (String, String, Option<i64>, i64);

impl From<Row> for AdminNiche {
    fn from((slug, name, retired_at, version): Row) -> Self {
        Self { slug, name, retired: retired_at.is_some(), version }
    }
}

fn find(conn: &mut Conn, slug: &str) -> Result<AdminNiche> {
    Ok(niches::table.find(slug).first::<Row>(conn)?.into())
}

/// Saves changes to that version of a niche, and answers its next one.
fn save(tx: &mut Tx, niche: AdminNiche) -> Result<AdminNiche> {
    let retired_at = niche.retired.then_some(tx.now.0);
    let after = AdminNiche { version: niche.version + 1, ..niche };
    let same = niches::table.find(&after.slug).filter(niches::version.eq(niche.version));
    let changed = diesel::update(same)
        .set((niches::name.eq(&after.name), niches::retired_at.eq(retired_at), niches::version.eq(after.version)))
        .execute(tx.conn)?;
    if changed == 0 {
        return Err(Error::conflict("conflict", "Somebody else changed this niche just now."));
    }
    tx.announce(TAG);
    Ok(after)
}

fn is_chosen(conn: &mut Conn, slug: &str) -> Result<bool> {
    let campaigns: i64 = campaign_niches::table.filter(campaign_niches::niche.eq(slug)).count().get_result(conn)?;
    let people: i64 = influencer_niches::table.filter(influencer_niches::niche.eq(slug)).count().get_result(conn)?;
    Ok(campaigns + people > 0)
}

fn name(raw: &str) -> Result<String, Wrong> {
    text::required(text::line(raw, 60))
}

fn slug(raw: &str) -> Result<String, Wrong> {
    let good = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if raw.len() <= 40 && raw.split('-').all(good) {
        Ok(raw.to_owned())
    } else {
        Err(Wrong::new("invalid_slug", "Must be 1 to 40 of a-z, 0-9 and single dashes."))
    }
}

/// The name with dashes for all that a slug does not take.
fn slug_of(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::{slug, slug_of};

    #[test]
    fn slugs() {
        assert_eq!(slug_of("Food & drink"), "food-drink");
        assert!(slug(&slug_of("美食")).is_err());
        for bad in ["", "-a", "a--b", "Ä", "A", "a b", &"a".repeat(41)] {
            assert!(slug(bad).is_err(), "{bad}");
        }
    }
}
