use std::collections::BTreeSet;

use db::testing;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::json;

use super::{cook, mailed, run_at};
use crate::support::TestApp;

/// People with an hour in a zone. New York and Casablanca go forward on 14 March 2027 and Berlin on the 28th, all over two
/// o'clock.
const PEOPLE: [(&str, &str, i64); 8] = [
    ("anna", "Europe/Berlin", 18),
    ("bert", "Europe/Berlin", 2),
    ("cleo", "America/New_York", 18),
    ("dave", "America/New_York", 2),
    ("ekta", "Asia/Kathmandu", 18),
    ("fadl", "Africa/Casablanca", 17),
    ("gina", "Pacific/Kiritimati", 8),
    ("hoku", "Pacific/Honolulu", 12),
];

#[derive(QueryableByName, PartialEq, Eq, PartialOrd, Ord)]
struct Reminded {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    day: String,
}

async fn rows(app: &TestApp) -> Vec<Reminded> {
    let all = "select username as name, day from daily_reminders join users on users.id = user_id";
    app.app.db.read(move |conn| Ok::<_, tandem::Error>(diesel::sql_query(all).load(conn)?)).await.unwrap()
}

#[tokio::test]
async fn a_month_with_two_changes_of_clocks_and_three_replicas_has_one_a_day_for_each() {
    for kind in testing::kinds() {
        let app = TestApp::start(kind, &[]).await;
        app.sponsor("acme").await.campaign(json!({"niches": ["food"], "end_date": "2027-12-31"})).await;
        for (name, zone, hour) in PEOPLE {
            let person = cook(&app, name).await;
            person.patch("/me", json!({"time_zone": zone})).await.expect(200);
            let wish = json!({"reminder_hour": hour, "groups": []});
            person.put("/me/notification-preferences", wish).await.expect(200);
        }
        run_at(&app, "2027-02-27T18:00:00Z").await;
        let replicas = [app.beside().await, app.beside().await];
        let mut reminded = BTreeSet::new();
        // Two looks a day find everybody after their hour and before their midnight; where clocks change there are more.
        for day in 0..34 {
            let looks: &[i64] = if [14, 28].contains(&day) { &[4, 4, 4, 4, 4, 4] } else { &[8, 16] };
            for hours in looks {
                app.app.clock.advance_ms(hours * 60 * 60 * 1000);
                tokio::join!(app.run_jobs(), replicas[0].run_jobs(), replicas[1].run_jobs());
            }
            // What is old is cleaned up, so it is looked more than once.
            if day % 11 == 0 {
                reminded.extend(rows(&app).await);
            }
        }
        for (name, ..) in PEOPLE {
            let all: Vec<_> = reminded.iter().filter(|one| one.name == name).map(|one| one.day.as_str()).collect();
            let march: Vec<_> = all.iter().copied().filter(|day| day.starts_with("2027-03-")).collect();
            let expected: Vec<_> = (1..=31).map(|day| format!("2027-03-{day:02}")).collect();
            assert_eq!(march, expected, "{kind:?} {name}");
            let mails: usize = [&app, &replicas[0], &replicas[1]].map(|one| mailed(one, name).len()).iter().sum();
            assert_eq!(mails, all.len(), "{kind:?} {name}");
        }
        assert!(app.app.jobs.pending().await.unwrap().is_empty());
    }
}
