//! The moves of a negotiation. Each is one transaction: the rules decide, the store saves, the other side is told.

use db::Tx;
use domain::access::Permission;
use domain::ad_request::AdRequest;
use domain::clock::Timestamp;
use domain::ids::AdRequestId;
use domain::terms::Terms;
use domain::text;
use serde::Deserialize;
use utoipa::ToSchema;

use super::access::Party;
use super::begin::offer;
use super::out::AdRequestOut;
use super::store::{self, Closing};
use super::{Negotiation, news};
use crate::app::App;
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::command::Nothing;
use crate::http::{Command, IfMatch, Reply};
use crate::notifications::Notice;
use crate::notifications::notice::AdRequestNews;
use crate::webhooks::Event;
use crate::{agreements, campaigns, collaborations};

/// Other terms.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevisionIn {
    /// What is offered now.
    pub terms: Terms,
    /// What to say with it, up to 5,000 characters.
    #[serde(default)]
    pub message: String,
}

/// An acceptance.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"revision": 2}))]
pub struct AcceptIn {
    /// The number of the revision that was seen.
    pub revision: i64,
}

/// A rejection.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "The dates don't work for me."}))]
pub struct RejectIn {
    /// Why, up to 2,000 characters; may be left out.
    #[serde(default)]
    pub reason: String,
}

/// See one negotiation with its whole history.
#[utoipa::path(get, path = "/ad-requests/{id}", tag = "ad requests", params(("id" = AdRequestId, Path)), responses((status = 200, body = AdRequestOut)))]
pub async fn get_ad_request(app: App, party: Party) -> Result<Reply> {
    let (house, now) = (House::of(&app), app.clock.now());
    let out = app.db.read(move |conn| AdRequestOut::load(conn, &party, now, house)).await?;
    Ok(Reply::ok(&out)?.version(out.version))
}

/// Answer with other terms.
#[utoipa::path(post, path = "/ad-requests/{id}/counter", tag = "ad requests", params(("id" = AdRequestId, Path)), request_body = RevisionIn,
    responses((status = 200, body = AdRequestOut), (status = 409, description = "`not_your_turn`, `no_longer_open`, `campaign_not_active`, `campaign_ended`, `campaign_flagged`")))]
pub async fn counter_ad_request(app: App, party: Party, command: Command) -> Result<Reply> {
    party.user.may(Permission::Negotiate)?;
    let house = House::of(&app);
    command
        .run(&app, &party.user, move |tx, input: &RevisionIn| {
            let before = store::load(tx.conn, party.id)?;
            let offer = offer(&before.campaign, input.terms.clone(), &input.message, tx)?;
            let after = before.on_scene(party.side, tx.now, house, |scene| {
                before.request.clone().counter(party.side, offer, scene)
            })?;
            revised(tx, &party, &before, &after, Notice::CounterReceived, house)
        })
        .await
}

/// Change one's own offer before it is answered.
#[utoipa::path(patch, path = "/ad-requests/{id}", tag = "ad requests", params(("id" = AdRequestId, Path)), request_body = RevisionIn,
    responses((status = 200, body = AdRequestOut), (status = 409, description = "`not_your_turn`, `no_longer_open`, `campaign_not_active`, `campaign_ended`, `campaign_flagged`")))]
pub async fn update_ad_request(app: App, party: Party, if_match: IfMatch, command: Command) -> Result<Reply> {
    party.user.may(Permission::Negotiate)?;
    let house = House::of(&app);
    command
        .run(&app, &party.user, move |tx, input: &RevisionIn| {
            let before = store::load(tx.conn, party.id)?;
            if_match.check(before.row.version)?;
            let offer = offer(&before.campaign, input.terms.clone(), &input.message, tx)?;
            let after = before
                .on_scene(party.side, tx.now, house, |scene| before.request.clone().edit(party.side, offer, scene))?;
            revised(tx, &party, &before, &after, Notice::AdRequestEdited, house)
        })
        .await
}

/// Take the terms that were offered last: commits the budget and opens the collaboration.
#[utoipa::path(post, path = "/ad-requests/{id}/accept", tag = "ad requests", params(("id" = AdRequestId, Path)), request_body = AcceptIn,
    responses((status = 200, body = AdRequestOut), (status = 409, description = "`newer_revision`, `not_your_turn`, `no_longer_open`, `campaign_not_active`, `campaign_ended`, `campaign_flagged`, `other_side_inactive`, `budget_exceeded`")))]
