//! A small world in which everybody has something, and every operation of the interface's description that there is.

use std::collections::BTreeMap;

use diesel::RunQueryDsl;
use reqwest::Method;
use serde_json::{Value, json};

use super::things::{PNG, path};
use super::{Answer, Client, TestApp};

/// One operation of the description.
#[derive(Clone, Debug)]
pub struct Operation {
    pub id: String,
    pub method: Method,
    pub path: String,
    pub described: Value,
}

impl Operation {
    /// The schema of the JSON that it takes, if it takes any.
    pub fn json_schema(&self) -> Option<&Value> {
        self.described["requestBody"]["content"]["application/json"].get("schema")
    }

    /// Whether it takes a file.
    pub fn takes_file(&self) -> bool {
        self.described["requestBody"]["content"].get("multipart/form-data").is_some()
    }

    /// The names of its query parameters.
    pub fn query(&self) -> Vec<&str> {
        let all = self.described["parameters"].as_array().into_iter().flatten();
        all.filter(|one| one["in"] == "query").map(|one| one["name"].as_str().unwrap()).collect()
    }
}

/// All operations, in an order in which none takes from a later one what that needs.
pub fn operations() -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, methods) in tandem::openapi::json()["paths"].as_object().unwrap() {
        for (method, described) in methods.as_object().unwrap() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let id = described["operationId"].as_str().unwrap().to_owned();
            all.push(Operation { id, method, path: path.clone(), described: described.clone() });
        }
    }
    all.sort_by_key(|one| (one.id == "logout", one.id == "delete_sessions", one.method == Method::DELETE));
    all
}

/// The month that sponsors have a report of.
const REPORTED: &str = "2026-10";

/// A report on a month in which nothing happened.
async fn report(app: &TestApp, sponsor: &str) {
    let none = json!({"value": 0, "before": 0, "change_percent": null});
    let requests = ["sent", "received", "accepted", "rejected", "withdrawn", "expired", "pending"];
    let requests: BTreeMap<_, _> = requests.into_iter().map(|name| (name, &none)).collect();
    let figures = json!({
        "month": REPORTED, "time_zone": "UTC",
        "sponsor": {"id": sponsor, "display_name": "Acme", "logo_url": null},
        "campaigns": {"running": none, "started": none, "ended": none}, "ad_requests": requests,
        "ads": {"agreed": none, "done": 0, "total": 0}, "money": [], "campaign_rows": [], "top_influencers": []
    });
    let row = format!("insert into reports values ('{sponsor}', '{REPORTED}', '{figures}', 0)");
    let insert = app.app.db.write(move |tx| Ok::<_, tandem::Error>(diesel::sql_query(&row).execute(tx.conn)?));
    assert_eq!(insert.await.unwrap(), 1);
}

/// An invoice of that influencer's to that sponsor; answers its id.
async fn invoice(app: &TestApp, sponsor: &Client, influencer: &Client, work: &Value) -> String {
    let (id, part) = (work["id"].as_str().unwrap(), work["deliverables"][0]["id"].as_str().unwrap());
    let subject = json!({"campaign_id": work["campaign"]["id"], "campaign": "Tea", "kind": "reel", "platform": "x", "share": 1, "released": 1});
    let party = json!({"legal_name": "Somebody"});
    let row = format!(
        "insert into invoices values ('{part}', 'work', '{1}', 1, '{1}', '{0}', '{id}', '{part}', 1, 'EUR', '{party}', '{party}', '{subject}', 0)",
        sponsor.id, influencer.id
    );
    let insert = app.app.db.write(move |tx| Ok::<_, tandem::Error>(diesel::sql_query(&row).execute(tx.conn)?));
    assert_eq!(insert.await.unwrap(), 1);
    part.to_owned()
}

/// An address of that sponsor's that is switched off, so that nobody is called, and something that it would have been told.
async fn webhook(sponsor: &Client) -> (String, String) {
    let endpoint = sponsor.post("/webhook-endpoints", json!({"url": "https://1.1.1.1/hook"})).await.expect(201);
    let path = format!("/webhook-endpoints/{}", endpoint["id"].as_str().unwrap());
    let delivery = sponsor.act(&format!("{path}/test")).await.expect(200);
    sponsor.patch(&path, json!({"enabled": false})).await.expect(200);
    (endpoint["id"].as_str().unwrap().to_owned(), delivery["id"].as_str().unwrap().to_owned())
}

/// The things of one pair of a sponsor and an influencer.
pub struct Things {
    sponsor: Client,
    influencer: Client,
    campaign: String,
    private: String,
    ad_request: String,
    conversation: String,
    collaboration: String,
    deliverable: String,
    agreement: String,
    attachment: String,
    blocked: String,
    key: String,
    old_key: String,
    session: String,
    channel: String,
    leave: String,
    job: String,
    export: String,
    deposit: String,
    invoice: String,
    mail: String,
    flag: String,
    report: String,
    webhook: String,
    delivery: String,
}

