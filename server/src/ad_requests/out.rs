//! What the two sides see of their negotiation.

use db::Conn;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::clock::Timestamp;
use domain::conversation::{Tie, may_write};
use domain::ids::{AdRequestId, CampaignId, CollaborationId, UserId};
use domain::money::{Money, MoneySchema};
use domain::terms::Terms;
use domain::words::{Action, AdRequestStatus, CampaignStatus, Direction, Side};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::access::Party;
use super::{AdRequestRow, Negotiation, RevisionRow, store};
use crate::campaigns::CampaignRow;
use crate::db::Text;
use crate::error::Result;
use crate::house::House;
use crate::people::{InfluencerCard, SponsorCard};
use crate::rights::conflicts::{self, Conflict};
use crate::rights::routes::CampaignName;
use crate::schema::{ad_requests, collaborations};

/// A negotiation as one of its two sides sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdRequestOut {
    /// Its id.
    pub id: AdRequestId,
    /// What it is about.
    pub campaign: CampaignCard,
    /// The side that pays.
    pub sponsor: SponsorCard,
    /// The side that delivers.
    pub influencer: InfluencerCard,
    /// Who began.
    pub direction: Direction,
    /// Where it is.
    pub status: AdRequestStatus,
    /// Whose turn it is, while it is pending.
    pub awaiting: Option<Side>,
    /// The number of the latest revision: what an acceptance names.
    pub revision: i64,
    /// What was offered last.
    pub terms: Terms,
    /// What was said with it.
    pub message: String,
    /// When nobody's answer ends it; `null` while the clock stands still, and when it is over.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
    /// What is left while the clock stands still, in milliseconds.
    pub time_left_ms: Option<i64>,
    /// Who ended it.
    pub closed_by: Option<Side>,
    /// Why it ended, in that side's words.
    pub close_reason: Option<String>,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub closed_at: Option<Timestamp>,
    /// The collaboration that came of it.
    pub collaboration_id: Option<CollaborationId>,
    /// What the reader should know before moving on.
    pub warnings: Vec<Warning>,
    /// Every version of the terms, the first one first; only in the answer of a single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revisions: Option<Vec<RevisionOut>>,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    /// Counts its changes.
    pub version: i64,
    /// The moves that the reader has now.
    pub actions: Vec<Action>,
    /// Whether the reader may write to the other side, unless one of them has blocked the other.
    pub may_message: bool,
}

/// A campaign, in a few words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CampaignCard {
    /// Its id.
    pub id: CampaignId,
    /// Its title.
    pub title: String,
    /// Its picture.
    pub image_url: Option<String>,
    /// Where it is.
    pub status: CampaignStatus,
    /// Its last day.
    #[schema(value_type = String, format = Date)]
    pub end_date: Date,
    /// What may be spent in all.
    #[schema(value_type = MoneySchema)]
    pub budget: Money,
    /// What is left to commit; only its sponsor sees it.
    #[schema(value_type = Option<MoneySchema>)]
    pub available: Option<Money>,
}

impl CampaignCard {
    /// The card that this side sees.
    pub fn of(row: &CampaignRow, side: Side) -> Self {
        Self {
            id: row.id.0,
            title: row.title.clone(),
            image_url: row.image.clone(),
            status: row.status.0,
            end_date: row.end_date.0,
            budget: row.money(row.budget),
            available: (side == Side::Sponsor).then(|| row.rules().available()),
        }
    }
}

/// Something to know before moving on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Warning {
    /// For programs: `over_available`, `exclusive`.
    pub code: &'static str,
    /// For people.
    pub message: String,
    /// With `exclusive`, for the influencer: whom they have promised it to.
    pub campaign: Option<CampaignName>,
    /// With `exclusive`: until when, as it stands.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
}

/// One version of the terms.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevisionOut {
    /// 1, 2, 3, …
    pub number: i64,
    /// Which side made it.
    pub by: Side,
    /// Who made it.
    pub author: Author,
    /// What was said with it.
    pub message: String,
    /// What was offered.
    pub terms: Terms,
    /// The campaign's brief as it was, in Markdown.
    pub brief: String,
    /// The same as safe HTML.
    pub brief_html: String,
    /// The campaign's disclosure text as it was.
    pub disclosure: String,
    /// In what it differs from the revision before: names of the terms' fields, `brief`, `disclosure`.
    pub changes: Vec<String>,
    /// SHA-256 of this revision and the hash before it.
    pub hash: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// Who made a revision.
#[derive(Debug, Serialize, ToSchema)]
pub struct Author {
    /// The user id.
    pub id: UserId,
    /// What they are called.
    pub display_name: String,
}

impl AdRequestOut {
    /// What that side sees now, without the history.
    pub fn of(negotiation: &Negotiation, side: Side, now: Timestamp, house: House) -> Self {
        let Negotiation { row, request, campaign, sponsor, influencer } = negotiation;
        Self {
            id: row.id.0,
            campaign: CampaignCard::of(campaign, side),
            sponsor: sponsor.into(),
            influencer: influencer.into(),
            direction: row.direction.0,
            status: row.status.0,
            awaiting: request.awaited(),
            revision: row.revision,
            terms: request.latest.terms.clone(),
            message: request.latest.message.clone(),
            expires_at: row.expires_at.map(Timestamp),
            time_left_ms: row.time_left,
            closed_by: row.closed_by.as_ref().map(|side| side.0),
            close_reason: row.close_reason.clone(),
            closed_at: row.closed_at.map(Timestamp),
            collaboration_id: None,
            warnings: Vec::new(),
            revisions: None,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            version: row.version,
            actions: negotiation.on_scene(side, now, house, |scene| request.actions(side, scene)),
            may_message: negotiation
                .on_scene(side, now, house, |scene| may_write(scene.actor, scene.other, Tie::NEGOTIATING).is_ok()),
        }
    }

