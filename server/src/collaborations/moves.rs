//! The moves on a collaboration as a whole. Each is one transaction: the rules decide, the money moves, the other side is told.

use db::Tx;
use domain::access::Permission;
use domain::collaboration::Moved;
use domain::ids::CollaborationId;
use domain::text;
use domain::words::Side;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::access::Party;
use super::happenings::{Happening, What};
use super::{CollaborationOut, Work, news, save, store};
use crate::app::App;
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::command::Nothing;
use crate::http::{Command, Reply};

/// Why one side wants it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "The launch was called off."}))]
pub struct WhyIn {
    /// 1 to 2,000 characters; the other side reads them.
    pub reason: String,
}

/// A move with what is said of it.
pub(super) struct Step {
    /// What the rules made of it.
    pub moved: Moved,
    /// What happened.
    pub happening: Happening,
}

/// Runs a move of that side: the story, the money, the other side's notice and the answer are one transaction.
pub(super) async fn run<T, F>(app: &App, party: Party, command: Command, step: F) -> Result<Reply>
where
    T: DeserializeOwned + ToSchema + Send + Sync + 'static,
    F: Fn(&mut Tx, &Work, &T, House) -> Result<Step> + Send + 'static,
{
    let house = House::of(app);
    command
        .run(app, &party.user, move |tx, input: &T| {
            let work = store::load(tx.conn, party.id)?;
            let Step { moved, happening } = step(tx, &work, input, house)?;
            save::save(tx, &work, &moved, &happening, house)?;
            let after = store::load(tx.conn, party.id)?;
            news::tell(tx, &after, &happening)?;
            let out = store::told(tx.conn, party.id, Some(party.side), tx.now, house)?;
            Ok(Reply::ok(&out)?.version(out.version))
        })
        .await
}

/// What happened by that party's hand.
pub(super) fn by(party: &Party, what: What, note: &str) -> Happening {
    let note = note.to_owned();
    Happening { what, deliverable: None, by: party.side.into(), actor: Some(party.user.id()), note }
}

fn said(reason: &str) -> Result<String> {
    text::required(text::prose(reason, 2_000)).map_err(|wrong| Error::wrong("/reason", wrong))
}

/// Put the payment aside, out of the sponsor's balance: the work begins.
#[utoipa::path(post, path = "/collaborations/{id}/fund", tag = "collaborations", params(("id" = CollaborationId, Path)), request_body = Nothing,
    responses((status = 200, body = CollaborationOut), (status = 409, description = "`wrong_state`, `insufficient_balance`")))]
pub async fn fund_collaboration(app: App, party: Party, command: Command) -> Result<Reply> {
    party.must_be(Side::Sponsor)?;
    run(&app, party, command, move |tx, work, _: &Nothing, house| {
        let moved = work.on_scene(tx.now, house, |scene| work.rules.clone().fund(scene))?;
        Ok(Step { moved, happening: by(&party, What::Funded, "") })
    })
    .await
}

/// Call it off. What is not funded ends at once; else the other side has 72 hours to object, and silence is consent.
#[utoipa::path(post, path = "/collaborations/{id}/cancel", tag = "collaborations", params(("id" = CollaborationId, Path)), request_body = WhyIn,
    responses((status = 200, body = CollaborationOut), (status = 409, description = "`wrong_state`, `submission_waiting`, `cancellation_asked`")))]
pub async fn cancel_collaboration(app: App, party: Party, command: Command) -> Result<Reply> {
    party.user.may(Permission::Work)?;
    run(&app, party, command, move |tx, work, input: &WhyIn, house| {
        let reason = said(&input.reason)?;
        let moved = work.on_scene(tx.now, house, |scene| work.rules.clone().cancel(party.side, scene))?;
        let ended = moved.after.waiting().is_none();
        let what = if ended { What::Cancelled } else { What::CancellationAsked };
        Ok(Step { moved, happening: by(&party, what, &reason) })
    })
    .await
}

/// Agree to the cancellation that the other side asked for.
#[utoipa::path(post, path = "/collaborations/{id}/cancel/accept", tag = "collaborations", params(("id" = CollaborationId, Path)), request_body = Nothing,
    responses((status = 200, body = CollaborationOut), (status = 409, description = "`wrong_state`, `not_your_turn`")))]
pub async fn accept_cancellation(app: App, party: Party, command: Command) -> Result<Reply> {
    party.user.may(Permission::Work)?;
    run(&app, party, command, move |_, work, _: &Nothing, _| {
        let moved = work.rules.clone().accept_cancellation(party.side)?;
        Ok(Step { moved, happening: by(&party, What::Cancelled, "") })
    })
    .await
}

/// Object to the cancellation that the other side asked for: the work goes on.
#[utoipa::path(post, path = "/collaborations/{id}/cancel/decline", tag = "collaborations", params(("id" = CollaborationId, Path)), request_body = Nothing,
    responses((status = 200, body = CollaborationOut), (status = 409, description = "`wrong_state`, `not_your_turn`")))]
pub async fn decline_cancellation(app: App, party: Party, command: Command) -> Result<Reply> {
    party.user.may(Permission::Work)?;
    run(&app, party, command, move |tx, work, _: &Nothing, house| {
        let moved = work.on_scene(tx.now, house, |scene| work.rules.clone().decline_cancellation(party.side, scene))?;
        Ok(Step { moved, happening: by(&party, What::CancellationDeclined, "") })
    })
    .await
}

/// Ask an admin to decide. What is in escrow stays there until then.
#[utoipa::path(post, path = "/collaborations/{id}/dispute", tag = "collaborations", params(("id" = CollaborationId, Path)), request_body = WhyIn,
    responses((status = 200, body = CollaborationOut), (status = 409, description = "`wrong_state`")))]
pub async fn dispute_collaboration(app: App, party: Party, command: Command) -> Result<Reply> {
    party.user.may(Permission::Work)?;
    run(&app, party, command, move |tx, work, input: &WhyIn, house| {
        let reason = said(&input.reason)?;
        let moved = work.on_scene(tx.now, house, |scene| work.rules.clone().dispute(party.side, scene))?;
        Ok(Step { moved, happening: by(&party, What::Disputed, &reason) })
    })
    .await
}
