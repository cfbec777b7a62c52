//! What no route can show: commitments and edits of a budget, many at once, on the statements themselves.

use db::testing::{self, Kind};
use db::{Db, Tx};
use domain::clock::{Clock, Timestamp};
use domain::ids::{CampaignId, UserId};
use domain::money::Money;
use domain::words::{AccountStatus, CampaignStatus, Role, Visibility};
use futures_util::future::join_all;

use super::{CampaignRow, store};
use crate::accounts::store::{self as accounts, NewUser};
use crate::db::Text;
use crate::error::{Error, Result};

const NOW: Timestamp = Timestamp(1_790_000_000_000);

fn eur(amount: i64) -> Money {
    Money::new(amount, "EUR".parse().unwrap())
}

fn fields(budget: Money) -> store::Fields {
    store::Fields {
        title: "Tea".into(),
        description: "Two reels".into(),
        goals: String::new(),
        niches: vec!["food".into()],
        start: NOW.day_in(&domain::clock::Zone::UTC),
        end: NOW.plus_days(30).day_in(&domain::clock::Zone::UTC),
        budget,
        visibility: Visibility::Public,
        requirements: domain::profile::Requirements::default(),
        disclosure: "#ad".into(),
    }
}

/// A database with one active campaign of that budget.
async fn campaign(kind: Kind, budget: i64) -> (testing::TestDb, CampaignId) {
    let database = testing::database(kind, crate::db::MIGRATIONS, Clock::at(NOW)).await;
    let sponsor = UserId::new(NOW);
    let new = NewUser {
        role: Role::Sponsor,
        username: "acme".into(),
        email: "acme@example.com".into(),
        password_hash: String::new(),
        display_name: "Acme".into(),
        locale: "en".into(),
        time_zone: "UTC".into(),
        terms_accepted: true,
        email_verified: true,
        status: AccountStatus::Active,
    };
    let make = move |tx: &mut Tx| {
        accounts::insert(tx, sponsor, &new)?;
        let draft = store::insert(tx, sponsor, "UTC", &fields(eur(budget)))?;
        store::set_status(tx, &draft, CampaignStatus::Active)
    };
    let id = database.db.write(make).await.unwrap().id.0;
    (database, id)
}

async fn commit(db: &Db, id: CampaignId, amount: i64) -> Result<()> {
    db.write(move |tx| {
        let row = store::find(tx.conn, id)?;
        store::commit_budget(tx, &row, eur(amount))
    })
    .await
}

async fn set_budget(db: &Db, id: CampaignId, amount: i64) -> Result<CampaignRow> {
    db.write(move |tx| {
        let row = store::take(tx, id)?;
        store::update(tx, &row, &fields(eur(amount)))
    })
    .await
}

fn code<T>(answer: Result<T>) -> &'static str {
    answer.map_or_else(|error| error.code(), |_| "ok")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_commitment_passes_an_edit_of_the_budget() {
    for kind in testing::kinds() {
        let (database, id) = campaign(kind, 1_000).await;
        let commits = (0..32).map(|_| commit(&database.db, id, 40));
        let edits = (0..32).map(|n| set_budget(&database.db, id, 600 + 50 * (n % 12)));
        let (commits, edits) = tokio::join!(join_all(commits), join_all(edits));
        let committed = commits.into_iter().map(code).inspect(|code| assert!(["ok", "budget_exceeded"].contains(code)));
        let committed = i64::try_from(committed.filter(|code| *code == "ok").count()).unwrap() * 40;
        assert!(edits.into_iter().map(code).all(|code| ["ok", "budget_below_committed"].contains(&code)), "{kind:?}");
        let row = database.db.read(move |conn| store::find(conn, id)).await.unwrap();
        assert_eq!(row.committed, committed, "{kind:?}");
        assert!(row.committed <= row.budget, "{kind:?}: {} of {}", row.committed, row.budget);
        assert_eq!(code(set_budget(&database.db, id, committed - 1).await), "budget_below_committed");
    }
}

#[tokio::test]
async fn what_was_read_before_a_pause_commits_nothing_after_it() {
    for kind in testing::kinds() {
        let (database, id) = campaign(kind, 1_000).await;
        let read = database.db.read(move |conn| store::find(conn, id)).await.unwrap();
        let active = read.clone();
        database.db.write(move |tx| store::set_status(tx, &active, CampaignStatus::Paused)).await.unwrap();
        let before = read.clone();
        let late = database.db.write(move |tx| store::commit_budget(tx, &before, eur(1))).await;
        assert_eq!(code(late), "conflict", "{kind:?}");
        let (before, mut nowhere) = (read.clone(), read.clone());
        let moved = database.db.write(move |tx| store::set_status(tx, &before, CampaignStatus::Cancelled)).await;
        assert_eq!(code(moved), "conflict", "{kind:?}");
        assert_eq!(code(database.db.write(move |tx| store::note_negotiation(tx, &read)).await), "conflict");
        nowhere.id = Text(CampaignId::new(NOW));
        let missing = database.db.write(move |tx| store::note_negotiation(tx, &nowhere)).await;
        assert!(matches!(missing, Err(Error::Database(diesel::result::Error::NotFound))));
    }
}
