//! All flags as admins see them: those to be decided, those that stand, those that are over.

use db::{Conn, MultiBackend};
use diesel::prelude::*;
use domain::clock::Timestamp;
use domain::ids::{FlagId, UserId};
use domain::safety::{FlagEnd, Flagged};
use domain::text::folded;
use domain::words::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::PersonCard;
use super::flags::{Contest, FlagRow};
use crate::admin::store::{containing, lower};
use crate::app::App;
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::http::{Page, Paging, Query, Reply};
use crate::people::People;
use crate::schema::{campaigns, flags, users};

/// Where a flag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlagState {
    /// It is contested, and an admin is to decide.
    Contested,
    /// It stands.
    Standing,
    /// It is over.
    Ended,
}

/// Which flags.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FlagsQuery {
    /// `contested` (most urgent first), `standing` (contested ones too), `ended`; all when left out.
    pub state: Option<FlagState>,
    /// Only on people, or only on campaigns.
    pub subject_type: Option<Flagged>,
    /// Part of a reason, a statement, or the owner's name.
    pub q: Option<String>,
    /// How many rows, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether to count all that match.
    pub count: Option<bool>,
}

/// A flag as admins see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlagOut {
    /// Its id.
    pub id: FlagId,
    /// Where it is.
    pub state: FlagState,
    /// What is flagged.
    pub subject_type: Flagged,
    /// Which one.
    pub subject_id: String,
    /// The campaign's title, or the person's name.
    pub title: String,
    /// Who answers for it.
    pub owner: PersonCard,
    /// Why.
    pub reason: String,
    /// Who flagged it; `null` when it was a rule of the house.
    pub flagged_by: Option<String>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub flagged_at: Timestamp,
    /// When it ends by itself.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// What its owner answered.
    pub contest: Option<Contest>,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Timestamp>,
    /// How it ended.
    pub ended_as: Option<FlagEnd>,
    /// The moves that an admin has now.
    pub actions: Vec<Action>,
}

/// List flags, those that are to be decided by their deadline, else the newest first.
#[utoipa::path(get, path = "/admin/flags", tag = "admin", params(FlagsQuery), responses((status = 200, body = Page<FlagOut>)))]
pub async fn list_flags(app: App, _: Admin, Query(query): Query<FlagsQuery>) -> Result<Reply> {
    let page = app.db.read(move |conn| {
        let paging = Paging::new(query.limit, query.cursor.as_deref())?;
        let rows = list(conn, &query, paging.after()?, paging.fetch())?;
        let page = paging.page(rows, |row| (row.contested_until.unwrap_or_default(), row.id.0));
        let total = if query.count == Some(true) { Some(matching(&query).count().get_result(conn)?) } else { None };
        Ok::<_, Error>(Page { items: told(conn, page.items)?, next_cursor: page.next_cursor, total })
    });
    Reply::ok(&page.await?)
}

fn list(conn: &mut Conn, query: &FlagsQuery, after: Option<(i64, FlagId)>, limit: i64) -> Result<Vec<FlagRow>> {
    let mut rows = matching(query);
    if query.state == Some(FlagState::Contested) {
        if let Some((until, id)) = after {
            let same = flags::contested_until.eq(until).and(flags::id.gt(id.to_string()).nullable());
            rows = rows.filter(flags::contested_until.gt(until).or(same));
        }
        rows = rows.order((flags::contested_until.asc(), flags::id.asc()));
    } else {
        if let Some((_, id)) = after {
            rows = rows.filter(flags::id.lt(id.to_string()));
        }
        rows = rows.order(flags::id.desc());
    }
    Ok(rows.limit(limit).select(FlagRow::as_select()).load(conn)?)
}

fn matching(query: &FlagsQuery) -> flags::BoxedQuery<'_, MultiBackend> {
    let mut rows = flags::table.into_boxed();
    match query.state {
        Some(FlagState::Contested) => {
            rows = rows
                .filter(flags::ended_at.is_null().and(flags::upheld_at.is_null()))
                .filter(flags::contested_at.is_not_null());
        }
        Some(FlagState::Standing) => rows = rows.filter(flags::ended_at.is_null()),
        Some(FlagState::Ended) => rows = rows.filter(flags::ended_at.is_not_null()),
        None => {}
    }
    if let Some(what) = query.subject_type {
        rows = rows.filter(flags::subject_type.eq(what.to_string()));
    }
    if let Some(text) = query.q.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let part = containing(&folded(text));
        let name = users::username_key.like(part.clone()).escape('\\');
        let owners = users::table.filter(name.or(lower(users::display_name).like(part.clone()).escape('\\')));
        let titles = campaigns::table.filter(lower(campaigns::title).like(part.clone()).escape('\\'));
        let said = lower(flags::reason).like(part).escape('\\').or(flags::reason.like(containing(text)).escape('\\'));
        let theirs = flags::owner_id.eq_any(owners.select(users::id));
        let stated = flags::statement.like(containing(text)).escape('\\');
        let on_those = flags::subject_id.eq_any(titles.select(campaigns::id));
        rows = rows.filter(said.or(theirs).or(on_those).nullable().or(stated));
    }
    rows
}

/// One flag, as admins see it.
pub fn one(conn: &mut Conn, id: FlagId) -> Result<FlagOut> {
    let row = super::flags::find(conn, id)?;
    told(conn, vec![row])?.pop().ok_or(Error::NotFound)
}

fn told(conn: &mut Conn, rows: Vec<FlagRow>) -> Result<Vec<FlagOut>> {
    let admin = |row: &FlagRow| row.flagged_by.as_ref().and_then(|id| id.parse::<UserId>().ok());
    let people = People::load(conn, rows.iter().flat_map(|row| [Some(row.owner_id.0), admin(row)]).flatten())?;
    let ids: Vec<&String> = rows.iter().map(|row| &row.subject_id).collect();
    let titles: Vec<(String, String)> =
        campaigns::table.filter(campaigns::id.eq_any(ids)).select((campaigns::id, campaigns::title)).load(conn)?;
    let titles: std::collections::HashMap<_, _> = titles.into_iter().collect();
    let told = |row: FlagRow| {
        let owner = PersonCard::of(&people, row.owner_id.0)?;
        let is_open = row.ended_at.is_none() && row.rules().is_open();
        Ok(FlagOut {
            state: match row.ended_at {
                Some(_) => FlagState::Ended,
                None if is_open => FlagState::Contested,
                None => FlagState::Standing,
            },
            title: titles.get(&row.subject_id).unwrap_or(&owner.display_name).clone(),
            flagged_by: admin(&row).and_then(|id| people.get(id).ok()).map(|person| person.user.username.clone()),
            contest: Contest::of(&row),
            actions: if is_open { vec![Action::Uphold, Action::Lift] } else { Vec::new() },
            id: row.id.0,
            subject_type: row.subject_type.0,
            subject_id: row.subject_id,
            owner,
            reason: row.reason,
            flagged_at: Timestamp(row.flagged_at),
            expires_at: Timestamp(row.expires_at),
            ended_at: row.ended_at.map(Timestamp),
            ended_as: row.ended_as.map(|end| end.0),
        })
    };
    rows.into_iter().map(told).collect()
}
