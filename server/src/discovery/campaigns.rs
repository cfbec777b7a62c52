//! The public campaigns.

use axum::response::{IntoResponse, Response};
use diesel::prelude::*;
use domain::ids::CampaignId;
use domain::words::{AccountStatus, CampaignStatus, Visibility};

use crate::app::App;
use crate::auth::User;
use crate::campaigns::CampaignRow;
use crate::campaigns::out;
use crate::campaigns::query::CampaignsQuery;
use crate::error::Result;
use crate::http::{ClientAddress, Page, Paging, Reply};
use crate::schema::{campaigns, users};

/// A page of the campaigns that everybody finds, the newest first.
pub async fn search(app: App, viewer: Option<User>, _: ClientAddress, query: CampaignsQuery) -> Result<Response> {
    let now = app.clock.now();
    let page = app
        .db
        .read(move |conn| {
            let paging = Paging::new(query.limit, query.cursor.as_deref())?;
            let after = paging.after::<CampaignId>()?.map_or_else(|| "z".to_owned(), |id| id.to_string());
            let rows = campaigns::table
                .inner_join(users::table.on(users::id.eq(campaigns::sponsor_id)))
                .filter(campaigns::status.eq(CampaignStatus::Active.to_string()))
                .filter(campaigns::visibility.eq(Visibility::Public.to_string()))
                .filter(campaigns::flagged_at.is_null().and(users::flagged_at.is_null()))
                .filter(users::status.eq(AccountStatus::Active.to_string()))
                .filter(campaigns::id.lt(after))
                .order(campaigns::id.desc())
                .limit(paging.fetch())
                .select(CampaignRow::as_select())
                .load(conn)?;
            let Page { items, next_cursor, total } = paging.page(rows, |row: &CampaignRow| row.id.0);
            Ok::<_, crate::Error>(Page { items: out::all(conn, items, viewer.as_ref(), now)?, next_cursor, total })
        })
        .await?;
    Ok(Reply::ok(&page)?.into_response())
}
