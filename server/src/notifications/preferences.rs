//! How somebody wants to be told.

use std::collections::BTreeMap;

use db::{Conn, Tx, insert_or_ignore};
use diesel::prelude::*;
use domain::fault::{Faults, Wrong};
use domain::ids::UserId;
use domain::reminder::EmailPace;
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator;
use url::Url;
use utoipa::ToSchema;

use super::Group;
use crate::app::App;
use crate::auth::User;
use crate::db::{Json, Text, to_json};
use crate::error::Result;
use crate::house::Settled;
use crate::http::{Command, IfMatch, Reply};
use crate::schema::notification_preferences::{self as table};

/// The hour of the daily reminder of whoever has not chosen one.
pub const USUAL_HOUR: i64 = 18;

/// The ways in which a group of notices comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channels {
    /// In the app.
    pub app: bool,
    /// By mail.
    pub email: bool,
    /// In Google Chat: the person's own space, else the instance's, if there is one.
    pub chat: bool,
}

impl Channels {
    const ALL: Self = Self { app: true, email: true, chat: true };

    /// Whether there is one at all.
    pub const fn is_any(self) -> bool {
        self.app || self.email || self.chat
    }
}

/// How somebody wants to be told.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = table)]
pub struct Preferences {
    /// The hour of the daily reminder in their own time zone, 0 to 23.
    pub reminder_hour: i64,
    /// The webhook of their own Google Chat space: a secret.
    pub google_chat_webhook_url: Option<String>,
    channels: Json<BTreeMap<Group, Channels>>,
    email_pace: Text<EmailPace>,
    version: i64,
}

/// The usual.
impl Default for Preferences {
    fn default() -> Self {
        let channels = Json(BTreeMap::new());
        let email_pace = Text(EmailPace::default());
        Self { reminder_hour: USUAL_HOUR, google_chat_webhook_url: None, channels, email_pace, version: 0 }
    }
}

impl Preferences {
    /// What that person has chosen, or the usual.
    pub fn of(conn: &mut Conn, user: UserId) -> Result<Self> {
        let chosen = table::table.find(user.to_string()).select(Self::as_select()).first(conn).optional()?;
        Ok(chosen.unwrap_or_default())
    }

    /// The ways in which that group comes.
    pub fn channels(&self, group: Group) -> Channels {
        let chosen = self.channels.0.get(&group).copied().unwrap_or(Channels::ALL);
        Channels { email: chosen.email || !group.may_be_muted(), ..chosen }
    }

    /// Whether the mail of that group waits for a digest.
    pub(super) fn gathers(&self, group: Group) -> bool {
        self.email_pace.0 != EmailPace::AtOnce && group.can_be_gathered()
    }

    /// Whether there is a Google Chat space, their own or the instance's.
    pub(super) fn has_chat(&self, tx: &Tx) -> bool {
        self.google_chat_webhook_url.is_some() || tx.shared().is_some_and(|settled: &Settled| settled.has_chat)
    }

    /// From now on that group comes by mail no more.
    pub(super) fn without_mail(tx: &mut Tx, user: UserId, group: Group) -> Result<()> {
        let mut preferences = Self::of(tx.conn, user)?;
        let channels = Channels { email: false, ..preferences.channels(group) };
        preferences.channels.0.insert(group, channels);
        preferences.save(tx, user)
    }

    fn save(&self, tx: &mut Tx, user: UserId) -> Result<()> {
        let values = (
            table::reminder_hour.eq(self.reminder_hour),
            table::google_chat_webhook_url.eq(self.google_chat_webhook_url.clone()),
            table::channels.eq(to_json(&self.channels.0)),
            table::email_pace.eq(self.email_pace.0.to_string()),
            table::updated_at.eq(tx.now.0),
        );
        let new = diesel::insert_into(table::table).values((table::user_id.eq(user.to_string()), values.clone()));
        if insert_or_ignore(new).execute(tx.conn)? == 0 {
            diesel::update(table::table.find(user.to_string()))
                .set((values, table::version.eq(table::version + 1)))
                .execute(tx.conn)?;
        }
        Ok(())
    }
}

/// How a group of notices comes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupPreference {
    /// What they are about.
    pub group: Group,
    /// Whether they come in the app.
    pub app: bool,
    /// Whether they come by mail. That of `account` always does.
    pub email: bool,
    /// Whether they come in Google Chat: in one's own space, else in the instance's, if there is one.
    pub chat: bool,
}

/// How one wants to be told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PreferencesOut {
    /// The hour of the daily reminder in one's own time zone, 0 to 23.
    pub reminder_hour: i64,
    /// The webhook of one's own Google Chat space.
    pub google_chat_webhook_url: Option<String>,
    /// How soon mail comes.
    pub email_pace: EmailPace,
    /// Each group.
    pub groups: Vec<GroupPreference>,
    /// Whether notices reach Google Chat without a webhook of one's own, because the instance has one.
    pub has_common_chat: bool,
}

