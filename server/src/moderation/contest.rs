//! The one answer that its owner has to a flag, and what an admin makes of it.

use db::Tx;
use domain::clock::Zone;
use domain::ids::{CampaignId, FlagId, OfFlag, UserId};
use domain::safety::{FlagEnd, Flagged};
use domain::text;
use serde::Deserialize;
use utoipa::ToSchema;

use super::flags::{self, FlagRow};
use super::queue::{self, FlagOut};
use crate::accounts::{self, UserOut};
use crate::admin::moderation::Deed;
use crate::admin::{campaigns as of_campaigns, moderation as of_users};
use crate::app::App;
use crate::audit;
use crate::auth::{Admin, User};
use crate::campaigns;
use crate::campaigns::access::OwnCampaign;
use crate::campaigns::out::{self, CampaignOut};
use crate::collaborations::news::admins;
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::{Command, PathId, Reply};
use crate::notifications;
use crate::notifications::notice::{ContestNews, FlagNews, Notice};

/// Why a flag is wrong, in the words of its owner.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"statement": "The followers came after a television show; here is the recording."}))]
pub struct ContestIn {
    /// 1 to 2,000 characters.
    pub statement: String,
}

/// What the admin says to a decision; the owner is told.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"note": "The recording is from another year."}))]
pub struct NoteIn {
    /// Up to 2,000 characters.
    #[serde(default)]
    pub note: String,
}

/// Contest the flag on one's account: once for each flag. An admin decides within a week, or it is lifted.
#[utoipa::path(post, path = "/me/flag/contest", tag = "safety", request_body = ContestIn, responses((status = 200, body = UserOut), (status = 409, description = "`not_flagged`, `already_contested`")))]
pub async fn contest_flag(app: App, user: User, command: Command) -> Result<Reply> {
    let house = House::of(&app);
    command
        .run(&app, &user, move |tx, input: &ContestIn| {
            let id = user.id();
            let name = accounts::store::find(tx.conn, id)?.display_name;
            contest(tx, (Flagged::User, &id.to_string(), &name), id, input, house)?;
            let out = UserOut::load(tx.conn, id)?;
            Ok(Reply::ok(&out)?.version(out.version))
        })
        .await
}

/// Contest the flag on one's campaign: once for each flag. An admin decides within a week, or it is lifted.
#[utoipa::path(post, path = "/campaigns/{id}/flag/contest", tag = "safety", params(("id" = CampaignId, Path)), request_body = ContestIn,
    responses((status = 200, body = CampaignOut), (status = 409, description = "`not_flagged`, `already_contested`")))]
pub async fn contest_campaign_flag(app: App, own: OwnCampaign, command: Command) -> Result<Reply> {
    let OwnCampaign { user, campaign } = own;
    let house = House::of(&app);
    command
        .run(&app, &user, move |tx, input: &ContestIn| {
            let id = campaign.id.0;
            contest(tx, (Flagged::Campaign, &id.to_string(), &campaign.title), user.id(), input, house)?;
            let row = campaigns::store::find(tx.conn, id)?;
            let version = row.version;
            Ok(Reply::ok(&out::one(tx.conn, row, Some(&user), tx.now)?)?.version(version))
        })
        .await
}

fn contest(
    tx: &mut Tx,
    (what, subject, name): (Flagged, &str, &str),
    owner: UserId,
    input: &ContestIn,
    house: House,
) -> Result<()> {
    let statement =
        text::required(text::prose(&input.statement, 2_000)).map_err(|wrong| Error::wrong("/statement", wrong))?;
    let row = flags::now(tx.conn, what, &[subject.to_owned()])?.remove(subject);
    let row = row.ok_or_else(|| Error::conflict("not_flagged", "There is no flag here, or it has been lifted."))?;
    let after = row.rules().contest(tx.now, &house.periods)?;
    let until = after.contested_until.unwrap_or(tx.now);
    flags::note_contest(tx, row.id.0, &statement, until)?;
    let person = accounts::store::find(tx.conn, owner)?.display_name;
    for admin in admins(tx)? {
        let zone = accounts::store::find(tx.conn, admin)?.time_zone;
        let until = until.day_in(&Zone::named(&zone).unwrap_or(Zone::UTC)).to_string();
        let (person, subject, link) = (person.clone(), name.to_owned(), QUEUE.to_owned());
        notifications::tell(tx, admin, Notice::FlagContested(ContestNews { person, subject, until, link }))?;
    }
    let detail = serde_json::json!({"flag": row.reason, "statement": statement});
    audit::record(tx, Some(owner), &format!("{what}.flag_contest"), &what.to_string(), subject, &detail)
}

