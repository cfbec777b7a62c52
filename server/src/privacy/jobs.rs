//! What is left to erase once an account is closed: files, and what others were told of it in passing.

use std::collections::HashSet;

use db::{Conn, Tx};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use domain::ids::UserId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::accounts::CLOSED_NAME;
use crate::app::App;
use crate::db::to_json;
use crate::error::{Error, Result};
use crate::jobs::{Job, JobError, Run};
use crate::schema::{
    abuse_reports, ad_requests, campaigns, collaborations, conversations, influencer_profiles, reports,
    sponsor_profiles,
};

/// How many rows are looked at in one transaction.
const STEP: i64 = 1_000;

/// Where things are told of in passing: table, key, text, and which rows. None is needed for long, so those that name the
/// account or what it took part in go whole.
const TOLD: &[(&str, &str, &str, &str)] = &[
    ("notifications", "id", "notice", "1 = 1"),
    ("digest_entries", "id", "notice", "1 = 1"),
    ("jobs", "id", "payload", "state in ('done', 'dead', 'cancelled')"),
    ("webhook_deliveries", "id", "payload", "status <> 'pending'"),
    ("idempotency_keys", "scope || ' ' || key", "body", "1 = 1"),
];

/// Erases what is left of an account that was closed.
#[derive(Debug, Serialize, Deserialize)]
pub struct EraseTraces {
    /// Whose it was.
    pub user: UserId,
    /// The files in the store.
    pub files: Vec<String>,
}

impl Job<App> for EraseTraces {
    const KIND: &'static str = "erase-traces";
    const CONCURRENCY: usize = 1;

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        let user = self.user;
        for file in self.files {
            let name = file.clone();
            // The same picture may be somebody else's too: files are named by their content.
            if !app.db.read(move |conn| is_used(conn, &name)).await? {
                app.files.delete(&file).await?;
            }
        }
        let names = app.db.read(move |conn| things_of(conn, user)).await?;
        for &(table, key, text, which) in TOLD {
            let mut after = String::new();
            loop {
                let (names, from) = (names.clone(), after.clone());
                let next = app.db.write(move |tx| erase_some(tx, (table, key, text, which), &names, &from)).await?;
                let Some(next) = next else { break };
                after = next;
            }
        }
        Ok(app.db.write(move |tx| rename_in_reports(tx, user)).await?)
    }
}

fn is_used(conn: &mut Conn, file: &str) -> Result<bool> {
    let path = file.replacen("images/", "/files/", 1);
    let avatars = influencer_profiles::table.filter(influencer_profiles::avatar.eq(&path)).count();
    let logos = sponsor_profiles::table.filter(sponsor_profiles::logo.eq(&path)).count();
    let images = campaigns::table.filter(campaigns::image.eq(&path)).count();
    let count: i64 = avatars.get_result::<i64>(conn)? + logos.get_result::<i64>(conn)?;
    Ok(count + images.get_result::<i64>(conn)? > 0)
}

/// The ids of the account and of all that it took part in.
fn things_of(conn: &mut Conn, user: UserId) -> Result<HashSet<String>> {
    let me = user.to_string();
    let negotiations = ad_requests::table
        .filter(ad_requests::sponsor_id.eq(&me).or(ad_requests::influencer_id.eq(&me)))
        .select(ad_requests::id);
    let work = collaborations::table
        .filter(collaborations::sponsor_id.eq(&me).or(collaborations::influencer_id.eq(&me)))
        .select(collaborations::id);
    let talk = conversations::table
        .filter(conversations::sponsor_id.eq(&me).or(conversations::influencer_id.eq(&me)))
        .select(conversations::id);
    let campaigns = campaigns::table.filter(campaigns::sponsor_id.eq(&me)).select(campaigns::id);
    let cases = abuse_reports::table.filter(abuse_reports::owner_id.eq(&me)).select(abuse_reports::id);
    let mut names: HashSet<String> = negotiations.load::<String>(conn)?.into_iter().collect();
    names.extend(work.load::<String>(conn)?);
    names.extend(talk.load::<String>(conn)?);
    names.extend(campaigns.load::<String>(conn)?);
    names.extend(cases.load::<String>(conn)?);
    names.insert(me);
    Ok(names)
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Text)]
    told: String,
}

/// Looks at some rows behind `after` and deletes those that name one of `names`; answers the last key, none at the end.
fn erase_some(
    tx: &mut Tx,
    (table, key, text, which): (&str, &str, &str, &str),
    names: &HashSet<String>,
    after: &str,
) -> Result<Option<String>> {
    let select = format!(
        "select {key} as key, {text} as told from {table} where ({which}) and {key} > $1 order by {key} limit $2"
    );
    let rows: Vec<Told> = sql_query(select).bind::<Text, _>(after).bind::<BigInt, _>(STEP).load(tx.conn)?;
    let words = |told: &str| told.split(|c: char| !c.is_ascii_hexdigit() && c != '-').any(|word| names.contains(word));
    // That the account was closed may stay told.
    for row in rows.iter().filter(|row| words(&row.told) && !row.told.contains(CLOSED_NAME)) {
        sql_query(format!("delete from {table} where {key} = $1")).bind::<Text, _>(&row.key).execute(tx.conn)?;
    }
    let is_full = i64::try_from(rows.len()).is_ok_and(|len| len == STEP);
    Ok(rows.into_iter().last().filter(|_| is_full).map(|row| row.key))
}

/// In others' reports the person stays without a name: their figures are what was.
fn rename_in_reports(tx: &mut Tx, user: UserId) -> Result<()> {
    let me = user.to_string();
    let partners =
        collaborations::table.filter(collaborations::influencer_id.eq(&me)).select(collaborations::sponsor_id);
    let rows: Vec<(String, String, String)> = reports::table
        .filter(reports::user_id.eq_any(partners.distinct()))
        .select((reports::user_id, reports::month, reports::figures))
        .load(tx.conn)?;
    for (sponsor, month, figures) in rows.into_iter().filter(|(.., figures)| figures.contains(&me)) {
        let mut figures: Value = serde_json::from_str(&figures).map_err(Error::internal)?;
        rename(&mut figures, &me);
        diesel::update(reports::table.find((sponsor, month)))
            .set(reports::figures.eq(to_json(&figures)))
            .execute(tx.conn)?;
    }
    Ok(())
}

fn rename(value: &mut Value, me: &str) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|one| rename(one, me)),
        Value::Object(fields) => {
            if fields.get("id").and_then(Value::as_str) == Some(me) {
                for (name, field) in fields.iter_mut() {
                    match name.as_str() {
                        "display_name" => *field = CLOSED_NAME.into(),
                        "username" => *field = format!("closed-{me}").into(),
                        "avatar_url" | "logo_url" => *field = Value::Null,
                        _ => {}
                    }
                }
            }
            fields.values_mut().for_each(|one| rename(one, me));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_closed_account_loses_its_name() {
        let mut figures = json!({"top": [{"id": "a", "display_name": "Mira", "avatar_url": "/x", "count": 3}, {"id": "b", "display_name": "Noah"}]});
        rename(&mut figures, "a");
        assert_eq!(
            figures["top"][0],
            json!({"id": "a", "display_name": "Closed account", "avatar_url": null, "count": 3})
        );
        assert_eq!(figures["top"][1]["display_name"], "Noah");
    }
}
