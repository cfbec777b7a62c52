//! Everything that people are told of, with what it tells.
//!
//! A new kind is a variant here, its group below, and its words in `locales/`: `mail.<kind>.subject`, `.text` and `.action`
//! serve the app, the mail and the chat alike. Field names are the placeholders in those words; of these mean more:
//! `link` is the page of the web app that it leads to, `message` and `reason` are quoted as what a person wrote, `figures`
//! ([`Figure`](crate::mail::Figure)) and `sections` ([`Section`](crate::mail::Section)) are shown in the mail below the text.

use serde::{Deserialize, Serialize};

use super::Group;
use crate::mail::{Enclosure, Figure, Section};

/// What somebody is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// An admin approved the sponsor.
    AccountApproved,
    /// An admin rejected the sponsor.
    AccountRejected(Reason),
    /// An admin flagged the account.
    AccountFlagged(Reason),
    /// The flag was lifted.
    AccountUnflagged,
    /// An admin suspended the account.
    AccountSuspended(Reason),
    /// The suspension was lifted.
    AccountReinstated,
    /// An admin flagged the campaign.
    CampaignFlagged {
        /// Title of the campaign.
        campaign: String,
        /// Why.
        reason: String,
        /// The campaign's page.
        link: String,
    },
    /// The campaign's flag was lifted.
    CampaignUnflagged {
        /// Title of the campaign.
        campaign: String,
        /// The campaign's page.
        link: String,
    },
    /// An admin decided that a contested flag stays.
    FlagUpheld(FlagNews),
    /// A flag was contested, and an admin lifted it.
    FlagLifted(FlagNews),
    /// A flag was contested, nobody decided in time, and so it is lifted.
    FlagUnanswered(FlagNews),
    /// A flag ended by itself.
    FlagExpired(FlagNews),
    /// To an admin: a flag is contested.
    FlagContested(ContestNews),
    /// An admin looked at a report and asks to mind the rules.
    Warned(FlagNews),
    /// To an admin: something was reported.
    AbuseReported(CaseNews),
    /// To whoever reported: the admins acted on it.
    ReportUpheld(CaseNews),
    /// To whoever reported: the admins found nothing against the rules.
    ReportDismissed(CaseNews),
    /// To an influencer: a sponsor invites.
    InvitationReceived(AdRequestNews),
    /// To a sponsor: an influencer applies.
    ApplicationReceived(AdRequestNews),
    /// The other side made a counter-offer.
    CounterReceived(AdRequestNews),
    /// The other side changed its offer before it was answered.
    AdRequestEdited(AdRequestNews),
    /// The other side accepted.
    AdRequestAccepted(AdRequestNews),
    /// The other side declined; its reason stands in the message.
    AdRequestRejected(AdRequestNews),
    /// The other side withdrew.
    AdRequestWithdrawn(AdRequestNews),
    /// Nobody answered in time.
    AdRequestExpired(AdRequestNews),
    /// To an influencer: the payment is put aside, the work can begin.
    CollaborationFunded(WorkNews),
    /// To a sponsor: a deliverable was handed in.
    WorkSubmitted(WorkNews),
    /// To an influencer: changes are asked for.
    ChangesRequested(WorkNews),
    /// A deliverable is approved, by the sponsor or because nobody answered.
    WorkApproved(WorkNews),
    /// To a sponsor: a deliverable is online and its share released.
    WorkPublished(WorkNews),
    /// To an influencer: an overdue deliverable was called off.
    DeliverableCancelled(WorkNews),
    /// The other side wants to end the collaboration.
    CancellationAsked(WorkNews),
    /// To an influencer: the campaign was cancelled, and with it work that was not funded.
    CampaignOver(WorkNews),
    /// To an influencer: the campaign was cancelled, so the sponsor wants to end the work.
    CampaignOverAtWork(WorkNews),
    /// The other side wants to go on.
    CancellationDeclined(WorkNews),
    /// The collaboration has ended early.
    CollaborationCancelled(WorkNews),
    /// All is delivered and paid.
    CollaborationCompleted(WorkNews),
    /// The other side asked an admin to decide.
    DisputeOpened(WorkNews),
    /// To an admin: a dispute is to be decided.
    DisputeToDecide(WorkNews),
    /// A dispute is decided.
    DisputeResolved(WorkNews),
    /// The other side is suspended: the clocks of the work stand still.
    WorkStopped(WorkNews),
    /// The other side is back: the clocks of the work go on.
    WorkResumed(WorkNews),
    /// To an admin: somebody with running work is suspended.
    WorkToSettle(StoppedWork),
    /// To a sponsor: what the month was.
    MonthlyReport(ReportNews),
    /// The file that the person asked for can be fetched.
    ExportReady {
        /// What the file is called.
        file_name: String,
        /// How many rows it has, in digits: `1,234`.
        rows: String,
        /// The page of exports.
        link: String,
    },
    /// The file that the person asked for could not be written.
    ExportFailed {
        /// What the file would have been called.
        file_name: String,
        /// The page of exports.
        link: String,
    },
    /// Money that was to go out has gone out.
    PayoutDone {
        /// How much in words: `1,500.00 EUR`.
        amount: String,
        /// The wallet's page.
        link: String,
    },
    /// Money that was to go out has not, and is back on the balance.
    PayoutFailed {
        /// How much in words: `1,500.00 EUR`.
        amount: String,
        /// The wallet's page.
        link: String,
    },
    /// Nothing arrived at an address for days, or it said that it is gone: it is told of nothing any more.
    WebhookSwitchedOff {
        /// The host that it is at.
        host: String,
        /// The address's page.
        link: String,
    },
    /// To an influencer, once a day: what awaits their answer, and campaigns that fit them.
    RequestsWaiting(Digest),
    /// To an influencer who was long away and whom nothing awaits: campaigns that fit them.
    CampaignsForYou(Digest),
    /// An ad request will expire unless it is answered.
    AnswerDue(AnswerDue),
    /// What a sponsor may do with a post soon ends; to both sides.
    LicenceEnding(LicenceNews),
    /// To an admin: a sponsor will be refused unless somebody decides.
    ApprovalDue(ApprovalDue),
    /// To an admin: a contested flag is lifted unless somebody decides.
    ContestDue(ContestNews),
    /// To a sponsor: the collaboration ends unless it is funded.
    FundingDue(WorkNews),
    /// To an influencer: a deliverable is to be handed in.
    SubmissionDue(WorkNews),
    /// To a sponsor: a submission counts as approved unless it is answered.
    ReviewDue(WorkNews),
    /// To an influencer: changes that were asked for are to be handed in.
    ChangesDue(WorkNews),
    /// To an influencer: what was approved is to be published.
    PublicationDue(WorkNews),
    /// A cancellation is agreed to unless it is answered.
    CancellationDue(WorkNews),
    /// To an admin: a dispute is decided by the rules unless somebody decides.
    DisputeDue(WorkNews),
    /// To an admin: a payout fails unless the provider carries it out.
    PayoutDue(PayoutDue),
    /// The other side can still be rated.
    RatingDue(WorkNews),
    /// Somebody wrote, and it was not read for a while.
    MessagesWaiting(MessagesNews),
}

