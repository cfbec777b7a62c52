//! The monthly reports of many sponsors, written and mailed with their documents one after the other: how long it takes, and
//! how much memory. `cargo xtask bench reports`, with `--count` as many as you like.

use std::time::{Duration, Instant};

use domain::clock::Timestamp;
use tandem::app::App;
use tandem::mail::Enclosure;

use crate::common::{Measured, count_or, resident};

/// Sponsors in the database, each with two campaigns and twenty ad requests, half of them agreed.
const WORLD: &str = "
with recursive n(i) as (select 1 union all select i + 1 from n where i < SPONSORS)
insert into users (id, role, username, username_key, email, email_key, password_hash, display_name, status, locale, time_zone, created_at, updated_at)
select printf('01900000-0000-7000-8000-%012x', i), 'sponsor', 's' || i, 's' || i, 's' || i || '@example.com', 's' || i || '@example.com', '', 'Sponsor ' || i, 'active', 'en', 'UTC', 0, 0 from n;
insert into sponsor_profiles (user_id, updated_at) select id, 0 from users where role = 'sponsor';
insert into users (id, role, username, username_key, email, email_key, password_hash, display_name, status, locale, time_zone, created_at, updated_at)
values ('01900000-0000-7000-9000-000000000001', 'influencer', 'ada', 'ada', 'ada@example.com', 'ada@example.com', '', 'Ada', 'active', 'en', 'UTC', 0, 0);
insert into influencer_profiles (user_id, updated_at) values ('01900000-0000-7000-9000-000000000001', 0);
with k(j) as (values (1), (2))
insert into campaigns (id, sponsor_id, title, description, goals, start_date, end_date, time_zone, budget, currency, committed, visibility, disclosure, status, published_at, created_at, updated_at)
select substr(u.id, 1, 19) || 'a00' || j || substr(u.id, 24), u.id, 'Campaign ' || j, '', '', '2026-10-01', '2026-12-31', 'UTC', 1000000, 'EUR', 50000, 'public', '#ad', 'active', START, START, START
from users u, k where u.role = 'sponsor';
with recursive m(j) as (select 1 union all select j + 1 from m where j < 20)
insert into ad_requests (id, campaign_id, sponsor_id, influencer_id, direction, status, revision, payment, currency, closed_at, created_at, updated_at)
select substr(u.id, 1, 19) || printf('b%03x', j) || substr(u.id, 24), substr(u.id, 1, 19) || 'a00' || (1 + j % 2) || substr(u.id, 24), u.id, '01900000-0000-7000-9000-000000000001',
    'invitation', case when j % 4 < 2 then 'accepted' else 'rejected' end, 1, 5000, 'EUR', START + j * 200000000, START + j * 190000000, START
from users u, m where u.role = 'sponsor';
";

/// Measures them.
pub async fn measure() {
    let sponsors = count_or(10_000);
    let measured = Measured::at("2026-11-30T12:00:00Z").await;
    let app = &measured.app;
    let start = "2026-10-10T00:00:00Z".parse::<Timestamp>().expect("an instant").0.to_string();
    measured.fill(WORLD.replace("SPONSORS", &sponsors.to_string()).replace("START", &start)).await;
    let idle = resident("VmRSS");

    measured.app.clock.advance_ms(18 * 60 * 60 * 1000);
    let began = Instant::now();
    app.jobs.run_due(app).await.expect("a queue");
    let took = began.elapsed();
    let document = one_document(app).await;
    // Reports, notices, and mails with their documents, one after the other.
    println!("| database | sponsors | total | each | one document | memory before | at most |");
    println!("|---|---|---|---|---|---|---|");
    println!(
        "| {} | {sponsors} | {took:.1?} | {:.1?} | {document:.1?} | {idle} MiB | {} MiB |",
        measured.database,
        took / sponsors.max(1),
        resident("VmHWM"),
    );
    measured.end();
}

/// The median of fifty.
async fn one_document(app: &App) -> Duration {
    let report = serde_json::json!({"name": "", "content_type": "application/pdf",
        "source": {"report": {"sponsor": "01900000-0000-7000-8000-000000000001", "month": "2026-11"}}});
    let report: Enclosure = serde_json::from_value(report).expect("an enclosure");
    let mut all = Vec::new();
    for _ in 0..50 {
        let began = Instant::now();
        report.clone().load(app).await.expect("a document");
        all.push(began.elapsed());
    }
    all.sort();
    all[all.len() / 2]
}
