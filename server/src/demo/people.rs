//! Sponsors and influencers, with the day on which each of them came.

use domain::access::Standing;
use domain::clock::{DAY_MS, Timestamp};
use domain::ids::{ChannelId, UserId};
use domain::matching::Offered;
use domain::money::{Currency, Money};
use domain::profile::{Applicant, Rate};
use domain::text::folded;
use domain::words::{AccountStatus, Role};

use super::content::{InfluencerIn, SponsorIn, StandingIn};
use super::dice::Dice;
use super::moderation;
use super::rows::{ChannelRow, InfluencerNicheRow, InfluencerRow, Rows, SponsorRow, UserRow};
use super::setting::Setting;
use crate::db::to_json;

/// Somebody, as the histories need them.
#[derive(Clone)]
pub struct Member {
    pub id: UserId,
    /// How they stood until an admin stepped in, if one did.
    pub standing: Standing,
    /// Since when they can negotiate.
    pub since: Timestamp,
    /// Since when they can't any more: flagged or suspended.
    pub out: Option<Timestamp>,
    pub name: String,
}

/// What all accounts have.
struct Account<'a> {
    role: Role,
    username: &'a str,
    email: String,
    name: &'a str,
    locale: &'a str,
    time_zone: &'a str,
    standing: &'a StandingIn,
    joined: Timestamp,
}

/// Adds a sponsor who came `days` before now.
pub fn sponsor(rows: &mut Rows, dice: &mut Dice, setting: &Setting, of: &SponsorIn, days: i64) -> Member {
    let host = of.website.trim_start_matches("https://");
    let is_demo = of.username == setting.sponsor.username;
    let joined = setting.days_ago(dice, days);
    let member = account(
        rows,
        dice,
        setting,
        &Account {
            role: Role::Sponsor,
            username: &of.username,
            email: if is_demo { setting.sponsor.email.into() } else { format!("hello@{host}") },
            name: &of.company,
            locale: &of.locale,
            time_zone: &of.time_zone,
            standing: &of.standing,
            joined,
        },
    );
    rows.sponsor_profiles.push(SponsorRow {
        user_id: member.id.to_string(),
        kind: of.kind.to_string(),
        industry: of.industry.clone(),
        website: of.website.clone(),
        description: of.description.clone(),
        logo: setting.image(&of.logo),
        country: Some(of.country.clone()),
        yearly_budget_min: Some(of.yearly_budget.min),
        yearly_budget_max: Some(of.yearly_budget.max),
        yearly_budget_currency: Some(of.currency.clone()),
        updated_at: member.since.0,
    });
    member
}

/// An influencer with what campaigns ask about.
pub struct Talent<'a> {
    pub member: Member,
    pub applicant: Applicant,
    pub offered: Offered,
    pub of: &'a InfluencerIn,
}

/// Adds an influencer.
pub fn influencer<'a>(rows: &mut Rows, dice: &mut Dice, setting: &Setting, of: &'a InfluencerIn) -> Talent<'a> {
    let is_demo = of.username == setting.influencer.username;
    // More came lately than at the beginning, as it is with places that grow.
    let ease = dice.number(0, 1_000);
    let days = if is_demo { 380 } else { 400 - 375 * ease * ease / 1_000_000 };
    let joined = setting.days_ago(dice, days);
    let member = account(
        rows,
        dice,
        setting,
        &Account {
            role: Role::Influencer,
            username: &of.username,
            email: if is_demo { setting.influencer.email.into() } else { format!("{}@mail.example", of.username) },
            name: &of.display_name,
            locale: &of.locale,
            time_zone: &of.time_zone,
            standing: &of.standing,
            joined,
        },
    );
    let applicant = Applicant {
        reach: of.channels.iter().map(|channel| channel.followers).sum(),
        platforms: of.channels.iter().map(|channel| channel.platform).collect(),
        country: Some(of.country.clone()),
        languages: of.languages.clone(),
    };
    let rates = rates(of);
    profile(rows, dice, setting, of, &member, &applicant, &rates);
    let offered = Offered {
        niches: of.niches.clone(),
        platforms: applicant.platforms.clone(),
        country: applicant.country.clone(),
        languages: applicant.languages.clone(),
        reach: applicant.reach,
        lowest_price: rates.iter().map(|rate| rate.price).min_by_key(|price| price.amount),
    };
    Talent { member, applicant, offered, of }
}

