//! The page of a public campaign, with what search engines and previews want to know in its head.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::ids::CampaignId;
use serde_json::json;

use super::out::{self, CampaignOut};
use super::{CampaignRow, access};
use crate::app::App;
use crate::error::Result;
use crate::markdown;
use crate::spa::{self, Head};

/// `GET /campaigns/{id}` at the root: what is not public is not found, and shown by the app to who may see it.
pub async fn campaign_page(app: App, Path(id): Path<String>, asked: HeaderMap) -> Response {
    if let Ok(id) = id.parse()
        && let Ok(campaign) = public(&app, id).await
    {
        return spa::page(&head(&app, &campaign));
    }
    spa::missing(asked)
}

async fn public(app: &App, id: CampaignId) -> Result<CampaignOut> {
    let now = app.clock.now();
    let read = move |conn: &mut db::Conn| {
        let row: CampaignRow = access::visible(conn, None, id)?;
        out::one(conn, row, None, now)
    };
    app.db.read(read).await
}

fn head(app: &App, campaign: &CampaignOut) -> Head {
    let absolute = |path: &str| format!("{}{path}", app.config.public_url());
    let (description, url) =
        (markdown::summary(&campaign.description, 200), absolute(&format!("/campaigns/{}", campaign.id)));
    let image = campaign.image_url.as_deref().or(campaign.sponsor.logo_url.as_deref()).map(absolute);
    let sponsor = json!({"@type": "Organization", "name": campaign.sponsor.display_name,
        "url": absolute(&format!("/sponsors/{}", campaign.sponsor.username))});
    let json_ld = json!({
        "@context": "https://schema.org", "@type": "Demand", "name": campaign.title, "description": description, "url": url,
        "image": image, "availabilityStarts": campaign.start_date, "availabilityEnds": campaign.end_date, "seller": sponsor
    });
    Head {
        title: format!("{} · {}", campaign.title, app.config.instance.name),
        description,
        url,
        image,
        language: None,
        json_ld: Some(json_ld),
        first_data: Some(json!({format!("/api/v1/campaigns/{}", campaign.id): campaign})),
    }
}
