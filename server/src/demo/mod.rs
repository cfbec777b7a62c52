//! A believable world for an empty database: people, campaigns, and twelve months of negotiations, all told through the
//! same rules that the server keeps. The same seed and instant make the same world, but for ids and hashes.

mod attach;
mod bargain;
mod billing;
mod campaigns;
mod content;
mod dice;
mod hooks;
mod life;
mod moderation;
mod news;
mod people;
mod price;
mod quarrel;
mod rows;
mod safety;
mod setting;
mod speech;
mod story;
mod talk;
mod till;
mod trouble;
mod verdict;
mod visits;
mod work;

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use diesel::prelude::*;
use domain::agreement::Agreement;
use domain::clock::Timestamp;
use domain::ids::{Id, UserId};
use domain::words::{CampaignStatus, Role, SponsorKind};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::api_keys::{OfApiKey, Scope};
use crate::app::App;
use crate::audit;
use crate::auth::{password, tokens};
use crate::db::to_json;
use crate::house::House;
use crate::{agreements, invoices, reports, schema};
use campaigns::Drive;
use content::{Content, SponsorIn};
use dice::Dice;
use people::{Member, Talent};
use rows::{ApiKeyRow, BlockRow, Rows};
use setting::Setting;
use till::Till;
use trouble::Troubles;
use work::Shelf;

pub use setting::Login;

/// The sponsor that visitors log in as.
pub const SPONSOR: Login =
    Login { username: "oatandember", email: "sponsor@demo.example", password: "tandem-demo-sponsor" };
/// The influencer that visitors log in as.
pub const INFLUENCER: Login =
    Login { username: "meg.and.the.mill", email: "influencer@demo.example", password: "tandem-demo-influencer" };

/// How many months back there are reports.
const REPORTS: i64 = 6;

/// Fills the database with the world of that seed, as it is now by the app's clock.
///
/// # Errors
/// When there is a sponsor, an influencer or a campaign already.
pub async fn fill(app: &App, seed: u64) -> Result<()> {
    refuse_unless_empty(app).await?;
    let content = Content::load()?;
    let setting = setting(app, &content).await?;
    let (mut rows, agreements) = world(&content, &setting, seed)?;
    safety::watch(&mut rows, &setting);
    visits::add(&mut rows, &mut Dice::new(seed, 4), &app.config.instance.time_zone);
    let mut files = attach::some(&mut rows, &content, &setting)?;
    files.extend(talk::some(&mut rows, &content, &setting, seed));
    let put = files.into_iter().map(|file| async move { app.files.put(&file.name, file.content).await });
    let put: Vec<_> = put.collect();
    stream::iter(put).buffer_unordered(8).try_collect::<Vec<()>>().await?;
    let keys = app.keys.clone();
    let (admin, earliest) = (setting.admin, setting.now.plus_days(-450).0);
    let fill = app.db.write(move |tx| -> crate::Result<()> {
        rows.insert(tx)?;
        audit::chain::adopt_all(tx)?;
        news::publish(tx, &rows)?;
        for agreement in &agreements {
            agreements::store::insert(tx, agreement, &keys)?;
        }
        while invoices::issue::issue_missing(tx, invoices::jobs::BATCH)? > 0 {}
        for profiles in ["influencer_profiles", "sponsor_profiles"] {
            let shown = format!("from reviews r where r.subject_id = {profiles}.user_id and r.shown_at is not null");
            diesel::sql_query(format!(
                "update {profiles} set rating_count = (select count(*) {shown}), \
                 rating_total = (select cast(coalesce(sum(r.rating), 0) as bigint) {shown})"
            ))
            .execute(tx.conn)?;
        }
        // Whoever approved all of them was here before.
        let admin = schema::users::table.find(&admin);
        diesel::update(admin).set(schema::users::created_at.eq(earliest)).execute(tx.conn)?;
        reports::jobs::write_past(tx, REPORTS)
    });
    fill.await.context("database_url")
}

async fn refuse_unless_empty(app: &App) -> Result<()> {
    let people = app.db.read(|conn| -> crate::Result<i64> {
        let others = schema::users::table.filter(schema::users::role.ne(Role::Admin.to_string()));
        let campaigns: i64 = schema::campaigns::table.count().get_result(conn)?;
        Ok(others.count().get_result::<i64>(conn)? + campaigns)
    });
    if people.await? > 0 {
        bail!(
            "the database is not empty: the demo world goes only into one without sponsors, influencers and campaigns"
        );
    }
    Ok(())
}

async fn setting(app: &App, content: &Content) -> Result<Setting> {
    let admin = app.db.read(|conn| -> crate::Result<Option<String>> {
        let admins = schema::users::table.filter(schema::users::role.eq(Role::Admin.to_string()));
        Ok(admins.order(schema::users::id).select(schema::users::id).first(conn).optional()?)
    });
    let mut hashes = HashMap::new();
    // Nobody knows the password of the others.
    let nobodys = tokens::secret();
    for (name, password) in
        [(SPONSOR.username, SPONSOR.password), (INFLUENCER.username, INFLUENCER.password), ("", &nobodys)]
    {
        hashes.insert(name.to_owned(), password::hash(password.to_owned()).await?);
    }
    Ok(Setting {
        now: app.clock.now(),
        admin: admin.await?.context("there is no admin")?,
        sponsor: SPONSOR,
        influencer: INFLUENCER,
        hashes,
        images: keep_images(app, content).await?,
        house: House::of(app),
    })
}

