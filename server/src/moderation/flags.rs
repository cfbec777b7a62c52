//! Flags as they are kept: one row for each there ever was, at most one of a thing that stands.

use std::collections::HashMap;

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{FlagId, UserId};
use domain::safety::{Flag, FlagEnd, Flagged};
use domain::text;
use domain::waiting::Periods;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::db::Text;
use crate::error::{Error, Result};
use crate::schema::flags;

/// The most days for which something is flagged.
const LONGEST_DAYS: i64 = 3_650;

/// Why something is flagged, and until when; its owner is told.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Half of the followers are bought.", "expires_at": "2027-02-20T12:00:00Z"}))]
pub struct FlagIn {
    /// 1 to 1,000 characters.
    pub reason: String,
    /// When it ends by itself; after 90 days (or what the settings say) when left out.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
}

impl FlagIn {
    /// The reason, cleaned, and when it ends.
    pub fn checked(&self, now: Timestamp, periods: &Periods) -> Result<(String, Timestamp)> {
        let reason =
            text::required(text::prose(&self.reason, 1_000)).map_err(|wrong| Error::wrong("/reason", wrong))?;
        let end = self.expires_at.unwrap_or_else(|| now.plus_days(periods.flag_days));
        if end <= now || end > now.plus_days(LONGEST_DAYS) {
            return Err(Error::invalid("/expires_at", "out_of_range", "Must be in the next ten years."));
        }
        Ok((reason, end))
    }
}

/// A flag's row.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = flags)]
pub struct FlagRow {
    /// Its id.
    pub id: Text<FlagId>,
    /// What is flagged.
    pub subject_type: Text<Flagged>,
    /// Which one.
    pub subject_id: String,
    /// Who answers for it.
    pub owner_id: Text<UserId>,
    /// Why.
    pub reason: String,
    /// By whom; `None` for a rule of the house.
    pub flagged_by: Option<String>,
    /// Since when.
    pub flagged_at: i64,
    /// When it ends by itself.
    pub expires_at: i64,
    /// What its owner answered.
    pub statement: Option<String>,
    /// When.
    pub contested_at: Option<i64>,
    /// Until when an admin is to decide.
    pub contested_until: Option<i64>,
    /// When an admin decided that it stays.
    pub upheld_at: Option<i64>,
    /// What the admin said to the answer.
    pub note: Option<String>,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// How.
    pub ended_as: Option<Text<FlagEnd>>,
}

impl FlagRow {
    /// What the rules see.
    pub fn rules(&self) -> Flag {
        Flag {
            expires_at: Timestamp(self.expires_at),
            contested_until: self.contested_until.map(Timestamp),
            upheld: self.upheld_at.is_some(),
        }
    }
}

/// Keeps a new flag.
pub fn raise(
    tx: &mut Tx,
    (what, subject, owner): (Flagged, &str, UserId),
    by: Option<UserId>,
    reason: &str,
    expires_at: Timestamp,
) -> Result<()> {
    let row = (
        (flags::id.eq(FlagId::new(tx.now).to_string()), flags::owner_id.eq(owner.to_string())),
        (flags::subject_type.eq(what.to_string()), flags::subject_id.eq(subject)),
        (flags::reason.eq(reason), flags::flagged_by.eq(by.map(|id| id.to_string()))),
        (flags::flagged_at.eq(tx.now.0), flags::expires_at.eq(expires_at.0)),
    );
    diesel::insert_into(flags::table).values(row).execute(tx.conn)?;
    Ok(())
}

/// Ends the flag that stands on that thing.
pub fn end(tx: &mut Tx, what: Flagged, subject: &str, end: FlagEnd, by: Option<UserId>, note: &str) -> Result<()> {
    let ended = (
        (flags::ended_at.eq(Some(tx.now.0)), flags::ended_as.eq(Some(end.to_string()))),
        flags::ended_by.eq(by.map(|id| id.to_string())),
    );
    diesel::update(standing(what).filter(flags::subject_id.eq(subject))).set(ended).execute(tx.conn)?;
    if end == FlagEnd::Conceded {
        let noted = flags::table.filter(flags::subject_type.eq(what.to_string()).and(flags::subject_id.eq(subject)));
        let noted = noted.filter(flags::ended_at.eq(tx.now.0));
        diesel::update(noted).set(flags::note.eq(Some(note))).execute(tx.conn)?;
    }
    Ok(())
}

type Standing = diesel::dsl::Filter<
    flags::table,
    diesel::dsl::And<diesel::dsl::Eq<flags::subject_type, String>, diesel::dsl::IsNull<flags::ended_at>>,
>;

