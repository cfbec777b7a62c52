//! Beginning a negotiation: an invitation by the sponsor, an application by the influencer.

use db::{Conn, Tx};
use diesel::prelude::*;
use domain::access::Permission;
use domain::ad_request::{AdRequest, Offer, Scene, may_begin};
use domain::fault::Faults;
use domain::ids::{AdRequestId, CampaignId, OfCampaign, UserId};
use domain::profile::Applicant;
use domain::terms::Terms;
use domain::text;
use domain::words::{CampaignStatus, Direction, Platform, Role, Visibility};
use serde::Deserialize;
use utoipa::ToSchema;

use super::out::AdRequestOut;
use super::{AdRequestRow, Negotiation, news, store};
use crate::app::App;
use crate::auth::{User, tokens};
use crate::campaigns::{self, CampaignRow};
use crate::db::{Json, Text};
use crate::error::{Error, Result};
use crate::house::House;
use crate::http::{Command, PathId, Reply};
use crate::notifications::Notice;
use crate::people::People;
use crate::schema::{channels, influencer_profiles};
use crate::webhooks::Event;

/// A new ad request.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "influencer_id": "0193a4e0-7c1e-7000-8000-2f8f3c1d5e6a",
    "terms": {
        "payment": {"amount": 150_000, "currency": "EUR"}, "requirements": "Show the bottle in the first five seconds.",
        "deliverables": [{"kind": "reel", "platform": "instagram", "count": 2, "due_date": "2027-01-31", "note": "", "amount": 75_000}],
        "usage_rights": "organic", "usage_days": 90, "exclusivity_days": 14, "revisions_allowed": 2
    },
    "message": "We love how you film mornings."
}))]
pub struct AdRequestIn {
    /// Who is invited; only a sponsor gives it.
    #[serde(default)]
    pub influencer_id: Option<UserId>,
    /// What is offered.
    pub terms: Terms,
    /// What to say with it, up to 5,000 characters.
    #[serde(default)]
    pub message: String,
}

/// Checks an offer's terms and message, all faults at once, and adds the brief and the disclosure as they are.
pub(super) fn offer(campaign: &CampaignRow, terms: Terms, message: &str, tx: &Tx) -> Result<Offer, Faults> {
    let mut faults = Faults::new();
    let message = faults.take("/message", text::prose(message, 5_000)).unwrap_or_default();
    let terms = terms.checked(campaign.rules().today(tx.now));
    match (terms, faults.0.is_empty()) {
        (Ok(terms), true) => {
            let (brief, disclosure) = (campaign.description.clone(), campaign.disclosure.clone());
            Ok(Offer { terms, message, salt: tokens::secret(), brief, disclosure })
        }
        (terms, _) => {
            faults.nest("/terms", terms.err().unwrap_or_default());
            Err(faults)
        }
    }
}

/// Invite an influencer to one's campaign, or apply to a public one.
#[utoipa::path(post, path = "/campaigns/{id}/ad-requests", tag = "ad requests", params(("id" = CampaignId, Path)), request_body = AdRequestIn,
    responses((status = 201, body = AdRequestOut), (status = 409, description = "`campaign_not_active`, `campaign_ended`, `campaign_flagged`, `campaign_private`, `already_open`, `cooling_down`, `not_possible`")))]
pub async fn create_ad_request(
    app: App,
    user: User,
    PathId(id): PathId<OfCampaign>,
    command: Command,
) -> Result<Reply> {
    let direction = match user.standing.role {
        Role::Sponsor => Direction::Invitation,
        Role::Influencer | Role::Admin => Direction::Application,
    };
    let house = House::of(&app);
    app.db.read(move |conn| known_campaign(conn, id, &user)).await?;
    user.may(if direction == Direction::Invitation { Permission::Invite } else { Permission::Apply })?;
    command
        .run(&app, &user, move |tx, input: &AdRequestIn| {
            let campaign = known_campaign(tx.conn, id, &user)?;
            let influencer = match direction {
                Direction::Invitation => invited(input)?,
                Direction::Application => applicant(tx.conn, &campaign, &user, input)?,
            };
            let begun = begin(tx, campaign, direction, influencer, input, house)?;
            campaigns::store::note_negotiation(tx, &begun.campaign)?;
            let first = store::insert(tx, &begun.request, user.id())?;

            let kind = match direction {
                Direction::Invitation => Notice::InvitationReceived,
                Direction::Application => Notice::ApplicationReceived,
            };
            let side = direction.started_by();
            news::tell(tx, &begun, side.other(), kind, &begun.request.latest.message)?;
            news::emit(tx, &begun, Event::AdRequestCreated)?;
            let out = AdRequestOut::whole(tx.conn, &begun, &[first], side, tx.now, house)?;
            Ok(Reply::created(format!("/api/v1/ad-requests/{}", out.id), &out)?.version(out.version))
        })
        .await
}