    /// The whole story, as it is in the database now.
    pub fn load(conn: &mut Conn, party: &Party, now: Timestamp, house: House) -> Result<Self> {
        let negotiation = store::load(conn, party.id)?;
        let history = store::history(conn, party.id)?;
        Self::whole(conn, &negotiation, &history, party.side, now, house)
    }

    /// The whole story of a negotiation, its `history` included.
    pub fn whole(
        conn: &mut Conn,
        negotiation: &Negotiation,
        history: &[RevisionRow],
        side: Side,
        now: Timestamp,
        house: House,
    ) -> Result<Self> {
        Ok(Self {
            collaboration_id: collaboration(conn, &negotiation.row)?,
            warnings: warnings(conn, negotiation, side, now)?,
            revisions: Some(told(negotiation, history)),
            ..Self::of(negotiation, side, now, house)
        })
    }
}

/// The collaboration that came of an accepted one.
fn collaboration(conn: &mut Conn, row: &AdRequestRow) -> Result<Option<CollaborationId>> {
    if row.status.0 != AdRequestStatus::Accepted {
        return Ok(None);
    }
    let of_it = collaborations::table.filter(collaborations::ad_request_id.eq(row.id.0.to_string()));
    let id: Option<Text<CollaborationId>> = of_it.select(collaborations::id).first(conn).optional()?;
    Ok(id.map(|id| id.0))
}

/// What that side should know before it moves on, while there is something to move.
fn warnings(conn: &mut Conn, negotiation: &Negotiation, side: Side, now: Timestamp) -> Result<Vec<Warning>> {
    if negotiation.request.awaited().is_none() {
        return Ok(Vec::new());
    }
    let mut all: Vec<Warning> = match side {
        Side::Sponsor => over_available(conn, negotiation)?.into_iter().collect(),
        Side::Influencer => Vec::new(),
    };
    all.extend(promised(&conflicts::of(conn, negotiation, now)?, side));
    Ok(all)
}

/// Open ad requests may together exceed what is available; the sponsor should know.
fn over_available(conn: &mut Conn, negotiation: &Negotiation) -> Result<Option<Warning>> {
    let open = ad_requests::table
        .filter(ad_requests::campaign_id.eq(negotiation.campaign.id.0.to_string()))
        .filter(ad_requests::status.eq(AdRequestStatus::Pending.to_string()));
    // The sum of whole numbers is no whole number on PostgreSQL.
    let sum = diesel::dsl::sql::<BigInt>("cast(coalesce(sum(payment), 0) as bigint)");
    let together: i64 = open.select(sum).first(conn)?;
    let available = negotiation.campaign.rules().available();
    if together <= available.amount {
        return Ok(None);
    }
    let together = Money::new(together, available.currency);
    let message = format!("The open ad requests of this campaign come to {together}; {available} is available.");
    Ok(Some(Warning { code: "over_available", message, campaign: None, until: None }))
}

/// The influencer sees each promise that this is against; the sponsor only that there is one, and until when.
fn promised(conflicts: &[Conflict], side: Side) -> Vec<Warning> {
    let warning = |campaign: Option<CampaignName>, until: Timestamp| {
        let message = match &campaign {
            Some(campaign) => format!("You work for “{}” alone in this niche until {until}.", campaign.title),
            None => format!("The influencer works for another campaign alone in this niche until {until}."),
        };
        Warning { code: "exclusive", message, campaign, until: Some(until) }
    };
    match side {
        Side::Influencer => conflicts.iter().map(|one| warning(Some(one.campaign.clone()), one.until)).collect(),
        Side::Sponsor => {
            conflicts.iter().map(|one| one.until).max().map(|until| warning(None, until)).into_iter().collect()
        }
    }
}

fn told(negotiation: &Negotiation, rows: &[RevisionRow]) -> Vec<RevisionOut> {
    let before = std::iter::once(None).chain(rows.iter().map(Some));
    rows.iter().zip(before).map(|(row, before)| RevisionOut::of(negotiation, row, before)).collect()
}

impl RevisionOut {
    fn of(negotiation: &Negotiation, row: &RevisionRow, before: Option<&RevisionRow>) -> Self {
        let changes = before.map_or_else(Vec::new, |before| {
            let texts = [("brief", before.brief != row.brief), ("disclosure", before.disclosure != row.disclosure)];
            let texts = texts.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned());
            row.terms.0.changes_from(&before.terms.0).into_iter().chain(texts).collect()
        });
        let display_name = negotiation.person(row.made_by.0).user.display_name.clone();
        Self {
            number: row.number,
            by: row.made_by.0,
            author: Author { id: row.author_id.0, display_name },
            message: row.message.clone(),
            terms: row.terms.0.clone(),
            brief: row.brief.clone(),
            brief_html: crate::markdown::html(&row.brief),
            disclosure: row.disclosure.clone(),
            changes,
            hash: row.hash.clone(),
            created_at: Timestamp(row.created_at),
        }
    }
}