/// Keeps the pictures as files of the instance; answers their paths by name.
async fn keep_images(app: &App, content: &Content) -> Result<HashMap<String, String>> {
    let logos = content.sponsors.iter().map(|sponsor| &sponsor.logo);
    let avatars = content.influencers.iter().map(|influencer| &influencer.avatar);
    let pictures = content.campaigns.iter().map(|campaign| &campaign.image);
    let names: std::collections::BTreeSet<&String> = logos.chain(avatars).chain(pictures).collect();
    let keep = |name: String| async move {
        let image = content::image(&name).with_context(|| format!("{name} is not embedded"))?;
        let path = app.files.put_webp(Bytes::from(image)).await?;
        anyhow::Ok((name, path))
    };
    let kept: Vec<_> = names.into_iter().cloned().map(keep).collect();
    stream::iter(kept).buffer_unordered(8).try_collect().await
}

fn world(content: &Content, setting: &Setting, seed: u64) -> Result<(Rows, Vec<Agreement>)> {
    let mut rows = Rows::default();
    let sponsors = sponsors(&mut rows, content, setting, seed);
    let mut dice = Dice::new(seed, 1);
    let talents: Vec<Talent> =
        content.influencers.iter().map(|of| people::influencer(&mut rows, &mut dice, setting, of)).collect();
    let (mut till, mut troubles, mut agreements) = (Till::default(), Troubles::default(), Vec::new());
    for (part, of) in (1_000..).zip(&content.campaigns) {
        let mut dice = Dice::new(seed, part);
        let (owner, sponsor) = sponsors.get(of.sponsor.as_str()).with_context(|| of.title.clone())?;
        let mut drive = Drive::new(&mut dice, setting, of, owner, sponsor)?;
        let (rows, till) = (&mut rows, &mut till);
        let mut shelf = Shelf { rows, till, troubles: &mut troubles, agreements: &mut agreements };
        campaigns::play(&mut shelf, &mut dice, setting, content, &mut drive, &talents)
            .with_context(|| of.title.clone())?;
    }
    let demo = talents.iter().find(|talent| talent.of.username == setting.influencer.username);
    let demo = demo.context("nobody to log in as")?.member.id;
    let mut dice = Dice::new(seed, 3);
    for (of, member) in sponsors.values() {
        let names = (of.company.as_str(), of.country.as_str());
        billing::enter(&mut rows, &mut dice, member.id, member.since, names, of.kind == SponsorKind::Company);
    }
    for talent in &talents {
        if dice.chance(60) || talent.member.id == demo {
            let names = (talent.of.display_name.as_str(), talent.of.country.as_str());
            billing::enter(&mut rows, &mut dice, talent.member.id, talent.member.since, names, false);
        }
    }
    let sponsor = sponsors.get(setting.sponsor.username).context("nobody to log in as")?.1.id;
    privacy(&mut rows, setting, sponsor, &talents);
    till.close(&mut rows, &mut Dice::new(seed, 2), setting, (sponsor, demo));
    news::tell(&mut rows, setting.now);
    hooks::add(&mut rows, &mut Dice::new(seed, 5), setting, &sponsor.to_string());
    Ok((rows, agreements))
}

/// The demo's sponsor has a key for its shop, and blocked somebody with whom it never dealt.
fn privacy(rows: &mut Rows, setting: &Setting, sponsor: UserId, talents: &[Talent]) {
    let (me, since) = (sponsor.to_string(), setting.now.plus_days(-40).0);
    rows.api_keys.push(ApiKeyRow {
        id: Id::<OfApiKey>::new(Timestamp(since)).to_string(),
        user_id: me.clone(),
        name: "Web shop".into(),
        prefix: "tk_demo00".into(),
        // Nobody knows what it is.
        token_hash: tokens::hash(&tokens::secret()),
        scopes: to_json(&[Scope::Read, Scope::Conversions]),
        created_at: since,
        last_used_at: Some(setting.now.plus_days(-1).0),
    });
    let dealt = |id: &str| rows.ad_requests.iter().any(|one| one.sponsor_id == me && one.influencer_id == id);
    let stranger = talents.iter().map(|talent| talent.member.id.to_string()).find(|id| !dealt(id));
    rows.blocks.extend(stranger.map(|blocked_id| BlockRow { blocker_id: me.clone(), blocked_id, created_at: since }));
}

/// Adds the sponsors, each some weeks before the first of their campaigns.
fn sponsors<'a>(
    rows: &mut Rows,
    content: &'a Content,
    setting: &Setting,
    seed: u64,
) -> BTreeMap<&'a str, (&'a SponsorIn, Member)> {
    let mut dice = Dice::new(seed, 0);
    let mut all = BTreeMap::new();
    for of in &content.sponsors {
        let own = content.campaigns.iter().filter(|campaign| campaign.sponsor == of.username);
        let earliest = own.filter(|campaign| campaign.status != CampaignStatus::Draft).map(|of| of.start_offset).min();
        let days = match earliest {
            Some(offset) => dice.number(22, 45) - offset,
            // Those who only have drafts came lately.
            None => dice.number(2, 9),
        };
        all.insert(of.username.as_str(), (of, people::sponsor(rows, &mut dice, setting, of, days)));
    }
    all
}
