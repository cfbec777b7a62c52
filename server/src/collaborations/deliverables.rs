//! The moves on one deliverable: handing in, asking for changes, approving, publishing. Each answers with the whole
//! collaboration.

use diesel::prelude::*;
use domain::collaboration::discloses;
use domain::ids::{AttachmentId, CollaborationId, DeliverableId};
use domain::text;
use domain::words::Side;
use serde::Deserialize;
use utoipa::ToSchema;

use super::access::PartyAt;
use super::happenings::{self, Handed, Happening, What};
use super::moves::{Step, by, run};
use super::{CollaborationOut, Work};
use crate::app::App;
use crate::attachments;
use crate::attachments::store::Taker;
use crate::error::{Error, Result};
use crate::http::command::Nothing;
use crate::http::{Command, Reply};
use crate::schema::deliverables;

/// What is handed in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"caption": "Our bread for a week in the mountains. #ad", "url": "https://drive.example.com/cut-3"}))]
pub struct SubmissionIn {
    /// The text of the post as it will be published, 1 to 10,000 characters.
    pub caption: String,
    /// Where a draft can be seen.
    #[serde(default)]
    pub url: Option<String>,
    /// What to say of it, up to 2,000 characters.
    #[serde(default)]
    pub note: String,
    /// Files of one's own that were uploaded for it, at most 10, in the order in which they are shown.
    #[serde(default)]
    pub attachments: Vec<AttachmentId>,
}

/// What is to be changed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"note": "Please show the label in the first second."}))]
pub struct ChangesIn {
    /// 1 to 5,000 characters.
    pub note: String,
}

/// Where the post is.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"url": "https://instagram.com/p/C0ffee"}))]
pub struct PublicationIn {
    /// The post's address.
    pub url: String,
}

fn at(place: &PartyAt, what: What, note: &str) -> Happening {
    Happening { deliverable: Some(place.deliverable), ..by(&place.party, what, note) }
}

fn handed(work: &Work, input: &SubmissionIn) -> Result<Handed> {
    let caption =
        text::required(text::prose(&input.caption, 10_000)).map_err(|wrong| Error::wrong("/caption", wrong))?;
    let note = text::prose(&input.note, 2_000).map_err(|wrong| Error::wrong("/note", wrong))?;
    let url = input.url.as_deref().filter(|url| !url.trim().is_empty()).map(text::web_address).transpose();
    let url = url.map_err(|wrong| Error::wrong("/url", wrong))?;
    let disclosed = discloses(&caption, &work.agreed.disclosure);
    Ok(Handed { caption, url, note, disclosed })
}

/// Hand in a deliverable, for the first time or with the changes that were asked for.
#[utoipa::path(post, path = "/collaborations/{id}/deliverables/{did}/submit", tag = "collaborations", params(("id" = CollaborationId, Path), ("did" = DeliverableId, Path)),
    request_body = SubmissionIn, responses((status = 200, body = CollaborationOut), (status = 409, description = "`wrong_state`, `deliverable_state`, `cancellation_asked`")))]
pub async fn submit_deliverable(app: App, place: PartyAt, command: Command) -> Result<Reply> {
    place.party.must_be(Side::Influencer)?;
    run(&app, place.party, command, move |tx, work, input: &SubmissionIn, house| {
        let handed = handed(work, input)?;
        let moved = work.on_scene(tx.now, house, |scene| work.rules.clone().submit(place.deliverable, scene))?;
        let submission = happenings::hand_in(tx, place.deliverable, &handed)?;
        let taker = Taker::Submission(submission);
        attachments::store::attach(tx, place.party.user.id(), taker, &input.attachments)?;
        Ok(Step { moved, happening: at(&place, What::Submitted, &handed.note) })
    })
    .await
}

/// Take what was handed in.
#[utoipa::path(post, path = "/collaborations/{id}/deliverables/{did}/approve", tag = "collaborations", params(("id" = CollaborationId, Path), ("did" = DeliverableId, Path)),
    request_body = Nothing, responses((status = 200, body = CollaborationOut), (status = 409, description = "`wrong_state`, `deliverable_state`, `cancellation_asked`")))]
pub async fn approve_deliverable(app: App, place: PartyAt, command: Command) -> Result<Reply> {
    place.party.must_be(Side::Sponsor)?;
    run(&app, place.party, command, move |tx, work, _: &Nothing, house| {
        let moved = work.on_scene(tx.now, house, |scene| work.rules.clone().approve(place.deliverable, scene))?;
        Ok(Step { moved, happening: at(&place, What::Approved, "") })
    })
    .await
}

/// Ask for changes, as often as was agreed.
#[utoipa::path(post, path = "/collaborations/{id}/deliverables/{did}/request-changes", tag = "collaborations", params(("id" = CollaborationId, Path), ("did" = DeliverableId, Path)),
    request_body = ChangesIn, responses((status = 200, body = CollaborationOut), (status = 409, description = "`wrong_state`, `deliverable_state`, `revisions_used_up`, `cancellation_asked`")))]
pub async fn request_changes(app: App, place: PartyAt, command: Command) -> Result<Reply> {
    place.party.must_be(Side::Sponsor)?;
    run(&app, place.party, command, move |tx, work, input: &ChangesIn, house| {
        let note = text::required(text::prose(&input.note, 5_000)).map_err(|wrong| Error::wrong("/note", wrong))?;
        let moved =
            work.on_scene(tx.now, house, |scene| work.rules.clone().request_changes(place.deliverable, scene))?;
        Ok(Step { moved, happening: at(&place, What::ChangesRequested, &note) })
    })
    .await
}

/// Say where the approved post is: its share is released.
#[utoipa::path(post, path = "/collaborations/{id}/deliverables/{did}/publish", tag = "collaborations", params(("id" = CollaborationId, Path), ("did" = DeliverableId, Path)),
    request_body = PublicationIn, responses((status = 200, body = CollaborationOut), (status = 409, description = "`wrong_state`, `deliverable_state`, `cancellation_asked`")))]
pub async fn publish_deliverable(app: App, place: PartyAt, command: Command) -> Result<Reply> {
    place.party.must_be(Side::Influencer)?;
    run(&app, place.party, command, move |tx, work, input: &PublicationIn, _| {
        let url = text::web_address(&input.url).map_err(|wrong| Error::wrong("/url", wrong))?;
        let moved = work.rules.clone().publish(place.deliverable)?;
        let this = deliverables::table.find(place.deliverable.to_string());
        diesel::update(this).set(deliverables::post_url.eq(Some(&url))).execute(tx.conn)?;
        Ok(Step { moved, happening: at(&place, What::Published, &url) })
    })
    .await
}

/// Call off a deliverable that is overdue: its share goes back whole.
#[utoipa::path(post, path = "/collaborations/{id}/deliverables/{did}/cancel", tag = "collaborations", params(("id" = CollaborationId, Path), ("did" = DeliverableId, Path)),
    request_body = Nothing, responses((status = 200, body = CollaborationOut), (status = 409, description = "`wrong_state`, `deliverable_state`, `not_overdue`, `cancellation_asked`")))]
pub async fn cancel_deliverable(app: App, place: PartyAt, command: Command) -> Result<Reply> {
    place.party.must_be(Side::Sponsor)?;
    run(&app, place.party, command, move |tx, work, _: &Nothing, house| {
        let moved =
            work.on_scene(tx.now, house, |scene| work.rules.clone().cancel_overdue(place.deliverable, scene))?;
        Ok(Step { moved, happening: at(&place, What::DeliverableCancelled, "") })
    })
    .await
}