impl Notice {
    /// What it is about, by which people choose how they are told.
    pub const fn group(&self) -> Group {
        match self {
            Self::AccountApproved
            | Self::AccountRejected(_)
            | Self::AccountFlagged(_)
            | Self::AccountUnflagged
            | Self::AccountSuspended(_)
            | Self::AccountReinstated
            | Self::CampaignFlagged { .. }
            | Self::CampaignUnflagged { .. }
            | Self::FlagUpheld(_)
            | Self::FlagLifted(_)
            | Self::FlagUnanswered(_)
            | Self::FlagExpired(_)
            | Self::FlagContested(_)
            | Self::Warned(_)
            | Self::AbuseReported(_)
            | Self::ReportUpheld(_)
            | Self::ReportDismissed(_)
            | Self::WebhookSwitchedOff { .. } => Group::Account,
            Self::InvitationReceived(_)
            | Self::ApplicationReceived(_)
            | Self::CounterReceived(_)
            | Self::AdRequestEdited(_)
            | Self::AdRequestAccepted(_)
            | Self::AdRequestRejected(_)
            | Self::AdRequestWithdrawn(_)
            | Self::AdRequestExpired(_) => Group::AdRequests,
            Self::CollaborationFunded(_)
            | Self::WorkSubmitted(_)
            | Self::ChangesRequested(_)
            | Self::WorkApproved(_)
            | Self::WorkPublished(_)
            | Self::DeliverableCancelled(_)
            | Self::CancellationAsked(_)
            | Self::CampaignOver(_)
            | Self::CampaignOverAtWork(_)
            | Self::CancellationDeclined(_)
            | Self::CollaborationCancelled(_)
            | Self::CollaborationCompleted(_)
            | Self::DisputeOpened(_)
            | Self::DisputeToDecide(_)
            | Self::DisputeResolved(_)
            | Self::WorkStopped(_)
            | Self::WorkResumed(_)
            | Self::WorkToSettle(_) => Group::Collaborations,
            Self::MonthlyReport(_) => Group::Reports,
            Self::ExportReady { .. } | Self::ExportFailed { .. } => Group::Exports,
            Self::PayoutDone { .. } | Self::PayoutFailed { .. } => Group::Money,
            Self::MessagesWaiting(_) => Group::Messages,
            Self::RequestsWaiting(_)
            | Self::CampaignsForYou(_)
            | Self::AnswerDue(_)
            | Self::LicenceEnding(_)
            | Self::ApprovalDue(_)
            | Self::ContestDue(_)
            | Self::FundingDue(_)
            | Self::SubmissionDue(_)
            | Self::ReviewDue(_)
            | Self::ChangesDue(_)
            | Self::PublicationDue(_)
            | Self::CancellationDue(_)
            | Self::DisputeDue(_)
            | Self::PayoutDue(_)
            | Self::RatingDue(_) => Group::Reminders,
        }
    }

