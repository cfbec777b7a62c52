//! An influencer's picture and a sponsor's logo.

use diesel::prelude::*;
use domain::access::Permission;

use super::influencer::InfluencerOut;
use super::sponsor::SponsorOut;
use super::{influencer, sponsor, store};
use crate::app::App;
use crate::auth::{Influencer, Sponsor, User};
use crate::error::Result;
use crate::http::{IfMatch, Reply, Upload, UploadIn};
use crate::schema::{influencer_profiles, sponsor_profiles};

/// Set one's picture.
#[utoipa::path(put, path = "/me/avatar", tag = "me", request_body(content = UploadIn, content_type = "multipart/form-data"), responses((status = 200, body = InfluencerOut)))]
pub async fn set_avatar(
    app: App,
    Influencer(user): Influencer,
    if_match: IfMatch,
    Upload(file): Upload,
) -> Result<Reply> {
    user.may(Permission::PresentOneself)?;
    let path = app.files.put_image(file, app.config.uploads.max_bytes).await?;
    avatar(&app, user, if_match, Some(path)).await
}

/// Take one's picture down.
#[utoipa::path(delete, path = "/me/avatar", tag = "me", responses((status = 204)))]
pub async fn delete_avatar(app: App, Influencer(user): Influencer) -> Result<Reply> {
    user.may(Permission::PresentOneself)?;
    avatar(&app, user, IfMatch::any(), None).await.map(|_| Reply::nothing())
}

async fn avatar(app: &App, user: User, if_match: IfMatch, path: Option<String>) -> Result<Reply> {
    app.db
        .write(move |tx| {
            store::touch_influencer(tx, user.id(), &if_match)?;
            diesel::update(influencer_profiles::table.find(user.id().to_string()))
                .set(influencer_profiles::avatar.eq(&path))
                .execute(tx.conn)?;
            influencer::own(store::influencer(tx.conn, user.id())?, &user.standing)
        })
        .await
}

/// Set one's logo.
#[utoipa::path(put, path = "/me/logo", tag = "me", request_body(content = UploadIn, content_type = "multipart/form-data"), responses((status = 200, body = SponsorOut)))]
pub async fn set_logo(app: App, Sponsor(user): Sponsor, if_match: IfMatch, Upload(file): Upload) -> Result<Reply> {
    user.may(Permission::PrepareCampaigns)?;
    let path = app.files.put_image(file, app.config.uploads.max_bytes).await?;
    logo(&app, user, if_match, Some(path)).await
}

/// Take one's logo down.
#[utoipa::path(delete, path = "/me/logo", tag = "me", responses((status = 204)))]
pub async fn delete_logo(app: App, Sponsor(user): Sponsor) -> Result<Reply> {
    user.may(Permission::PrepareCampaigns)?;
    logo(&app, user, IfMatch::any(), None).await.map(|_| Reply::nothing())
}

async fn logo(app: &App, user: User, if_match: IfMatch, path: Option<String>) -> Result<Reply> {
    app.db
        .write(move |tx| {
            store::touch_sponsor(tx, user.id(), &if_match)?;
            diesel::update(sponsor_profiles::table.find(user.id().to_string()))
                .set(sponsor_profiles::logo.eq(&path))
                .execute(tx.conn)?;
            sponsor::own(tx, &user)
        })
        .await
}
