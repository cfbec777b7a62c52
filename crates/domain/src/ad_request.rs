//! The negotiation: one campaign, one influencer, terms in revisions, and every legal move.

use sha2::{Digest, Sha256};

use crate::access::{Denied, Permission, Standing};
use crate::campaign::{Campaign, CampaignRefused};
use crate::clock::{DAY_MS, Timestamp};
use crate::commitment::Sealed;
use crate::ids::{AdRequestId, CampaignId, UserId};
use crate::terms::Terms;
use crate::words::{Action, AdRequestStatus, Direction, Side};

/// How long the same pair waits on a campaign after a rejection.
pub const COOL_DOWN_MS: i64 = 7 * DAY_MS;

/// A negotiation.
#[derive(Clone, Debug, PartialEq)]
pub struct AdRequest {
    /// Its id.
    pub id: AdRequestId,
    /// What it is about.
    pub campaign: CampaignId,
    /// The side that pays.
    pub sponsor: UserId,
    /// The side that delivers.
    pub influencer: UserId,
    /// Who began.
    pub direction: Direction,
    /// Where it is.
    pub state: State,
    /// What was offered last.
    pub latest: Revision,
}

/// Where a negotiation is, with what only that state has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// One side is to answer.
    Pending {
        /// The side whose turn it is.
        awaited: Side,
        /// Until when.
        deadline: Deadline,
    },
    /// Agreed.
    Accepted,
    /// Turned down by the awaited side.
    Rejected,
    /// Taken back by the side not awaited, or with its campaign.
    Withdrawn,
    /// Nobody answered, or its campaign ended.
    Expired,
}

/// A deadline that stands still while nothing can be agreed (campaign paused, somebody flagged).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// Runs out at that instant.
    At(Timestamp),
    /// Stands still with that many milliseconds left.
    Stopped(i64),
}

/// One version of the terms. Revisions are only ever added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// 1, 2, 3, …
    pub number: i64,
    /// Who made it.
    pub by: Side,
    /// What is offered.
    pub terms: Terms,
    /// What its author said; empty once their account is closed.
    pub message: String,
    /// What the hash holds in place of the message; in revisions of the first form it holds the message itself.
    pub sealed: Option<Sealed>,
    /// The campaign's brief as it was.
    pub brief: String,
    /// The campaign's disclosure text as it was.
    pub disclosure: String,
    /// When.
    pub at: Timestamp,
    /// SHA-256, in hex, of the revision and the hash before it: the chain that nobody can change alone.
    pub hash: String,
}

/// What a side says when it makes a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What is offered.
    pub terms: Terms,
    /// What its author says.
    pub message: String,
    /// A random text that is used for nothing else: the salt of the message.
    pub salt: String,
    /// The campaign's brief as it is.
    pub brief: String,
    /// The campaign's disclosure text as it is.
    pub disclosure: String,
}

/// Why a move is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is no longer pending.
    #[error("This negotiation is over.")]
    NoLongerOpen,
    /// The other side is to answer.
    #[error("It is the other side's turn.")]
    NotYourTurn,
    /// There is a newer revision than the one seen; its number.
    #[error("There is a newer revision, number {0}. Look at it before you answer.")]
    NewerRevision(i64),
    /// The other side is not in good standing.
    #[error("The other side can't agree to anything at the moment.")]
    OtherSideInactive,
    /// The same pair has an open one on this campaign.
    #[error("There is already an open ad request between you for this campaign.")]
    AlreadyOpen,
    /// The same pair was rejected less than seven days ago.
    #[error("After a rejection, the same two wait seven days before the next ad request on this campaign.")]
    CoolingDown,
    /// One of the two blocked the other, which the answer does not say.
    #[error("This is not possible with this person.")]
    NotPossible,
    /// The payment is not in the campaign's currency.
    #[error("The payment must be in the campaign's currency.")]
    OtherCurrency,
    /// The campaign does not allow it.
    #[error(transparent)]
    Campaign(#[from] CampaignRefused),
    /// The actor's account does not allow it.
    #[error(transparent)]
    Denied(#[from] Denied),
}

impl Refused {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoLongerOpen => "no_longer_open",
            Self::NotYourTurn => "not_your_turn",
            Self::NewerRevision(_) => "newer_revision",
            Self::OtherSideInactive => "other_side_inactive",
            Self::AlreadyOpen => "already_open",
            Self::CoolingDown => "cooling_down",
            Self::NotPossible => "not_possible",
            Self::OtherCurrency => "other_currency",
            Self::Campaign(CampaignRefused::WrongState) => "campaign_not_active",
            Self::Campaign(refused) => refused.code(),
            Self::Denied(denied) => denied.code(),
        }
    }
}

/// What a move is judged by, beside the negotiation itself.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The campaign as it is.
    pub campaign: &'a Campaign,
    /// The one who moves.
    pub actor: &'a Standing,
    /// The other side.
    pub other: &'a Standing,
    /// Now.
    pub now: Timestamp,
    /// How long a side has to answer.
    pub answer_days: i64,
}