    /// The files that go with its mail.
    pub fn enclosures(&self) -> Vec<Enclosure> {
        match self {
            Self::MonthlyReport(news) => news.enclosures.clone(),
            _ => Vec::new(),
        }
    }
}

/// Why something was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Why, in words of whoever did it.
    pub reason: String,
}

/// What became of a flag, or of something that was reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagNews {
    /// Title of the campaign, or name of the person.
    pub subject: String,
    /// What the admin said; may be empty, is shortened.
    pub reason: String,
    /// The day on which the flag ends by itself: `2026-11-30`; empty when it is over.
    pub until: String,
    /// The page of what is flagged.
    pub link: String,
}

/// A flag that is contested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContestNews {
    /// Name of its owner.
    pub person: String,
    /// Title of the campaign, or the same name.
    pub subject: String,
    /// The day on which the flag is lifted unless somebody decides: `2026-11-30`.
    pub until: String,
    /// The page of contested flags.
    pub link: String,
}

/// Something that was reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseNews {
    /// What it is called.
    pub subject: String,
    /// Where more is to be seen.
    pub link: String,
}

/// What happened in a negotiation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdRequestNews {
    /// Title of the campaign.
    pub campaign: String,
    /// Name of the other side.
    pub other_side: String,
    /// The payment in words: `1,500.00 EUR`.
    pub amount: String,
    /// What the other side wrote; may be empty, is shortened.
    pub message: String,
    /// The ad request's page.
    pub link: String,
}

/// What happened in a collaboration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkNews {
    /// Title of the campaign.
    pub campaign: String,
    /// Name of the other side.
    pub other_side: String,
    /// The deliverable: `reel · instagram`; empty when it is about all of it.
    pub deliverable: String,
    /// The share, or the whole payment, in words: `1,500.00 EUR`.
    pub amount: String,
    /// The day on which what is waited for ends: `2026-11-30`; may be empty.
    pub until: String,
    /// What was said with it; may be empty, is shortened.
    pub message: String,
    /// The collaboration's page.
    pub link: String,
}

/// What a month was, written in its reader's language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportNews {
    /// Its name, such as `October 2026`.
    pub month: String,
    /// The most important of it, in a sentence.
    pub lede: String,
    /// The report's page.
    pub link: String,
    /// Its headline figures.
    pub figures: Vec<Figure>,
    /// Its campaigns and influencers, the first few.
    pub sections: Vec<Section>,
    /// The report as a document.
    pub enclosures: Vec<Enclosure>,
}

/// The daily reminder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// How many ad requests wait.
    pub count: usize,
    /// The ad requests, and up to three campaigns.
    pub sections: Vec<Section>,
    /// Where they are.
    pub link: String,
}

/// An answer that is still awaited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerDue {
    /// Title of the campaign.
    pub campaign: String,
    /// Name of the side that waits.
    pub other_side: String,
    /// The payment in words: `1,500.00 EUR`.
    pub amount: String,
    /// The day on which it expires: `2026-11-30`.
    pub until: String,
    /// The ad request's page.
    pub link: String,
}

/// A decision on a sponsor that is still awaited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalDue {
    /// Name of the sponsor.
    pub sponsor: String,
    /// The day on which they are refused: `2026-11-30`.
    pub until: String,
    /// The page of approvals.
    pub link: String,
}

/// A licence that is about to end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceNews {
    /// Title of the campaign.
    pub campaign: String,
    /// Name of the other side.
    pub other_side: String,
    /// What it is of: `reel · instagram`.
    pub deliverable: String,
    /// The day on which it ends, in the reader's zone: `2026-11-30`.
    pub until: String,
    /// The page of rights.
    pub link: String,
}

/// A payout that has not arrived yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutDue {
    /// Name of whoever is to be paid.
    pub person: String,
    /// How much in words: `1,500.00 EUR`.
    pub amount: String,
    /// The day on which it fails: `2026-11-30`.
    pub until: String,
    /// The page of jobs.
    pub link: String,
}

/// The running work of somebody who is suspended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoppedWork {
    /// Name of the suspended.
    pub person: String,
    /// How many collaborations.
    pub count: usize,
    /// Where they are listed.
    pub link: String,
}

/// What somebody has not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagesNews {
    /// Name of whoever wrote.
    pub other_side: String,
    /// How many messages.
    pub count: usize,
    /// What the last of them says; empty when it is only files, is shortened.
    pub message: String,
    /// The conversation's page.
    pub link: String,
}
