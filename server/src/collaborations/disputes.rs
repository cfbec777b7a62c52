//! Disputes, as admins see and decide them. A collaboration has at most one, so its id is the collaboration's.

use db::Tx;
use diesel::prelude::*;
use domain::collaboration::Resolution;
use domain::ids::{CollaborationId, OfCollaboration};
use domain::text;
use serde::{Deserialize, Serialize};
use strum::Display;
use utoipa::{IntoParams, ToSchema};

use super::happenings::{By, Happening, What};
use super::{CollaborationOut, CollaborationRow, news, save, store};
use crate::app::App;
use crate::audit;
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::{Command, Page, Paging, PathId, Query, Reply};
use crate::schema::collaborations;

/// Which disputes.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DisputesQuery {
    /// Whether they are decided; left out, all.
    pub decided: Option<bool>,
    /// Instead, the work that stands still since somebody is suspended; it is decided in the same way.
    #[serde(default)]
    pub stopped: bool,
    /// How many rows, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// How a dispute is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ResolutionWord {
    /// All that is left goes to the influencer.
    Release,
    /// All that is left goes back to the sponsor.
    Refund,
    /// A part each.
    Split,
}

/// A decision.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"resolution": "split", "influencer_percent": 60, "note": "Two of three posts were made as agreed."}))]
pub struct ResolutionIn {
    /// What becomes of the money that is left.
    pub resolution: ResolutionWord,
    /// With `split`: how many percent of what is left the influencer gets, 1 to 99.
    #[serde(default)]
    pub influencer_percent: Option<u32>,
    /// Why, 1 to 5,000 characters; both sides read it.
    pub note: String,
}

impl ResolutionIn {
    fn decision(&self) -> Result<Resolution> {
        let wrong = |message: &str| Err(Error::invalid("/influencer_percent", "out_of_range", message));
        match (self.resolution, self.influencer_percent) {
            (ResolutionWord::Release, None) => Ok(Resolution::Release),
            (ResolutionWord::Refund, None) => Ok(Resolution::Refund),
            (ResolutionWord::Split, Some(percent @ 1..=99)) => Ok(Resolution::Split(percent)),
            (ResolutionWord::Split, _) => wrong("Must be from 1 to 99."),
            _ => wrong("Goes with a split only."),
        }
    }
}

/// List the disputes, or the work that stands still, the latest first.
#[utoipa::path(get, path = "/admin/disputes", tag = "admin", params(DisputesQuery), responses((status = 200, body = Page<CollaborationOut>)))]
pub async fn list_disputes(app: App, _: Admin, Query(query): Query<DisputesQuery>) -> Result<Reply> {
    let (now, house) = (app.clock.now(), House::of(&app));
    let page = app.db.read(move |conn| {
        let paging = Paging::new(query.limit, query.cursor.as_deref())?;
        let disputed = collaborations::status.eq("disputed");
        let mut wanted = collaborations::table.into_boxed();
        wanted = match query.decided {
            _ if query.stopped => wanted.filter(collaborations::stopped_at.is_not_null()),
            Some(true) => wanted.filter(collaborations::resolution.is_not_null()),
            Some(false) => wanted.filter(disputed),
            None => wanted.filter(disputed.or(collaborations::resolution.is_not_null())),
        };
        if let Some(after) = paging.after::<CollaborationId>()? {
            wanted = wanted.filter(collaborations::id.lt(after.to_string()));
        }
        let rows = wanted.order(collaborations::id.desc()).limit(paging.fetch());
        let rows: Vec<CollaborationRow> = rows.select(CollaborationRow::as_select()).load(conn)?;
        let page = paging.page(rows, |row| row.id.0);
        let next_cursor = page.next_cursor;
        let works = store::whole(conn, page.items)?;
        let items = works.iter().map(|work| CollaborationOut::of(work, None, now, house)).collect();
        Ok::<_, Error>(Page { items, next_cursor, total: None })
    });
    Reply::ok(&page.await?)
}

/// See a dispute with its evidence: the terms, all that was handed in, all that happened.
#[utoipa::path(get, path = "/admin/disputes/{id}", tag = "admin", params(("id" = CollaborationId, Path)), responses((status = 200, body = CollaborationOut)))]
pub async fn get_dispute(app: App, _: Admin, PathId(id): PathId<OfCollaboration>) -> Result<Reply> {
    let (now, house) = (app.clock.now(), House::of(&app));
    let out = app.db.read(move |conn| store::told(conn, id, None, now, house)).await?;
    let was_decided = out.events.iter().flatten().any(|event| event.what == What::Resolved);
    if out.dispute.is_none() && out.stopped.is_none() && !was_decided {
        return Err(Error::NotFound);
    }
    Ok(Reply::ok(&out)?.version(out.version))
}

/// Decide a dispute, or what becomes of work that stands still. What was not funded can only be refunded.
#[utoipa::path(post, path = "/admin/disputes/{id}/resolve", tag = "admin", params(("id" = CollaborationId, Path)), request_body = ResolutionIn,
    responses((status = 200, body = CollaborationOut), (status = 409, description = "`wrong_state`")))]
pub async fn resolve_dispute(
    app: App,
    Admin(user): Admin,
    PathId(id): PathId<OfCollaboration>,
    command: Command,
) -> Result<Reply> {
    let house = House::of(&app);
    app.db.read(move |conn| store::load(conn, id)).await?;
    command
        .run(&app, &user, move |tx, input: &ResolutionIn| {
            let note = text::required(text::prose(&input.note, 5_000)).map_err(|wrong| Error::wrong("/note", wrong))?;
            let work = store::load(tx.conn, id)?;
            let moved = work.rules.clone().resolve(input.decision()?)?;
            let happening =
                Happening { what: What::Resolved, deliverable: None, by: By::Admin, actor: Some(user.id()), note };
            save::save(tx, &work, &moved, &happening, house)?;
            note_resolution(tx, id, &input.resolution.to_string(), &happening.note)?;
            audit::record(tx, Some(user.id()), "dispute.resolve", "collaboration", &id.to_string(), input)?;
            let after = store::load(tx.conn, id)?;
            news::tell(tx, &after, &happening)?;
            let out = store::told(tx.conn, id, None, tx.now, house)?;
            Ok(Reply::ok(&out)?.version(out.version))
        })
        .await
}

/// Keeps how it was decided.
pub(super) fn note_resolution(tx: &mut Tx, id: CollaborationId, resolution: &str, note: &str) -> Result<()> {
    let kept = (collaborations::resolution.eq(Some(resolution)), collaborations::resolution_note.eq(Some(note)));
    diesel::update(collaborations::table.find(id.to_string())).set(kept).execute(tx.conn)?;
    Ok(())
}
