//! A campaign's image.

use domain::access::Permission;
use domain::ids::CampaignId;

use super::access::OwnCampaign;
use super::out::CampaignOut;
use super::routes::reply;
use super::store;
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::{IfMatch, Reply, Upload, UploadIn};

/// Give a campaign an image: PNG, JPEG or WebP.
#[utoipa::path(put, path = "/campaigns/{id}/image", tag = "campaigns", params(("id" = CampaignId, Path)),
    request_body(content = UploadIn, content_type = "multipart/form-data"),
    responses((status = 200, body = CampaignOut), (status = 409, description = "`invalid_state`")))]
pub async fn set_campaign_image(app: App, own: OwnCampaign, if_match: IfMatch, Upload(file): Upload) -> Result<Reply> {
    own.user.may(Permission::PrepareCampaigns)?;
    own.campaign.rules().may_edit()?;
    let kept = app.files.put_image(file, app.config.uploads.max_bytes).await;
    let path = kept.map_err(|error| match error {
        Error::Invalid(inner) => {
            let mut faults = domain::fault::Faults::new();
            faults.nest("/file", inner);
            faults.into()
        }
        other => other,
    })?;
    change(app, own, if_match, Some(path)).await
}

/// Take a campaign's image away.
#[utoipa::path(delete, path = "/campaigns/{id}/image", tag = "campaigns", params(("id" = CampaignId, Path)),
    responses((status = 204), (status = 409, description = "`invalid_state`")))]
pub async fn delete_campaign_image(app: App, own: OwnCampaign, if_match: IfMatch) -> Result<Reply> {
    own.user.may(Permission::PrepareCampaigns)?;
    change(app, own, if_match, None).await?;
    Ok(Reply::nothing())
}

async fn change(app: App, own: OwnCampaign, if_match: IfMatch, image: Option<String>) -> Result<Reply> {
    let OwnCampaign { user, campaign } = own;
    app.db
        .write(move |tx| {
            let row = store::take(tx, campaign.id.0)?;
            if_match.check(row.version)?;
            row.rules().may_edit()?;
            let row = store::set_image(tx, row.id.0, image.as_deref())?;
            reply(tx, row, &user)
        })
        .await
}
