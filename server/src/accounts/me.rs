//! What everybody may change of their own account.

use diesel::prelude::*;
use domain::fault::Faults;
use domain::{places, text};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{UserOut, store};
use crate::app::App;
use crate::auth::User;
use crate::discovery::{self, Subject};
use crate::error::Result;
use crate::http::{Command, IfMatch, Reply};
use crate::schema::users;

/// Changes to one's account; what is left out stays.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"display_name": "Mira Rao", "time_zone": "Asia/Kolkata"}))]
pub struct MePatch {
    /// How to be called, 1 to 100 characters.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Language of pages and mails.
    #[serde(default)]
    pub locale: Option<String>,
    /// IANA time zone.
    #[serde(default)]
    pub time_zone: Option<String>,
}

#[derive(Clone, AsChangeset)]
#[diesel(table_name = users)]
struct Changes {
    display_name: Option<String>,
    locale: Option<String>,
    time_zone: Option<String>,
}

impl MePatch {
    fn checked(self) -> Result<Changes, Faults> {
        let mut faults = Faults::new();
        let display_name =
            self.display_name.and_then(|name| faults.take("/display_name", text::required(text::line(&name, 100))));
        let locale = self.locale.and_then(|locale| faults.take("/locale", places::language(&locale)));
        let time_zone = self.time_zone.and_then(|zone| faults.take("/time_zone", places::time_zone(&zone)));
        faults.check().map(|()| Changes { display_name, locale, time_zone })
    }
}

/// Oneself.
#[utoipa::path(get, path = "/me", tag = "me", responses((status = 200, body = UserOut)))]
pub async fn get_me(app: App, user: User) -> Result<Reply> {
    let out = app.db.read(move |conn| UserOut::load(conn, user.id())).await?;
    Ok(Reply::ok(&out)?.version(out.version))
}

/// Change one's name, language or time zone.
#[utoipa::path(patch, path = "/me", tag = "me", request_body = MePatch, responses((status = 200, body = UserOut)))]
pub async fn update_me(app: App, user: User, if_match: IfMatch, mut command: Command) -> Result<Reply> {
    let changes = command.read::<MePatch>()?.checked()?;
    app.db
        .write(move |tx| {
            let row = store::find(tx.conn, user.id())?;
            if_match.check(row.version)?;
            let counted = (users::updated_at.eq(tx.now.0), users::version.eq(users::version + 1));
            diesel::update(users::table.find(user.id().to_string()))
                .set((changes.clone(), counted))
                .execute(tx.conn)?;
            discovery::changed(tx, Subject::of_role(user.standing.role), &user.id().to_string())?;
            let out = UserOut::load(tx.conn, user.id())?;
            Ok(Reply::ok(&out)?.version(out.version))
        })
        .await
}