impl Scene<'_> {
    fn deadline(&self) -> Deadline {
        Deadline::At(self.now.plus_days(self.answer_days))
    }

    fn may_negotiate(&self) -> Result<(), Refused> {
        Ok(self.actor.may(Permission::Negotiate)?)
    }

    fn is_offer_possible(&self, terms: &Terms) -> Result<(), Refused> {
        use crate::words::CampaignStatus::{Active, Paused};
        if !matches!(self.campaign.status, Active | Paused) {
            return Err(CampaignRefused::WrongState.into());
        }
        self.campaign.accepts_offers(self.now)?;
        if terms.payment.currency == self.campaign.budget.currency { Ok(()) } else { Err(Refused::OtherCurrency) }
    }
}

impl Campaign {
    fn accepts_offers(&self, now: Timestamp) -> Result<(), CampaignRefused> {
        if self.flagged {
            Err(CampaignRefused::Flagged)
        } else if self.is_over(self.today(now)) {
            Err(CampaignRefused::Ended)
        } else {
            Ok(())
        }
    }
}

impl AdRequest {
    /// Begins a negotiation. Whether an open one exists or a cool-down runs is for the store to know: see [`may_begin`].
    pub fn begin(
        id: AdRequestId,
        direction: Direction,
        influencer: UserId,
        offer: Offer,
        scene: &Scene,
    ) -> Result<Self, Refused> {
        let permission = match direction {
            Direction::Invitation => Permission::Invite,
            Direction::Application => Permission::Apply,
        };
        scene.actor.may(permission)?;
        scene.campaign.accepts_new(scene.campaign.today(scene.now))?;
        scene.is_offer_possible(&offer.terms)?;
        if !scene.other.is_public() {
            return Err(Refused::OtherSideInactive);
        }
        let by = direction.started_by();
        Ok(Self {
            id,
            campaign: scene.campaign.id,
            sponsor: scene.campaign.sponsor,
            influencer,
            direction,
            state: State::Pending { awaited: by.other(), deadline: scene.deadline() },
            latest: Revision::after(None, by, offer, scene.now),
        })
    }

    /// The side whose turn it is, while it is pending.
    pub const fn awaited(&self) -> Option<Side> {
        match self.state {
            State::Pending { awaited, .. } => Some(awaited),
            _ => None,
        }
    }

    /// Its status, without what only the state has.
    pub const fn status(&self) -> AdRequestStatus {
        match self.state {
            State::Pending { .. } => AdRequestStatus::Pending,
            State::Accepted => AdRequestStatus::Accepted,
            State::Rejected => AdRequestStatus::Rejected,
            State::Withdrawn => AdRequestStatus::Withdrawn,
            State::Expired => AdRequestStatus::Expired,
        }
    }

    fn is_turn_of(&self, side: Side) -> Result<(), Refused> {
        match self.awaited() {
            None => Err(Refused::NoLongerOpen),
            Some(awaited) if awaited == side => Ok(()),
            Some(_) => Err(Refused::NotYourTurn),
        }
    }

    /// The awaited side answers with other terms; the other side is now awaited.
    pub fn counter(self, by: Side, offer: Offer, scene: &Scene) -> Result<Self, Refused> {
        self.is_turn_of(by)?;
        self.revise(by, offer, scene)
    }

    /// The side that made the latest revision changes it before it is answered.
    pub fn edit(self, by: Side, offer: Offer, scene: &Scene) -> Result<Self, Refused> {
        self.is_turn_of(by.other())?;
        self.revise(by, offer, scene)
    }

    fn revise(self, by: Side, offer: Offer, scene: &Scene) -> Result<Self, Refused> {
        scene.may_negotiate()?;
        scene.is_offer_possible(&offer.terms)?;
        let deadline = match self.state {
            State::Pending { deadline: Deadline::Stopped(_), .. } => Deadline::Stopped(scene.answer_days * DAY_MS),
            _ => scene.deadline(),
        };
        let latest = Revision::after(Some(&self.latest), by, offer, scene.now);
        Ok(Self { state: State::Pending { awaited: by.other(), deadline }, latest, ..self })
    }

    /// The awaited side takes the terms that it has seen. Whether the budget allows it is [`Campaign::commit`].
    pub fn accept(self, by: Side, seen: i64, scene: &Scene) -> Result<Self, Refused> {
        self.is_turn_of(by)?;
        if seen != self.latest.number {
            return Err(Refused::NewerRevision(self.latest.number));
        }
        self.may_be_accepted(scene)?;
        Ok(Self { state: State::Accepted, ..self })
    }

    fn may_be_accepted(&self, scene: &Scene) -> Result<(), Refused> {
        scene.may_negotiate()?;
        scene.campaign.accepts_new(scene.campaign.today(scene.now))?;
        if !scene.other.is_public() {
            return Err(Refused::OtherSideInactive);
        }
        if let State::Pending { deadline: Deadline::At(at), .. } = self.state
            && at <= scene.now
        {
            return Err(Refused::NoLongerOpen);
        }
        Ok(())
    }