/// Callers by name, and what there is for them.
pub struct World {
    callers: BTreeMap<&'static str, Client>,
    own: Things,
    flagged: Things,
}

/// Everybody who calls: nobody in particular, a suspended person with an old token, an admin, strangers of either role,
/// a sponsor who waits and one who was refused, the owners of things, flagged owners of others, and a key of the sponsor's
/// that is good for conversions alone.
pub const CALLERS: [&str; 12] =
    ["anon", "susp", "admin", "spon", "infl", "pend", "rej", "osp", "oin", "fosp", "foin", "key"];

impl World {
    pub async fn of(app: &TestApp) -> Self {
        let admin = app.admin().await;
        let moderate = async |who: &Client, how: &str| {
            let body = json!({"reason": "A test."});
            admin.post(&format!("/admin/users/{}/{how}", who.id), body).await.expect(200);
        };
        admin.post("/admin/niches", json!({"slug": "of-the-world", "name": "Of the world"})).await.expect(201);
        let mut own = Things::of(app, "osp", "oin").await;
        let mut flagged = Things::of(app, "fosp", "foin").await;
        moderate(&flagged.sponsor, "flag").await;
        moderate(&flagged.influencer, "flag").await;
        let flags = admin.get("/admin/flags").await.expect(200);
        for things in [&mut own, &mut flagged] {
            flags["items"][0]["id"].as_str().unwrap().clone_into(&mut things.flag);
        }
        let (susp, rej) = (app.influencer("susp").await, app.pending_sponsor("rej").await);
        moderate(&susp, "suspend").await;
        moderate(&rej, "reject").await;
        let callers = BTreeMap::from([
            ("anon", app.anonymous()),
            ("susp", susp),
            ("spon", app.sponsor("spon").await),
            ("infl", app.influencer("infl").await),
            ("pend", app.pending_sponsor("pend").await),
            ("rej", rej),
            ("osp", own.sponsor.clone()),
            ("oin", own.influencer.clone()),
            ("fosp", flagged.sponsor.clone()),
            ("foin", flagged.influencer.clone()),
            ("admin", admin),
            ("key", own.sponsor.with_token(&own.key)),
        ]);
        Self { callers, own, flagged }
    }

    pub fn caller(&self, name: &str) -> &Client {
        &self.callers[name]
    }

    /// The path of an operation with the things in it that this caller is tried with.
    pub fn path(&self, operation: &Operation, caller: &str, private: bool) -> String {
        let things = if caller.starts_with('f') { &self.flagged } else { &self.own };
        things.path(&operation.path, private)
    }

    /// Calls an operation with a body that nothing takes, so that whoever is let in changes nothing.
    pub async fn call(&self, operation: &Operation, caller: &str, private: bool) -> Answer {
        let client = self.caller(caller);
        let request = client.request(operation.method.clone(), &self.path(operation, caller, private));
        let has_body = operation.described.get("requestBody").is_some();
        client.send(if has_body { request.json(&json!({"__": 1})) } else { request }).await
    }
}

