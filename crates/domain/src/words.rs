//! The closed lists of words that the product speaks: roles, states, sides, platforms.
//!
//! Each is written in `snake_case` on the wire, in the database and in the logs.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What a person is here for.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// Runs the instance.
    Admin,
    /// Advertises: owns campaigns, pays.
    Sponsor,
    /// Has an audience: delivers, is paid.
    Influencer,
}

/// Where an account stands with the instance.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AccountStatus {
    /// A sponsor who waits for an admin.
    PendingApproval,
    /// In good standing.
    Active,
    /// Refused by an admin; may apply again.
    Rejected,
    /// Shut out by an admin; can't log in.
    Suspended,
    /// Closed by its owner: nothing personal is left of it.
    Closed,
}

impl AccountStatus {
    /// Those in which nobody can log in to it.
    pub const SHUT: [Self; 2] = [Self::Suspended, Self::Closed];

    /// Whether nobody can log in to it.
    pub const fn is_shut(self) -> bool {
        matches!(self, Self::Suspended | Self::Closed)
    }
}

/// Where a campaign is in its life.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum CampaignStatus {
    /// Being prepared; only its sponsor sees it.
    Draft,
    /// Open for ad requests.
    Active,
    /// Held: nothing can be accepted, clocks stand still.
    Paused,
    /// Over, by its end date or its sponsor.
    Completed,
    /// Called off.
    Cancelled,
}

/// Who finds a campaign.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Visibility {
    /// Any influencer, who may apply.
    Public,
    /// Only invited influencers.
    Private,
}

/// The two sides of a negotiation.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Side {
    /// The side that pays.
    Sponsor,
    /// The side that delivers.
    Influencer,
}

impl Side {
    /// The side across the table.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Sponsor => Self::Influencer,
            Self::Influencer => Self::Sponsor,
        }
    }
}

/// Who began a negotiation.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Direction {
    /// The sponsor invited the influencer.
    Invitation,
    /// The influencer applied to a public campaign.
    Application,
}

impl Direction {
    /// The side that began.
    pub const fn started_by(self) -> Side {
        match self {
            Self::Invitation => Side::Sponsor,
            Self::Application => Side::Influencer,
        }
    }
}

/// Where an ad request is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AdRequestStatus {
    /// Awaiting one side's answer.
    Pending,
    /// Agreed; a collaboration exists.
    Accepted,
    /// Turned down.
    Rejected,
    /// Taken back, or its campaign was cancelled.
    Withdrawn,
    /// Nobody answered in time, or its campaign ended.
    Expired,
}

/// Where a collaboration is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum CollaborationStatus {
    /// Agreed; the sponsor has yet to fund it.
    AwaitingFunding,
    /// Funded; the work goes on.
    Active,
    /// All delivered and paid.
    Completed,
    /// Called off.
    Cancelled,
    /// An admin is to decide.
    Disputed,
}

/// Where a deliverable is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum DeliverableStatus {
    /// Not yet handed in.
    Todo,
    /// Handed in; the sponsor is to answer.
    Submitted,
    /// The sponsor asked for changes.
    ChangesRequested,
    /// Approved; to be published.
    Approved,
    /// Online.
    Published,
    /// Called off, or settled without being published.
    Cancelled,
}

/// Where an audience is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "they are names")]
pub enum Platform {
    Instagram,
    #[serde(rename = "youtube")]
    #[strum(serialize = "youtube")]
    YouTube,
    #[serde(rename = "tiktok")]
    #[strum(serialize = "tiktok")]
    TikTok,
    X,
    Twitch,
    #[serde(rename = "linkedin")]
    #[strum(serialize = "linkedin")]
    LinkedIn,
    Facebook,
    Pinterest,
    Podcast,
    Blog,
    Other,
}

/// What the sponsor may do with the content beside the agreed posts.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum UsageRights {
    /// Nothing.
    None,
    /// Show it on its own channels.
    Organic,
    /// Use it in paid ads.
    Paid,
}

/// Whether a sponsor is a company or a person.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SponsorKind {
    /// A company or organisation.
    Company,
    /// A person.
    Individual,
}

/// What a viewer may do next with a thing; the web app shows exactly these.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "each is the name of the move that product.md describes")]
pub enum Action {
    Edit,
    Delete,
    Publish,
    Pause,
    Resume,
    Complete,
    Cancel,
    Invite,
    Apply,
    Counter,
    Accept,
    Reject,
    Withdraw,
    Fund,
    AcceptCancellation,
    DeclineCancellation,
    Dispute,
    Resolve,
    Submit,
    RequestChanges,
    Rate,
    Approve,
    Flag,
    Unflag,
    Suspend,
    Reinstate,
    ApplyAgain,
    Contest,
    Uphold,
    Lift,
    Message,
}