pub async fn accept_ad_request(app: App, party: Party, command: Command) -> Result<Reply> {
    party.user.may(Permission::Negotiate)?;
    let (house, keys) = (House::of(&app), app.keys.clone());
    command
        .run(&app, &party.user, move |tx, input: &AcceptIn| {
            let before = store::load(tx.conn, party.id)?;
            let accepted = before.on_scene(party.side, tx.now, house, |scene| {
                before.request.clone().accept(party.side, input.revision, scene)
            })?;
            campaigns::store::commit_budget(tx, &before.campaign, accepted.latest.terms.payment)?;
            let work = collaborations::store::open(tx, &accepted, party.side, house)?;
            agreements::store::sign(tx, &before, &accepted, work, &keys)?;
            let closing = Closing { by: Some(party.side), reason: String::new() };
            store::save(tx, &before.row, &accepted, party.user.id(), &closing)?;
            news::tell(tx, &before, party.side.other(), Notice::AdRequestAccepted, "")?;
            news::emit(tx, &before, Event::AdRequestAccepted)?;
            reply(tx, &party, house)
        })
        .await
}

/// Turn it down.
#[utoipa::path(post, path = "/ad-requests/{id}/reject", tag = "ad requests", params(("id" = AdRequestId, Path)), request_body = RejectIn,
    responses((status = 200, body = AdRequestOut), (status = 409, description = "`not_your_turn`, `no_longer_open`")))]
pub async fn reject_ad_request(app: App, party: Party, command: Command) -> Result<Reply> {
    party.user.may(Permission::EndNegotiation)?;
    let house = House::of(&app);
    command
        .run(&app, &party.user, move |tx, input: &RejectIn| {
            let reason = text::prose(&input.reason, 2_000).map_err(|wrong| Error::wrong("/reason", wrong))?;
            let before = store::load(tx.conn, party.id)?;
            let actor = before.person(party.side).user.standing(house.verifies_email);
            let rejected = before.request.clone().reject(party.side, &actor)?;
            let closing = Closing { by: Some(party.side), reason };
            store::save(tx, &before.row, &rejected, party.user.id(), &closing)?;
            news::tell(tx, &before, party.side.other(), Notice::AdRequestRejected, &closing.reason)?;
            news::emit(tx, &before, Event::AdRequestRejected)?;
            reply(tx, &party, house)
        })
        .await
}

/// Take one's own offer back.
#[utoipa::path(post, path = "/ad-requests/{id}/withdraw", tag = "ad requests", params(("id" = AdRequestId, Path)), request_body = Nothing,
    responses((status = 200, body = AdRequestOut), (status = 409, description = "`not_your_turn`, `no_longer_open`")))]
pub async fn withdraw_ad_request(app: App, party: Party, command: Command) -> Result<Reply> {
    party.user.may(Permission::EndNegotiation)?;
    let house = House::of(&app);
    command
        .run(&app, &party.user, move |tx, _: &Nothing| {
            withdraw(tx, &party, house)?;
            reply(tx, &party, house)
        })
        .await
}

/// Take one's own offer back, while it is unanswered. It stays in the history as withdrawn.
#[utoipa::path(delete, path = "/ad-requests/{id}", tag = "ad requests", params(("id" = AdRequestId, Path)),
    responses((status = 204), (status = 409, description = "`not_your_turn`, `no_longer_open`")))]
pub async fn delete_ad_request(app: App, party: Party) -> Result<Reply> {
    let house = House::of(&app);
    app.db.write(move |tx| withdraw(tx, &party, house).map(|()| Reply::nothing())).await
}

fn withdraw(tx: &mut Tx, party: &Party, house: House) -> Result<()> {
    let before = store::load(tx.conn, party.id)?;
    let actor = before.person(party.side).user.standing(house.verifies_email);
    let withdrawn = before.request.clone().withdraw(party.side, &actor)?;
    let closing = Closing { by: Some(party.side), reason: String::new() };
    store::save(tx, &before.row, &withdrawn, party.user.id(), &closing)?;
    news::tell(tx, &before, party.side.other(), Notice::AdRequestWithdrawn, "")?;
    news::emit(tx, &before, Event::AdRequestWithdrawn)
}

fn revised(
    tx: &mut Tx,
    party: &Party,
    before: &Negotiation,
    after: &AdRequest,
    kind: fn(AdRequestNews) -> Notice,
    house: House,
) -> Result<Reply> {
    store::save(tx, &before.row, after, party.user.id(), &Closing::default())?;
    let now_offered = Negotiation { request: after.clone(), ..before.clone() };
    news::tell(tx, &now_offered, party.side.other(), kind, &after.latest.message)?;
    news::emit(tx, &now_offered, Event::AdRequestRevised)?;
    reply(tx, party, house)
}

fn reply(tx: &mut Tx, party: &Party, house: House) -> Result<Reply> {
    let now: Timestamp = tx.now;
    let out = AdRequestOut::load(tx.conn, party, now, house)?;
    Ok(Reply::ok(&out)?.version(out.version))
}