impl Things {
    async fn of(app: &TestApp, sponsor: &str, influencer: &str) -> Self {
        let (sponsor, influencer) = (app.sponsor(sponsor).await, app.influencer(influencer).await);
        let id = |thing: &Value| thing["id"].as_str().unwrap().to_owned();
        let campaign = sponsor.campaign(json!({})).await;
        let private = sponsor.campaign(json!({"visibility": "private"})).await;
        let ad_request = sponsor.invite(&campaign, &influencer, 100).await;
        sponsor.invite(&private, &influencer, 100).await;
        let hello = json!({"user_id": influencer.id, "message": "Hello"});
        let conversation = id(&sponsor.post("/conversations", hello).await.expect(201));
        let read = format!("/conversations/{conversation}/read");
        influencer.post(&read, json!({"up_to": 1})).await.expect(200);
        let agreed = sponsor.campaign(json!({})).await;
        let accepted = path(&influencer.apply(&agreed, 100).await, "/accept");
        let accepted = sponsor.post(&accepted, json!({"revision": 1})).await.expect(200);
        let work = format!("/collaborations/{}", accepted["collaboration_id"].as_str().unwrap());
        let amount = json!({"amount": 100, "currency": "EUR"});
        let deposit = json!({"amount": amount, "payment_method": "4242424242424242"});
        sponsor.post("/wallet/deposits", deposit).await.expect(201);
        sponsor.act(&format!("{work}/fund")).await.expect(200);
        let parts = sponsor.get(&work).await.expect(200);
        let attachment = id(&influencer.upload("still.png", PNG).await.expect(201));
        let handed = json!({"caption": "A week with it. #ad", "attachments": [attachment]});
        let submit = format!("{work}/deliverables/{}/submit", id(&parts["deliverables"][0]));
        influencer.post(&submit, handed).await.expect(200);
        sponsor.post(&format!("{work}/dispute"), json!({"reason": "It is late."})).await.expect(200);
        let work = sponsor.get(&work).await.expect(200);
        let channel = json!({"platform": "instagram", "handle": "me", "url": "https://instagram.com/me", "followers": 10, "average_views": 5, "engagement_rate": 1.5});
        let channel = influencer.post("/me/channels", channel).await.expect(201);
        report(app, &sponsor.id).await;
        app.log_in(&sponsor.name).await;
        let export = sponsor.post("/exports", json!({"kind": "campaigns"})).await.expect(202);
        let deposit =
            json!({"amount": {"amount": 100, "currency": "EUR"}, "payment_method": "pm_card_authenticationRequired"});
        let deposit = sponsor.post("/wallet/deposits", deposit).await.expect(201);
        let jobs = app.admin().await.get("/admin/jobs").await.expect(200);
        let sessions = sponsor.get("/auth/sessions").await.expect(200);
        let other = sessions["items"].as_array().unwrap().iter().find(|one| one["current"] == false).unwrap();
        let blocked = app.influencer(&format!("no-{}", influencer.name)).await.id;
        sponsor.act(&format!("/blocks/{blocked}")).await.expect(204);
        let reported = json!({"subject_type": "profile", "subject_id": influencer.id, "reason": "spam"});
        let new_key = json!({"name": "Shop", "scopes": ["conversions"]});
        let old_key = sponsor.post("/api-keys", new_key.clone()).await.expect(201);
        let key = sponsor.post("/api-keys", new_key).await.expect(201);
        let (webhook, delivery) = webhook(&sponsor).await;
        app.run_jobs().await;
        Self {
            blocked,
            key: key["token"].as_str().unwrap().to_owned(),
            old_key: id(&old_key),
            webhook,
            delivery,
            leave: app.mailed("/unsubscribe#token="),
            mail: app.mail_ids().remove(0),
            flag: String::new(),
            report: id(&sponsor.post("/abuse-reports", reported).await.expect(201)),
            campaign,
            private,
            ad_request: id(&ad_request),
            conversation,
            deliverable: id(&work["deliverables"][0]),
            agreement: work["agreement_code"].as_str().unwrap().to_owned(),
            attachment,
            collaboration: id(&work),
            session: id(other),
            job: id(&jobs["items"][0]),
            channel: id(&channel),
            export: id(&export),
            deposit: id(&deposit),
            invoice: invoice(app, &sponsor, &influencer, &work).await,
            sponsor,
            influencer,
        }
    }

    fn path(&self, template: &str, private: bool) -> String {
        let id = match template.trim_start_matches('/').split('/').collect::<Vec<_>>()[..] {
            ["auth", "sessions", ..] => &self.session,
            ["admin", "jobs", "schedules", ..] => "clean-up",
            ["admin", "jobs", ..] => &self.job,
            ["admin", "users", ..] => &self.sponsor.id,
            ["admin", "campaigns", ..] => &self.campaign,
            ["admin", "outbox", ..] => &self.mail,
            ["admin", "flags", ..] => &self.flag,
            ["admin", "abuse-reports", ..] => &self.report,
            ["campaigns", ..] => {
                if private {
                    &self.private
                } else {
                    &self.campaign
                }
            }
            ["ad-requests", ..] => &self.ad_request,
            ["conversations", ..] => &self.conversation,
            ["agreements", ..] => &self.agreement,
            ["api-keys", ..] => &self.old_key,
            ["blocks", ..] => &self.blocked,
            ["attachments", ..] => &self.attachment,
            ["collaborations", ..] | ["admin", "disputes", ..] => &self.collaboration,
            ["me", "channels", ..] => &self.channel,
            ["influencers", ..] => &self.influencer.name,
            ["sponsors", ..] => &self.sponsor.name,
            ["reports" | "statements", ..] => REPORTED,
            ["invoices", ..] => &self.invoice,
            ["exports", ..] => &self.export,
            ["wallet", ..] => &self.deposit,
            ["unsubscribe", ..] => &self.leave,
            ["webhook-endpoints", ..] => &self.webhook,
            _ => "of-the-world",
        };
        let slot = template.split(['{', '}']).nth(1).map(|name| format!("{{{name}}}"));
        let path = slot.map_or_else(|| template.to_owned(), |slot| template.replace(&slot, id));
        let path = path.replace("{did}", &self.deliverable).replace("{delivery}", &self.delivery);
        assert!(!path.contains('{'), "the world has nothing for {template}");
        path
    }
}
