//! The heads of the public pages that are about nobody in particular: the landing page and the two lists.

use axum::response::Response;
use serde_json::json;

use crate::app::App;
use crate::spa::{self, Head};

const LANDING: &str = "Sponsors and creators agree on terms that neither can change alone, and the fee is set aside \
                       before the work starts.";
const CAMPAIGNS: &str = "What sponsors are looking for now: open campaigns with their briefs, budgets and dates.";
const INFLUENCERS: &str = "People with an audience: their reach, their channels and their prices.";

/// `GET /`
pub async fn landing_page(app: App) -> Response {
    let name = &app.config.instance.name;
    let url = app.config.public_url();
    let json_ld = json!({"@context": "https://schema.org", "@type": "WebSite", "name": name, "description": LANDING,
        "url": url});
    let title = format!("{name} · Sponsorships that both sides can trust");
    spa::page(&Head { title, url: format!("{url}/"), json_ld: Some(json_ld), ..head(&app, LANDING) })
}

/// `GET /campaigns`
pub async fn campaigns_page(app: App) -> Response {
    spa::page(&list(&app, "Campaigns", "/campaigns", CAMPAIGNS))
}

/// `GET /influencers`
pub async fn influencers_page(app: App) -> Response {
    spa::page(&list(&app, "Influencers", "/influencers", INFLUENCERS))
}

/// Filters are no pages of their own: the address is that of the whole list.
fn list(app: &App, title: &str, path: &str, description: &str) -> Head {
    let url = format!("{}{path}", app.config.public_url());
    let json_ld = json!({"@context": "https://schema.org", "@type": "CollectionPage", "name": title,
        "description": description, "url": url});
    let title = format!("{title} · {}", app.config.instance.name);
    Head { title, url, json_ld: Some(json_ld), ..head(app, description) }
}

fn head(app: &App, description: &str) -> Head {
    Head {
        description: description.to_owned(),
        image: Some(format!("{}/icon-512.png", app.config.public_url())),
        language: Some("en".to_owned()),
        ..Head::default()
    }
}
