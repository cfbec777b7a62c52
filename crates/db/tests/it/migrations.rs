//! Schemas that change while programs run.

use db::testing::{database, kinds};
use db::{Db, MigrateError, Migration, Options};
use domain::clock::Clock;

use crate::MIGRATIONS;

#[tokio::test(flavor = "multi_thread")]
async fn migrations_apply_once_however_many_start() {
    for kind in kinds() {
        let test = database(kind, &[], Clock::system()).await;
        let starts: Vec<_> = (0..6)
            .map(|_| {
                let db = Db::open(Options::new(&test.url), Clock::system()).unwrap();
                tokio::spawn(async move { db.migrate(MIGRATIONS).await })
            })
            .collect();
        let mut applied = Vec::new();
        for start in starts {
            applied.extend(start.await.unwrap().unwrap());
        }
        assert_eq!(applied, ["0001_wallets"], "{kind:?}");
        let missing = test.db.missing_migrations(MIGRATIONS).await.unwrap();
        assert!(missing.is_empty(), "{kind:?}");
    }
}

#[tokio::test]
async fn an_older_program_runs_on_a_newer_schema_unless_a_step_forbids_it() {
    const STEP: Migration = Migration {
        name: "0002_more",
        needs: 0,
        sqlite: "create table more (id text primary key)",
        postgres: "create table more (id text primary key)",
    };
    const NEWER: &[Migration] = &[MIGRATIONS[0], STEP];
    const BREAKING: &[Migration] = &[
        MIGRATIONS[0],
        STEP,
        Migration { name: "0003_less", needs: 2, sqlite: "drop table more", postgres: "drop table more" },
    ];
    for kind in kinds() {
        let test = database(kind, NEWER, Clock::system()).await;
        assert!(test.db.migrate(MIGRATIONS).await.unwrap().is_empty());
        test.db.migrate(BREAKING).await.unwrap();
        assert!(test.db.migrate(NEWER).await.unwrap().is_empty());
        let refused = test.db.migrate(MIGRATIONS).await;
        assert!(matches!(refused, Err(MigrateError::TooNew { needs: 2, known: 1 })), "{kind:?}: {refused:?}");
    }
}

#[tokio::test]
async fn a_failing_step_leaves_nothing_behind() {
    const BROKEN: &[Migration] = &[
        MIGRATIONS[0],
        Migration {
            name: "0002_broken",
            needs: 0,
            sqlite: "create table half (id text); create tabel x",
            postgres: "create table half (id text); create tabel x",
        },
    ];
    for kind in kinds() {
        let test = database(kind, &[], Clock::system()).await;
        let failed = test.db.migrate(BROKEN).await.unwrap_err();
        assert!(matches!(failed, MigrateError::Step { name: "0002_broken", .. }));
        assert_eq!(test.db.migrate(MIGRATIONS).await.unwrap(), ["0001_wallets"]);
    }
}
