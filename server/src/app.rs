//! What every handler and job works with, built once; tests build the same.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::clock::Clock;

use crate::auth::keys::Keys;
use crate::cache::Cache;
use crate::config::Config;
use crate::db::Db;
use crate::discovery::Search;
use crate::error::Error;
use crate::events::Events;
use crate::files::Files;
use crate::jobs::Queue;
use crate::limits::Limits;
use crate::mail::Mailer;
use crate::notifications::chat::Chat;
use crate::payments::provider::Providers;
use crate::webhooks::Caller;

/// The running product. Cheap to clone: every clone is the same one.
#[derive(Clone)]
pub struct App(Arc<Tools>);

/// What an [`App`] is made of.
pub struct Tools {
    /// The database.
    pub db: Db,
    /// The settings.
    pub config: Config,
    /// The one clock.
    pub clock: Clock,
    /// Keys that sign and seal.
    pub keys: Keys,
    /// Answers that many read.
    pub cache: Cache,
    /// Uploaded and generated files.
    pub files: Files,
    /// How mail goes out.
    pub mailer: Mailer,
    /// How messages go to Google Chat.
    pub chat: Chat,
    /// How money comes and goes.
    pub payments: Providers,
    /// How webhooks are called.
    pub webhooks: Caller,
    /// Work that is done later.
    pub jobs: Queue<App>,
    /// Where people and campaigns are found.
    pub search: Search,
    /// What open pages are told as it happens.
    pub events: Events,
    /// What may be done how often.
    pub limits: Limits,
    /// Set once it was seen that no migration is missing, which stays so.
    pub migrated: AtomicBool,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Tools) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Tools;

    fn deref(&self) -> &Tools {
        &self.0
    }
}

impl FromRequestParts<Self> for App {
    type Rejection = Error;

    async fn from_request_parts(_: &mut Parts, app: &Self) -> Result<Self, Error> {
        Ok(app.clone())
    }
}

impl axum::extract::FromRef<App> for Files {
    fn from_ref(app: &App) -> Self {
        app.files.clone()
    }
}
