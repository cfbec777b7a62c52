//! Mail that is gathered: whoever wants it hourly or daily gets what happened in one, instead of a flood.
//!
//! What is to be mailed waits in a table of its own until the transaction that queues the one mail takes it out. So a digest
//! is never empty, and nothing is in two.

use db::{Conn, Tx};
use diesel::prelude::*;
use diesel::{sql_query, sql_types};
use domain::clock::{Timestamp, Zone};
use domain::ids::{NotificationId, UserId};
use domain::reminder::{self, EmailPace};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Group, Notice, Preferences};
use crate::accounts;
use crate::app::App;
use crate::db::{Json, Text, to_json};
use crate::error::{Error, Result};
use crate::jobs::{Job, JobError, Run};
use crate::locale::Locale;
use crate::mail::{self, MailKind, Row, Section, Words};
use crate::schema::digest_entries;

/// How many things a mail lists; of more it says only how many they are.
const LISTED: usize = 50;

/// What happened since the last one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Gathered {
    /// How many things.
    pub count: usize,
    /// The first of them.
    pub sections: Vec<Section>,
    /// The page that has all.
    pub link: String,
}

impl Group {
    /// Whether its mail can wait for a digest: not what keeps an account safe, what has a clock, or what is gathered already.
    pub const fn can_be_gathered(self) -> bool {
        !matches!(self, Self::Account | Self::Reminders | Self::Reports)
    }
}

/// Keeps the notice for the next digest of that person.
pub(super) fn gather(tx: &mut Tx, to: UserId, notice: &Notice) -> Result<()> {
    let entry = (
        digest_entries::id.eq(NotificationId::new(tx.now).to_string()),
        digest_entries::user_id.eq(to.to_string()),
        digest_entries::notice.eq(to_json(notice)),
        digest_entries::created_at.eq(tx.now.0),
    );
    diesel::insert_into(digest_entries::table).values(entry).execute(tx.conn)?;
    Ok(())
}

/// Mails the digests whose time has come.
#[derive(Default, Serialize, Deserialize)]
pub struct SendDigests {}

impl Job<App> for SendDigests {
    const KIND: &'static str = "send-digests";

    async fn run(self, app: &App, _: &Run) -> Result<(), JobError> {
        let now = app.clock.now();
        for user in app.db.read(move |conn| due(conn, now)).await? {
            let instance = app.config.instance.name.clone();
            app.db.write(move |tx| send(tx, user, &instance)).await?;
        }
        Ok(())
    }
}

/// Somebody for whom something waits.
#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = sql_types::Text)]
    user_id: Text<UserId>,
    #[diesel(sql_type = sql_types::BigInt)]
    oldest: i64,
    #[diesel(sql_type = sql_types::Text)]
    time_zone: String,
    #[diesel(sql_type = sql_types::Text)]
    email_pace: Text<EmailPace>,
    #[diesel(sql_type = sql_types::BigInt)]
    reminder_hour: i64,
}

const WAITING: &str = "select e.user_id, e.oldest, u.time_zone, p.email_pace, p.reminder_hour \
    from (select user_id, min(created_at) as oldest from digest_entries group by user_id) e \
    join users u on u.id = e.user_id join notification_preferences p on p.user_id = e.user_id";

impl Waiting {
    fn until(&self) -> Timestamp {
        let zone = Zone::named(&self.time_zone).unwrap_or(Zone::UTC);
        let hour = i8::try_from(self.reminder_hour).unwrap_or(0);
        reminder::digest_at(self.email_pace.0, Timestamp(self.oldest), &zone, hour)
    }
}

/// Everybody whose digest is to go out.
fn due(conn: &mut Conn, now: Timestamp) -> Result<Vec<UserId>> {
    let waiting: Vec<Waiting> = sql_query(WAITING).load(conn)?;
    Ok(waiting.into_iter().filter(|one| one.until() <= now).map(|one| one.user_id.0).collect())
}

/// Takes out what waits for that person and mails it.
fn send(tx: &mut Tx, user: UserId, instance: &str) -> Result<()> {
    let waiting = digest_entries::table
        .filter(digest_entries::user_id.eq(user.to_string()))
        .order(digest_entries::id)
        .select((digest_entries::id, digest_entries::notice))
        .load::<(String, Json<Value>)>(tx.conn)?;
    let (ids, notices): (Vec<_>, Vec<_>) = waiting.into_iter().unzip();
    for part in ids.chunks(1_000) {
        let taken = diesel::delete(digest_entries::table.filter(digest_entries::id.eq_any(part))).execute(tx.conn)?;
        if taken != part.len() {
            return Err(Error::conflict("conflict", "Somebody else has just sent it."));
        }
    }
    let preferences = Preferences::of(tx.conn, user)?;
    let known = |notice: Json<Value>| serde_json::from_value::<Notice>(notice.0).ok();
    // Some groups may be muted since.
    let wanted = |notice: &Notice| preferences.channels(notice.group()).email;
    let notices: Vec<Notice> = notices.into_iter().filter_map(known).filter(wanted).collect();
    if notices.is_empty() {
        return Ok(());
    }
    let reader = accounts::store::find(tx.conn, user)?;
    let locale = Locale::of(&reader.locale).unwrap_or_default();
    let row = |notice: &Notice| -> Result<Row> {
        let words = Words::of(notice, locale, &reader.display_name, instance)?;
        let facts = serde_json::Map::from_iter([("text".to_owned(), words.say("text")?.into())]);
        let link = words.link().unwrap_or_default().to_owned();
        Ok(Row { title: words.say("subject")?, value: String::new(), link, facts })
    };
    let rows = notices.iter().take(LISTED).map(row).collect::<Result<_>>()?;
    let sections = vec![Section { name: "news".into(), rows }];
    let gathered = Gathered { count: notices.len(), sections, link: "/app/notifications".into() };
    mail::post(tx, user, MailKind::Gathered(gathered))
}