    /// The awaited side turns it down.
    pub fn reject(self, by: Side, actor: &Standing) -> Result<Self, Refused> {
        self.is_turn_of(by)?;
        actor.may(Permission::EndNegotiation)?;
        Ok(Self { state: State::Rejected, ..self })
    }

    /// The side that is not awaited takes its offer back.
    pub fn withdraw(self, by: Side, actor: &Standing) -> Result<Self, Refused> {
        self.is_turn_of(by.other())?;
        actor.may(Permission::EndNegotiation)?;
        Ok(Self { state: State::Withdrawn, ..self })
    }

    /// Time has run out, if it has.
    pub fn expire(self, now: Timestamp) -> Result<Self, Refused> {
        match self.state {
            State::Pending { deadline: Deadline::At(at), .. } if at <= now => {
                Ok(Self { state: State::Expired, ..self })
            }
            _ => Err(Refused::NoLongerOpen),
        }
    }

    /// The moves that this side has now.
    pub fn actions(&self, side: Side, scene: &Scene) -> Vec<Action> {
        let Some(awaited) = self.awaited() else {
            return Vec::new();
        };
        let negotiates = scene.may_negotiate().is_ok() && scene.is_offer_possible(&self.latest.terms).is_ok();
        let ends = scene.actor.may(Permission::EndNegotiation).is_ok();
        let affordable = scene.campaign.commit(self.latest.terms.payment).is_ok();
        let moves = if awaited == side {
            vec![
                (Action::Accept, self.may_be_accepted(scene).is_ok() && affordable),
                (Action::Counter, negotiates),
                (Action::Reject, ends),
            ]
        } else {
            vec![(Action::Edit, negotiates), (Action::Withdraw, ends)]
        };
        moves.into_iter().filter(|(_, allowed)| *allowed).map(|(action, _)| action).collect()
    }
}

/// What is between a campaign's sponsor and an influencer already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Between {
    /// One of the two blocked the other.
    pub blocked: bool,
    /// On this campaign one is open.
    pub has_open: bool,
    /// When one was last rejected on this campaign.
    pub last_rejected: Option<Timestamp>,
}

/// Whether the same pair may begin another one on a campaign.
pub fn may_begin(between: &Between, now: Timestamp) -> Result<(), Refused> {
    if between.blocked {
        return Err(Refused::NotPossible);
    }
    if between.has_open {
        return Err(Refused::AlreadyOpen);
    }
    match between.last_rejected {
        Some(at) if now.ms_since(at) < COOL_DOWN_MS => Err(Refused::CoolingDown),
        _ => Ok(()),
    }
}

impl Deadline {
    /// Stands still from now.
    #[must_use]
    pub const fn stopped(self, now: Timestamp) -> Self {
        match self {
            Self::At(at) => Self::Stopped(at.ms_since(now)),
            stopped @ Self::Stopped(_) => stopped,
        }
    }

    /// Runs again from now.
    #[must_use]
    pub const fn running(self, now: Timestamp) -> Self {
        match self {
            Self::Stopped(left) => Self::At(now.plus_ms(left)),
            running @ Self::At(_) => running,
        }
    }
}

impl Revision {
    /// The revision that follows `before` (the first when `None`), chained to it by its hash.
    fn after(before: Option<&Self>, by: Side, offer: Offer, at: Timestamp) -> Self {
        let number = before.map_or(1, |before| before.number + 1);
        let Offer { terms, message, salt, brief, disclosure } = offer;
        let sealed = Some(Sealed::new(salt, &message));
        let revision = Self { number, by, terms, message, sealed, brief, disclosure, at, hash: String::new() };
        let hash = revision.chained(before.map_or("", |before| &before.hash));
        Self { hash, ..revision }
    }

    /// The hash that this revision must carry when `before` is the hash of the one before it (empty for the first).
    ///
    /// SHA-256 over the JSON array of its parts, so that no part can be moved into another.
    pub fn chained(&self, before: &str) -> String {
        let said = self.sealed.as_ref().map_or(&self.message, |sealed| &sealed.commitment);
        let parts = (before, self.number, self.by, &self.terms, said, &self.brief, &self.disclosure, self.at.0);
        let written = match self.sealed {
            Some(_) => serde_json::to_vec(&("tandem revision 2", parts)),
            None => serde_json::to_vec(&parts),
        };
        hex::encode(Sha256::digest(written.unwrap_or_default()))
    }

    /// Whether it is what it was when it was made, `before` being the hash of the one before it. Only the message may be
    /// gone, with its salt.
    pub fn holds(&self, before: &str) -> bool {
        self.chained(before) == self.hash && self.sealed.as_ref().is_none_or(|sealed| sealed.holds(&self.message))
    }
}

#[cfg(test)]
#[path = "ad_request_tests.rs"]
mod tests;