/// Where admins find contested flags.
pub const QUEUE: &str = "/app/admin/reports?tab=flags";

/// Decide that a contested flag stays until it ends by itself.
#[utoipa::path(post, path = "/admin/flags/{id}/uphold", tag = "admin", params(("id" = FlagId, Path)), request_body = NoteIn,
    responses((status = 200, body = FlagOut), (status = 409, description = "`not_contested`")))]
pub async fn uphold_flag(app: App, Admin(admin): Admin, PathId(id): PathId<OfFlag>, command: Command) -> Result<Reply> {
    app.db.read(move |conn| flags::find(conn, id)).await?;
    command
        .run(&app, &admin, move |tx, input: &NoteIn| {
            let note = text::required(text::prose(&input.note, 2_000)).map_err(|wrong| Error::wrong("/note", wrong))?;
            let row = standing(tx, id)?;
            row.rules().uphold()?;
            flags::note_upheld(tx, id, admin.id(), &note)?;
            let owner = accounts::store::find(tx.conn, row.owner_id.0)?;
            let zone = Zone::named(&owner.time_zone).unwrap_or(Zone::UTC);
            let news = FlagNews { until: row.rules().expires_at.day_in(&zone).to_string(), ..news(tx, &row, &note)? };
            notifications::tell(tx, row.owner_id.0, Notice::FlagUpheld(news))?;
            let (what, detail) = (row.subject_type.0, serde_json::json!({"statement": row.statement, "note": note}));
            let action = format!("{what}.flag_uphold");
            audit::record(tx, Some(admin.id()), &action, &what.to_string(), &row.subject_id, &detail)?;
            Reply::ok(&queue::one(tx.conn, id)?)
        })
        .await
}

/// Lift a flag that was contested.
#[utoipa::path(post, path = "/admin/flags/{id}/lift", tag = "admin", params(("id" = FlagId, Path)), request_body = NoteIn,
    responses((status = 200, body = FlagOut), (status = 409, description = "`not_contested`, `conflict`")))]
pub async fn lift_flag(app: App, Admin(admin): Admin, PathId(id): PathId<OfFlag>, command: Command) -> Result<Reply> {
    app.db.read(move |conn| flags::find(conn, id)).await?;
    let house = House::of(&app);
    command
        .run(&app, &admin, move |tx, input: &NoteIn| {
            let note = text::prose(&input.note, 2_000).map_err(|wrong| Error::wrong("/note", wrong))?;
            let row = standing(tx, id)?;
            if !row.rules().is_open() {
                return Err(domain::safety::FlagRefused::NotContested.into());
            }
            lift(tx, &row, FlagEnd::Conceded, Some(admin.id()), &note, house)?;
            Reply::ok(&queue::one(tx.conn, id)?)
        })
        .await
}

fn standing(tx: &mut Tx, id: FlagId) -> Result<FlagRow> {
    let row = flags::find(tx.conn, id)?;
    if row.ended_at.is_some() { Err(domain::safety::FlagRefused::NotContested.into()) } else { Ok(row) }
}

/// Lifts a flag with all that follows from it; its owner is told why.
pub fn lift(tx: &mut Tx, row: &FlagRow, end: FlagEnd, by: Option<UserId>, note: &str, house: House) -> Result<()> {
    match row.subject_type.0 {
        Flagged::User => of_users::apply(tx, by, row.owner_id.0, &Deed::unflag(end, note), house),
        Flagged::Campaign => {
            let id = row.subject_id.parse().map_err(|_| Error::internal("a flag on no campaign"))?;
            of_campaigns::unflag(tx, by, id, end, note)
        }
    }
}

/// What is told of a flag.
pub fn news(tx: &mut Tx, row: &FlagRow, reason: &str) -> Result<FlagNews> {
    let (subject, link) = match row.subject_type.0 {
        Flagged::User => (accounts::store::find(tx.conn, row.owner_id.0)?.display_name, "/app".to_owned()),
        Flagged::Campaign => {
            let id = row.subject_id.parse().map_err(|_| Error::internal("a flag on no campaign"))?;
            (campaigns::store::find(tx.conn, id)?.title, format!("/app/campaigns/{id}"))
        }
    };
    Ok(FlagNews { subject, reason: reason.to_owned(), until: String::new(), link })
}

/// What is told of how a flag ended.
pub fn notice(end: FlagEnd, news: FlagNews) -> Option<Notice> {
    match end {
        FlagEnd::Unflagged => None,
        FlagEnd::Conceded => Some(Notice::FlagLifted(news)),
        FlagEnd::Unanswered => Some(Notice::FlagUnanswered(news)),
        FlagEnd::Expired => Some(Notice::FlagExpired(news)),
    }
}
