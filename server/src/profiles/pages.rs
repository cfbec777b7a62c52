//! The public pages of people, with what search engines and previews want to know in their heads.

use axum::http::HeaderMap;
use axum::response::Response;
use domain::text::folded;
use serde_json::json;

use super::influencer::InfluencerOut;
use super::public;
use super::sponsor::SponsorPage;
use crate::app::App;
use crate::http::PathName;
use crate::markdown;
use crate::spa::{self, Head};

/// `GET /influencers/{username}` at the root: what is not public is not found, and shown by the app to who may see it.
pub async fn influencer_page(app: App, PathName(name): PathName, asked: HeaderMap) -> Response {
    let now = app.clock.now();
    match app.db.read(move |conn| public::influencer(conn, &name, None, now)).await {
        Ok(influencer) => spa::page(&of_influencer(&app, &influencer)),
        Err(_) => spa::missing(asked),
    }
}

/// `GET /sponsors/{username}` at the root, likewise.
pub async fn sponsor_page(app: App, PathName(name): PathName, asked: HeaderMap) -> Response {
    let now = app.clock.now();
    match app.db.read(move |conn| public::sponsor(conn, &name, None, now)).await {
        Ok(sponsor) => spa::page(&of_sponsor(&app, &sponsor)),
        Err(_) => spa::missing(asked),
    }
}

fn of_influencer(app: &App, influencer: &InfluencerOut) -> Head {
    let absolute = |path: &str| format!("{}{path}", app.config.public_url());
    let url = absolute(&format!("/influencers/{}", influencer.username));
    let description = match markdown::summary(&influencer.bio, 200) {
        bio if bio.is_empty() => influencer.category.clone(),
        bio => bio,
    };
    let image = influencer.avatar_url.as_deref().map(absolute);
    let channels: Vec<&str> = influencer.channels.iter().map(|channel| channel.url.as_str()).collect();
    let person = json!({"@type": "Person", "name": influencer.display_name, "alternateName": influencer.username,
        "description": description, "image": image, "url": url, "knowsLanguage": influencer.languages, "sameAs": channels});
    let path = format!("/api/v1/influencers/{}", folded(&influencer.username));
    Head {
        title: format!("{} · {}", influencer.display_name, app.config.instance.name),
        description,
        url,
        image,
        language: influencer.languages.first().cloned(),
        json_ld: Some(json!({"@context": "https://schema.org", "@type": "ProfilePage", "mainEntity": person})),
        first_data: Some(json!({path: influencer})),
    }
}

fn of_sponsor(app: &App, page: &SponsorPage) -> Head {
    let sponsor = &page.sponsor;
    let absolute = |path: &str| format!("{}{path}", app.config.public_url());
    let url = absolute(&format!("/sponsors/{}", sponsor.username));
    let description = match markdown::summary(&sponsor.description, 200) {
        text if text.is_empty() => sponsor.industry.clone(),
        text => text,
    };
    let image = sponsor.logo_url.as_deref().map(absolute);
    let site = (!sponsor.website.is_empty()).then_some(sponsor.website.as_str());
    let path = format!("/api/v1/sponsors/{}", folded(&sponsor.username));
    Head {
        title: format!("{} · {}", sponsor.display_name, app.config.instance.name),
        json_ld: Some(json!({"@context": "https://schema.org", "@type": "Organization", "name": sponsor.display_name,
            "description": description, "logo": image, "url": url, "sameAs": site})),
        description,
        url,
        image,
        language: None,
        first_data: Some(json!({path: page})),
    }
}
