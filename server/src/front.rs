//! The heads of the public pages that are about nobody in particular: the landing page and the two lists.

use axum::http::Uri;
use axum::response::Response;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::app::App;
use crate::discovery;
use crate::error::{Error, Result};
use crate::http::Page;
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
pub async fn campaigns_page(app: App, address: Uri) -> Response {
    let mut head = list(&app, "Campaigns", "/campaigns", CAMPAIGNS);
    let question = "sort=newest&limit=24&count=true";
    if let (None, Ok(query)) = (address.query(), parsed(question)) {
        fill(
            &mut head,
            "/api/v1/campaigns",
            question,
            discovery::campaigns::page(&app, None, query).await,
            |campaign| (format!("/campaigns/{}", campaign.id), &campaign.title),
        );
    }
    spa::page(&head)
}

/// `GET /influencers`
pub async fn influencers_page(app: App, address: Uri) -> Response {
    let mut head = list(&app, "Influencers", "/influencers", INFLUENCERS);
    let question = "sort=relevance&limit=24&count=true";
    if let (None, Ok(query)) = (address.query(), parsed(question)) {
        let found = discovery::influencers::page(&app, None, query).await;
        fill(&mut head, "/api/v1/influencers", question, found, |influencer| {
            (format!("/influencers/{}", influencer.username), &influencer.display_name)
        });
    }
    spa::page(&head)
}

fn parsed<T: DeserializeOwned>(question: &str) -> Result<T> {
    serde_urlencoded::from_str(question).map_err(Error::internal)
}

/// Puts the first things of a list into its page: for the app, as the answer that it would ask for, and for machines.
/// Without them the page asks, as it does for what is filtered.
fn fill<T: Serialize>(
    head: &mut Head,
    path: &str,
    question: &str,
    found: Result<Page<T>>,
    link: impl Fn(&T) -> (String, &String),
) {
    let Ok(found) = found else { return };
    let root = head.url.strip_suffix(path.trim_start_matches("/api/v1")).unwrap_or_default().to_owned();
    let items = found.items.iter().enumerate().map(|(index, item)| {
        let (path, name) = link(item);
        json!({"@type": "ListItem", "position": index + 1, "url": format!("{root}{path}"), "name": name})
    });
    let items: Vec<_> = items.collect();
    if let Some(json_ld) = &mut head.json_ld {
        json_ld["mainEntity"] = json!({"@type": "ItemList", "itemListElement": items});
    }
    head.first_data = Some(json!({format!("{path}?{question}"): found}));
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