impl PreferencesOut {
    fn of(preferences: &Preferences, app_has_chat: bool) -> Self {
        let group = |group| {
            let Channels { app, email, chat } = preferences.channels(group);
            GroupPreference { group, app, email, chat }
        };
        Self {
            reminder_hour: preferences.reminder_hour,
            google_chat_webhook_url: preferences.google_chat_webhook_url.clone(),
            email_pace: preferences.email_pace.0,
            groups: Group::iter().map(group).collect(),
            has_common_chat: app_has_chat,
        }
    }
}

/// How one wants to be told from now on.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "reminder_hour": 8, "google_chat_webhook_url": null,
    "groups": [{"group": "reminders", "app": true, "email": false, "chat": true}]
}))]
pub struct PreferencesIn {
    /// The hour of the daily reminder in one's own time zone, 0 to 23.
    pub reminder_hour: i64,
    /// The webhook of one's own Google Chat space, `https://chat.googleapis.com/…`; none when left out.
    #[serde(default)]
    pub google_chat_webhook_url: Option<String>,
    /// How soon mail comes: `at_once` when left out, or gathered, `hourly` or `daily` at the hour of the reminder. What is about
    /// the account, reminders and reports comes at once all the same.
    #[serde(default)]
    pub email_pace: EmailPace,
    /// The groups that change; the others stay as they are.
    pub groups: Vec<GroupPreference>,
}

impl PreferencesIn {
    fn checked(&self, before: &Preferences) -> Result<Preferences, Faults> {
        let mut faults = Faults::new();
        let hour = (0..=23).contains(&self.reminder_hour);
        faults.unless(hour, "/reminder_hour", "out_of_range", "Must be from 0 to 23.");
        let url = self.google_chat_webhook_url.as_deref().map(str::trim).filter(|url| !url.is_empty());
        let url = url.and_then(|url| faults.take("/google_chat_webhook_url", webhook(url)));
        let mut channels = before.channels.0.clone();
        for (index, GroupPreference { group, app, email, chat }) in self.groups.iter().copied().enumerate() {
            let at = |field: &str| format!("/groups/{index}/{field}");
            let again = self.groups[..index].iter().any(|other| other.group == group);
            faults.unless(!again, at("group"), "duplicate", "Must be named only once.");
            let muted = email || group.may_be_muted();
            faults.unless(muted, at("email"), "always_on", "Mail about the account can't be switched off.");
            channels.insert(group, Channels { app, email, chat });
        }
        faults.check()?;
        Ok(Preferences {
            reminder_hour: self.reminder_hour,
            google_chat_webhook_url: url,
            channels: Json(channels),
            email_pace: Text(self.email_pace),
            version: before.version,
        })
    }
}

/// A webhook as Google Chat gives them out, so that nobody has this server call anything else.
fn webhook(text: &str) -> Result<String, Wrong> {
    let wrong =
        || Wrong::new("invalid_webhook", "Must be a webhook of Google Chat: https://chat.googleapis.com/v1/spaces/…");
    let url = Url::parse(text).ok().filter(|url| text.len() <= 1000 && url.scheme() == "https").ok_or_else(wrong)?;
    let plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    let google = url.host_str() == Some("chat.googleapis.com") && url.path().starts_with("/v1/spaces/");
    if plain && google { Ok(url.into()) } else { Err(wrong()) }
}

/// How one wants to be told.
#[utoipa::path(get, path = "/me/notification-preferences", tag = "notifications", responses((status = 200, body = PreferencesOut)))]
pub async fn get_notification_preferences(app: App, user: User) -> Result<Reply> {
    let preferences = app.db.read(move |conn| Preferences::of(conn, user.id())).await?;
    let out = PreferencesOut::of(&preferences, app.config.google_chat_webhook_url().is_some());
    Ok(Reply::ok(&out)?.version(preferences.version))
}

/// Choose how to be told.
#[utoipa::path(put, path = "/me/notification-preferences", tag = "notifications", request_body = PreferencesIn, responses((status = 200, body = PreferencesOut)))]
pub async fn set_notification_preferences(app: App, user: User, if_match: IfMatch, command: Command) -> Result<Reply> {
    let app_has_chat = app.config.google_chat_webhook_url().is_some();
    command
        .run(&app, &user, move |tx, input: &PreferencesIn| {
            let before = Preferences::of(tx.conn, user.id())?;
            if_match.check(before.version)?;
            input.checked(&before)?.save(tx, user.id())?;
            let after = Preferences::of(tx.conn, user.id())?;
            Ok(Reply::ok(&PreferencesOut::of(&after, app_has_chat))?.version(after.version))
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_leads_to_google_chat_and_nowhere_else() {
        let good = "https://chat.googleapis.com/v1/spaces/AAAA/messages?key=k&token=t";
        assert_eq!(webhook(good).unwrap(), good);
        for bad in [
            "http://chat.googleapis.com/v1/spaces/A/messages",
            "https://chat.googleapis.com.evil.example/v1/spaces/A/messages",
            "https://evil.example/v1/spaces/A?x=chat.googleapis.com",
            "https://chat.googleapis.com@127.0.0.1/v1/spaces/A",
            "https://chat.googleapis.com:8443/v1/spaces/A",
            "https://chat.googleapis.com/v1/users/A",
            "chat.googleapis.com/v1/spaces/A",
        ] {
            assert!(webhook(bad).is_err(), "{bad}");
        }
    }
}