fn standing(what: Flagged) -> Standing {
    flags::table.filter(flags::subject_type.eq(what.to_string()).and(flags::ended_at.is_null()))
}

/// The flags that stand on those things, by the thing's id.
pub fn now(conn: &mut Conn, what: Flagged, subjects: &[String]) -> Result<HashMap<String, FlagRow>> {
    if subjects.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = standing(what).filter(flags::subject_id.eq_any(subjects));
    let rows: Vec<FlagRow> = rows.select(FlagRow::as_select()).load(conn)?;
    Ok(rows.into_iter().map(|row| (row.subject_id.clone(), row)).collect())
}

/// That flag, or 404.
pub fn find(conn: &mut Conn, id: FlagId) -> Result<FlagRow> {
    Ok(flags::table.find(id.to_string()).select(FlagRow::as_select()).first(conn)?)
}

/// Notes that its owner contests it.
pub fn note_contest(tx: &mut Tx, id: FlagId, statement: &str, until: Timestamp) -> Result<()> {
    let contested = (
        flags::statement.eq(Some(statement)),
        flags::contested_at.eq(Some(tx.now.0)),
        flags::contested_until.eq(Some(until.0)),
    );
    let first = flags::table.find(id.to_string()).filter(flags::contested_at.is_null());
    match diesel::update(first).set(contested).execute(tx.conn)? {
        0 => Err(domain::safety::FlagRefused::Contested.into()),
        _ => Ok(()),
    }
}

/// Notes that it stays.
pub fn note_upheld(tx: &mut Tx, id: FlagId, by: UserId, note: &str) -> Result<()> {
    let upheld =
        (flags::upheld_at.eq(Some(tx.now.0)), flags::upheld_by.eq(Some(by.to_string())), flags::note.eq(Some(note)));
    diesel::update(flags::table.find(id.to_string())).set(upheld).execute(tx.conn)?;
    Ok(())
}

/// Some of those whose time is over, contested ones first.
pub fn due(tx: &mut Tx, limit: i64) -> Result<Vec<FlagRow>> {
    let lapsed = flags::contested_until.le(tx.now.0).and(flags::upheld_at.is_null());
    let due = flags::table.filter(flags::ended_at.is_null());
    let due = due.filter(flags::expires_at.le(tx.now.0).nullable().or(lapsed));
    Ok(due.order(flags::id).limit(limit).select(FlagRow::as_select()).load(tx.conn)?)
}

/// The flags that a person had, for their own eyes.
pub fn of_owner(conn: &mut Conn, owner: UserId) -> Result<Vec<serde_json::Value>> {
    let own = flags::table.filter(flags::owner_id.eq(owner.to_string())).order(flags::id);
    let rows: Vec<FlagRow> = own.select(FlagRow::as_select()).load(conn)?;
    let told = |row: FlagRow| {
        json!({
            "subject_type": row.subject_type.0, "subject_id": row.subject_id, "reason": row.reason,
            "flagged_at": Timestamp(row.flagged_at), "expires_at": Timestamp(row.expires_at),
            "statement": row.statement, "contested_at": row.contested_at.map(Timestamp), "note": row.note,
            "ended_at": row.ended_at.map(Timestamp), "ended_as": row.ended_as.map(|end| end.0),
        })
    };
    Ok(rows.into_iter().map(told).collect())
}

/// Erases what a person said of their flags.
pub fn erase(tx: &mut Tx, owner: UserId) -> Result<()> {
    let own = flags::table.filter(flags::owner_id.eq(owner.to_string()).and(flags::statement.is_not_null()));
    diesel::update(own).set(flags::statement.eq(Some(""))).execute(tx.conn)?;
    Ok(())
}

/// What the owner and the admins see of a flag beside its reason.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Contest {
    /// What the owner said.
    pub statement: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub contested_at: Timestamp,
    /// Until when an admin decides; else the flag is lifted. `null` once it is decided.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub decided_by: Option<Timestamp>,
    /// When an admin decided that the flag stays.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub upheld_at: Option<Timestamp>,
    /// What the admin said.
    pub note: Option<String>,
}

impl Contest {
    /// What there is of it in that row.
    pub fn of(row: &FlagRow) -> Option<Self> {
        let contested_at = Timestamp(row.contested_at?);
        let is_over = row.upheld_at.is_some() || row.ended_at.is_some();
        Some(Self {
            statement: row.statement.clone().unwrap_or_default(),
            contested_at,
            decided_by: row.contested_until.map(Timestamp).filter(|_| !is_over),
            upheld_at: row.upheld_at.map(Timestamp),
            note: row.note.clone(),
        })
    }
}