fn rates(of: &InfluencerIn) -> Vec<Rate> {
    let currency: Option<Currency> = of.currency.parse().ok();
    let rate = |currency| {
        move |rate: &super::content::RateIn| Rate { kind: rate.kind.clone(), price: Money::new(rate.amount, currency) }
    };
    currency.map(|currency| of.rate_card.iter().map(rate(currency)).collect()).unwrap_or_default()
}

fn profile(
    rows: &mut Rows,
    dice: &mut Dice,
    setting: &Setting,
    of: &InfluencerIn,
    member: &Member,
    applicant: &Applicant,
    rates: &[Rate],
) {
    let id = member.id.to_string();
    let confirmed = dice.instant(Timestamp(setting.now.0 - 60 * DAY_MS).max(member.since), setting.now).0;
    rows.influencer_profiles.push(InfluencerRow {
        user_id: id.clone(),
        bio: of.bio.clone(),
        category: of.category.clone(),
        country: applicant.country.clone(),
        languages: to_json(&of.languages),
        avatar: setting.image(&of.avatar),
        rate_card: to_json(&rates),
        portfolio: to_json(&of.portfolio),
        available: i64::from(dice.chance(92)),
        accepts_messages: i64::from(dice.chance(60)),
        reach: applicant.reach,
        updated_at: confirmed,
    });
    let niche = |niche: &String| InfluencerNicheRow { user_id: id.clone(), niche: niche.clone() };
    rows.influencer_niches.extend(of.niches.iter().map(niche));
    rows.channels.extend(of.channels.iter().map(|channel| ChannelRow {
        id: ChannelId::new(member.since).to_string(),
        user_id: id.clone(),
        platform: channel.platform.to_string(),
        handle: channel.handle.clone(),
        url: channel.url.clone(),
        followers: channel.followers,
        average_views: channel.average_views,
        engagement: hundredths(channel.engagement_rate),
        confirmed_at: confirmed,
    }));
}

/// A percentage in hundredths of a percent.
#[expect(clippy::cast_possible_truncation, reason = "percentages are from 0 to 100")]
fn hundredths(percent: f64) -> i64 {
    (percent * 100.0).round() as i64
}

fn account(rows: &mut Rows, dice: &mut Dice, setting: &Setting, of: &Account) -> Member {
    let id = UserId::new(of.joined);
    let status = of.standing.status.unwrap_or(AccountStatus::Active);
    let was_let_in = matches!(status, AccountStatus::Active | AccountStatus::Suspended);
    // An admin looks at a sponsor within a day or two; influencers need nobody.
    let wait = if of.role == Role::Sponsor { dice.number(2, 40) * 3_600_000 } else { 0 };
    let since = of.joined.plus_ms(wait);
    let stepped_in = Timestamp((setting.now.0 - of.standing.days * DAY_MS).max(since.0));
    let is_flagged = of.standing.flag.is_some();
    let is_out = is_flagged || status == AccountStatus::Suspended;
    let most_recent = if is_out { stepped_in } else { setting.now };
    let at_least = Timestamp(most_recent.0 - dice.number(1, 30) * DAY_MS).max(of.joined);
    let seen = dice.instant(at_least, most_recent);
    rows.users.push(UserRow {
        id: id.to_string(),
        role: of.role.to_string(),
        username: of.username.into(),
        username_key: folded(of.username),
        email: of.email.clone(),
        email_key: folded(&of.email),
        password_hash: setting.password_hash(of.username),
        display_name: of.name.into(),
        status: status.to_string(),
        status_reason: of.standing.reason.clone(),
        awaiting_approval_since: (status == AccountStatus::PendingApproval).then_some(of.joined.0),
        approved_at: was_let_in.then_some(since.0),
        flag_reason: of.standing.flag.clone(),
        flagged_at: is_flagged.then_some(stepped_in.0),
        flagged_by: is_flagged.then(|| setting.admin.clone()),
        locale: of.locale.into(),
        time_zone: of.time_zone.into(),
        email_verified_at: Some(of.joined.0 + 600_000),
        terms_accepted_at: Some(of.joined.0),
        last_login_at: Some(seen.0),
        last_seen_at: Some(seen.0),
        created_at: of.joined.0,
        updated_at: if is_out { stepped_in.0 } else { since.0 },
    });
    let standing = Standing {
        id,
        role: of.role,
        status: if was_let_in { AccountStatus::Active } else { status },
        flagged: false,
        verified: true,
    };
    let at = if is_out { stepped_in } else { since };
    moderation::of_account(rows, setting, &id.to_string(), of.role, since, at, of.standing);
    Member { id, standing, since, out: is_out.then_some(stepped_in), name: of.name.into() }
}