/// The campaign, if it is the sponsor's own, or one that was ever open to the influencer; else 404.
fn known_campaign(conn: &mut Conn, id: CampaignId, user: &User) -> Result<CampaignRow> {
    let campaign = campaigns::store::find(conn, id)?;
    let known = match user.standing.role {
        Role::Sponsor => campaign.sponsor_id.0 == user.id(),
        Role::Influencer => {
            let shown = campaign.status.0 != CampaignStatus::Draft && campaign.flagged_at.is_none();
            let public = campaign.visibility.0 == Visibility::Public;
            shown && (public || store::took_part(conn, id, user.id())?)
        }
        // An admin sees every campaign, but takes no side: 403 comes next.
        Role::Admin => true,
    };
    if known { Ok(campaign) } else { Err(Error::NotFound) }
}

fn invited(input: &AdRequestIn) -> Result<UserId> {
    input.influencer_id.ok_or_else(|| Error::invalid("/influencer_id", "required", "Must be given."))
}

/// The applicant themselves, if the campaign is public and they meet what it asks for.
fn applicant(conn: &mut Conn, campaign: &CampaignRow, user: &User, input: &AdRequestIn) -> Result<UserId> {
    if input.influencer_id.is_some_and(|id| id != user.id()) {
        return Err(Error::invalid("/influencer_id", "not_yourself", "An application is one's own."));
    }
    if campaign.visibility.0 == Visibility::Private {
        return Err(domain::campaign::CampaignRefused::Private.into());
    }
    let unmet = campaign.requirements().unmet(&applicant_facts(conn, user.id())?);
    if unmet.0.is_empty() { Ok(user.id()) } else { Err(Error::Unmet(unmet)) }
}

/// What a campaign's requirements look at.
pub fn applicant_facts(conn: &mut Conn, id: UserId) -> Result<Applicant> {
    let profile = influencer_profiles::table.find(id.to_string());
    let columns = (influencer_profiles::reach, influencer_profiles::country, influencer_profiles::languages);
    let (reach, country, Json(languages)): (i64, Option<String>, Json<Vec<String>>) =
        profile.select(columns).first(conn)?;
    let own = channels::table.filter(channels::user_id.eq(id.to_string()));
    let platforms: Vec<Text<Platform>> = own.select(channels::platform).distinct().load(conn)?;
    Ok(Applicant { reach, country, languages, platforms: platforms.into_iter().map(|platform| platform.0).collect() })
}

fn begin(
    tx: &mut Tx,
    campaign: CampaignRow,
    direction: Direction,
    influencer: UserId,
    input: &AdRequestIn,
    house: House,
) -> Result<Negotiation> {
    let mut people = People::load(tx.conn, [campaign.sponsor_id.0, influencer])?;
    let unknown = || Error::invalid("/influencer_id", "unknown_influencer", "There is no such influencer.");
    let influencer = people.take(influencer).filter(|person| person.user.role.0 == Role::Influencer);
    let influencer = influencer.ok_or_else(unknown)?;
    let influencer_standing = influencer.user.standing(house.verifies_email);
    if direction == Direction::Invitation && !influencer_standing.is_public() {
        return Err(unknown());
    }
    let sponsor = people.take(campaign.sponsor_id.0).ok_or(Error::NotFound)?;
    let sponsor_standing = sponsor.user.standing(house.verifies_email);
    let (actor, other) = match direction {
        Direction::Invitation => (&sponsor_standing, &influencer_standing),
        Direction::Application => (&influencer_standing, &sponsor_standing),
    };
    let rules = campaign.rules();
    let scene = Scene { campaign: &rules, actor, other, now: tx.now, answer_days: house.periods.ad_request_days };

    let offer = offer(&campaign, input.terms.clone(), &input.message, tx)?;
    let request = AdRequest::begin(AdRequestId::new(tx.now), direction, influencer.user.id.0, offer, &scene)?;
    may_begin(&store::between(tx.conn, &campaign, request.influencer)?, tx.now)?;
    Ok(Negotiation { row: AdRequestRow::begun(&request, tx.now), request, campaign, sponsor, influencer })
}
