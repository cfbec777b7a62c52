//! What the database promises, on SQLite and on PostgreSQL.

#![expect(
    clippy::manual_assert,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use db::testing::{Kind, TestDb, database, kinds};
use db::{Conn, Db, MigrateError, Migration, OpenError, Options, Tx, insert_or_ignore, upsert};
use diesel::prelude::*;
use diesel::result::Error;
use domain::clock::{Clock, Timestamp};

const SCHEMA: &str = "create table wallets (id text primary key, left_over bigint not null)";

const MIGRATIONS: &[Migration] = &[Migration {
    name: "0001_wallets",
    needs: 0,
    sqlite: SCHEMA,
    postgres: SCHEMA,
}];

diesel::table! {
    wallets (id) {
        id -> Text,
        left_over -> BigInt,
    }
}

async fn fresh(kind: Kind) -> TestDb {
    database(kind, MIGRATIONS, Clock::system()).await
}

fn fill(tx: &mut Tx<'_>, id: &str, amount: i64) -> Result<usize, Error> {
    diesel::insert_into(wallets::table)
        .values((wallets::id.eq(id), wallets::left_over.eq(amount)))
        .execute(tx.conn)
}

fn left(conn: &mut Conn, id: &str) -> Result<i64, Error> {
    wallets::table
        .find(id)
        .select(wallets::left_over)
        .first(conn)
}

async fn read_left(db: &Db, id: &'static str) -> i64 {
    db.read(move |conn| left(conn, id)).await.unwrap()
}

#[tokio::test]
async fn a_write_is_there_for_the_next_read() {
    for kind in kinds() {
        let test = database(kind, MIGRATIONS, Clock::at(Timestamp(7))).await;
        let now = test
            .db
            .write(|tx| fill(tx, "a", 5).map(|_| tx.now))
            .await
            .unwrap();
        assert_eq!(now, Timestamp(7));
        assert_eq!(read_left(&test.db, "a").await, 5, "{kind:?}");
    }
}

#[tokio::test]
async fn reading_cannot_write_on_sqlite() {
    let test = fresh(Kind::Sqlite).await;
    let wrote = test
        .db
        .read(|conn| diesel::delete(wallets::table).execute(conn))
        .await;
    assert!(wrote.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_write_of_a_group_succeeds_or_fails_alone() {
    for kind in kinds() {
        let test = fresh(kind).await;
        let writes: Vec<_> = (0..60)
            .map(|n| {
                let db = test.db.clone();
                tokio::spawn(async move {
                    db.write(move |tx| {
                        fill(tx, &format!("w{n}"), n)?;
                        match n % 3 {
                            0 => Ok(()),
                            1 => Err(Error::NotFound),
                            _ => panic!("on purpose"),
                        }
                    })
                    .await
                })
            })
            .collect();
        for (n, write) in writes.into_iter().enumerate() {
            match (n % 3, write.await) {
                (0, Ok(Ok(()))) | (1, Ok(Err(Error::NotFound))) => {}
                (2, Err(death)) => assert!(death.is_panic()),
                (_, other) => panic!("{kind:?} {n}: {other:?}"),
            }
        }
        let kept: Vec<i64> = test
            .db
            .read(|conn| wallets::table.select(wallets::left_over).load(conn))
            .await
            .unwrap();
        assert_eq!(kept.len(), 20, "{kind:?}");
        assert!(kept.iter().all(|n| n % 3 == 0), "{kind:?}: {kept:?}");
    }
}

#[tokio::test]
async fn a_panic_inside_a_savepoint_undoes_the_whole_write() {
    for kind in kinds() {
        let test = fresh(kind).await;
        let db = test.db.clone();
        let died = tokio::spawn(async move {
            db.write(|tx| {
                fill(tx, "outer", 1)?;
                tx.savepoint(|tx| {
                    fill(tx, "inner", 1)?;
                    if tx.now > Timestamp(0) {
                        panic!("on purpose");
                    }
                    Ok::<_, Error>(())
                })
            })
            .await
        })
        .await;
        assert!(died.unwrap_err().is_panic());
        test.db.write(|tx| fill(tx, "next", 1)).await.unwrap();
        let ids: Vec<String> = test
            .db
            .read(|conn| wallets::table.select(wallets::id).load(conn))
            .await
            .unwrap();
        assert_eq!(ids, ["next"], "{kind:?}");
    }
}

#[tokio::test]
async fn a_savepoint_fails_alone() {
    for kind in kinds() {
        let test = fresh(kind).await;
        let told = listen(&test.db);
        test.db
            .write(|tx| {
                fill(tx, "a", 1)?;
                tx.announce("kept");
                let again = tx.savepoint(|tx| {
                    tx.announce("undone");
                    fill(tx, "b", 1)?;
                    fill(tx, "a", 2)
                });
                assert!(again.is_err_and(|error| db::is_unique_violation(&error)));
                tx.savepoint(|tx| {
                    tx.announce("kept");
                    tx.announce("kept too");
                    fill(tx, "c", 3)
                })
            })
            .await
            .unwrap();
        let ids: Vec<String> = test
            .db
            .read(|conn| {
                wallets::table
                    .select(wallets::id)
                    .order(wallets::id)
                    .load(conn)
            })
            .await
            .unwrap();
        assert_eq!(ids, ["a", "c"], "{kind:?}");
        assert_eq!(*told.lock().unwrap(), ["kept", "kept too"], "{kind:?}");
    }
}

fn listen(db: &Db) -> Arc<Mutex<Vec<String>>> {
    let told = Arc::new(Mutex::new(Vec::new()));
    let to = told.clone();
    assert!(db.on_commit(move |topics| {
        let to = to.clone();
        Box::pin(async move {
            let topics = topics.into_iter().map(std::borrow::Cow::into_owned);
            to.lock().unwrap().extend(topics);
        })
    }));
    told
}

#[tokio::test]
async fn topics_are_told_before_the_answer_and_dropped_on_rollback() {
    for kind in kinds() {
        let test = fresh(kind).await;
        let told = listen(&test.db);
        let refused = test
            .db
            .write(|tx| {
                tx.announce("never");
                Err::<(), _>(Error::NotFound)
            })
            .await;
        assert!(refused.is_err());
        assert!(told.lock().unwrap().is_empty(), "{kind:?}");
        test.db
            .write(|tx| {
                tx.announce("jobs");
                tx.announce(format!("campaign:{}", 7));
                tx.announce("jobs");
                fill(tx, "a", 1)
            })
            .await
            .unwrap();
        assert_eq!(*told.lock().unwrap(), ["jobs", "campaign:7"], "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_spending_never_overspends() {
    for kind in kinds() {
        let test = fresh(kind).await;
        test.db.write(|tx| fill(tx, "budget", 10)).await.unwrap();
        let spenders: Vec<_> = (0..64)
            .map(|n| {
                let db = test.db.clone();
                tokio::spawn(async move {
                    db.write(move |tx| {
                        // Half of them by a conditional update, half by reading first: both must hold.
                        if n % 2 == 0 {
                            return diesel::update(
                                wallets::table
                                    .find("budget")
                                    .filter(wallets::left_over.ge(1)),
                            )
                            .set(wallets::left_over.eq(wallets::left_over - 1))
                            .execute(tx.conn);
                        }
                        let before = left(tx.conn, "budget")?;
                        if before < 1 {
                            return Ok(0);
                        }
                        diesel::update(wallets::table.find("budget"))
                            .set(wallets::left_over.eq(before - 1))
                            .execute(tx.conn)
                    })
                    .await
                })
            })
            .collect();
        let mut spent = 0;
        for spender in spenders {
            spent += spender.await.unwrap().unwrap();
        }
        assert_eq!(spent, 10, "{kind:?}");
        assert_eq!(read_left(&test.db, "budget").await, 0, "{kind:?}");
    }
}

#[tokio::test]
async fn a_dropped_caller_does_not_keep_what_was_committed_from_being_told() {
    for kind in kinds() {
        let test = fresh(kind).await;
        let (tell, mut heard) = tokio::sync::mpsc::unbounded_channel();
        test.db.on_commit(move |topics| {
            let tell = tell.clone();
            Box::pin(async move { tell.send(topics).unwrap() })
        });
        let mut write = Box::pin(test.db.write(|tx| {
            tx.announce("told");
            fill(tx, "a", 1)
        }));
        // Polled once, so that it is sent, and then dropped as the task of a client that hung up.
        let first = std::future::poll_fn(|context| {
            std::task::Poll::Ready(write.as_mut().poll(context).is_pending())
        });
        assert!(first.await);
        drop(write);
        assert_eq!(heard.recv().await.unwrap(), ["told"], "{kind:?}");
    }
}

#[tokio::test]
async fn insert_or_ignore_and_upsert_are_one_text() {
    for kind in kinds() {
        let test = fresh(kind).await;
        let counts = test
            .db
            .write(|tx| {
                let row = |amount: i64| {
                    diesel::insert_into(wallets::table)
                        .values((wallets::id.eq("a"), wallets::left_over.eq(amount)))
                };
                let first = insert_or_ignore(row(1)).execute(tx.conn)?;
                let second = insert_or_ignore(row(2)).execute(tx.conn)?;
                upsert(
                    row(3),
                    "id",
                    "left_over = wallets.left_over + excluded.left_over",
                )
                .execute(tx.conn)?;
                Ok::<_, Error>((first, second))
            })
            .await
            .unwrap();
        assert_eq!(counts, (1, 0), "{kind:?}");
        assert_eq!(read_left(&test.db, "a").await, 4, "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_commit_fails_every_caller_of_its_group() {
    // A deferred constraint is looked at by the COMMIT only.
    const DEFERRED: &[Migration] = &[Migration {
        name: "0001_deferred",
        needs: 0,
        sqlite: "create table wallets (id text primary key, left_over bigint not null); \
                 create table notes (wallet text references wallets deferrable initially deferred)",
        postgres: "",
    }];
    let test = database(Kind::Sqlite, DEFERRED, Clock::system()).await;
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let gate = Mutex::new(gate);
    let (started, mut running) = tokio::sync::mpsc::unbounded_channel();
    let db = test.db.clone();
    let first = tokio::spawn(async move {
        db.write(move |tx| {
            started.send(()).unwrap();
            gate.lock().unwrap().recv().unwrap();
            fill(tx, "a", 1)
        })
        .await
    });
    running.recv().await.unwrap();
    let mut second =
        Box::pin(test.db.write(|tx| {
            diesel::sql_query("insert into notes values ('nowhere')").execute(tx.conn)
        }));
    std::future::poll_fn(|context| {
        assert!(second.as_mut().poll(context).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
    open.send(()).unwrap();
    assert!(second.await.is_err());
    assert!(first.await.unwrap().is_err());
    test.db.write(|tx| fill(tx, "a", 2)).await.unwrap();
    assert_eq!(read_left(&test.db, "a").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_refuses_instead_of_growing() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        queue: 1,
        readers: 1,
        ..Options::new(format!("sqlite:{}/a.db", folder.path().display()))
    };
    let db = Db::open(options, Clock::system()).unwrap();
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let gate = Mutex::new(gate);
    let (started, mut running) = tokio::sync::mpsc::unbounded_channel();
    let held = tokio::spawn({
        let db = db.clone();
        async move {
            db.read(move |_| {
                started.send(()).unwrap();
                gate.lock().unwrap().recv().unwrap();
                Ok::<_, Error>(())
            })
            .await
        }
    });
    running.recv().await.unwrap();
    let mut waits = Box::pin(db.read(|_| Ok::<_, Error>(())));
    std::future::poll_fn(|context| {
        assert!(waits.as_mut().poll(context).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
    let refused = db.read(|_| Ok::<_, Error>(())).await;
    assert!(refused.is_err());
    open.send(()).unwrap();
    held.await.unwrap().unwrap();
    waits.await.unwrap();
}

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
        Migration {
            name: "0003_less",
            needs: 2,
            sqlite: "drop table more",
            postgres: "drop table more",
        },
    ];
    for kind in kinds() {
        let test = database(kind, NEWER, Clock::system()).await;
        assert!(test.db.migrate(MIGRATIONS).await.unwrap().is_empty());
        test.db.migrate(BREAKING).await.unwrap();
        assert!(test.db.migrate(NEWER).await.unwrap().is_empty());
        let refused = test.db.migrate(MIGRATIONS).await;
        assert!(
            matches!(refused, Err(MigrateError::TooNew { needs: 2, known: 1 })),
            "{kind:?}: {refused:?}"
        );
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
        assert!(matches!(
            failed,
            MigrateError::Step {
                name: "0002_broken",
                ..
            }
        ));
        assert_eq!(test.db.migrate(MIGRATIONS).await.unwrap(), ["0001_wallets"]);
    }
}

#[test]
fn what_cannot_be_opened_is_told_in_words() {
    let open = |url: &str| match Db::open(Options::new(url), Clock::system()) {
        Ok(_) => panic!("{url} opened"),
        Err(error) => error,
    };
    assert!(matches!(
        open("sqlite:/proc/none/a.db"),
        OpenError::Folder { .. }
    ));
    let folder = tempfile::tempdir().unwrap();
    let is_folder = open(&format!("sqlite:{}", folder.path().display()));
    assert!(matches!(is_folder, OpenError::File { .. }), "{is_folder}");
    let server = open("postgres://me:s3cret@127.0.0.1:1/none");
    assert!(matches!(server, OpenError::Server(_)));
    assert!(!server.to_string().contains("s3cret"), "{server}");
}

/// Counts runs in spite of the rule, to see that a closure is run again.
fn runs() -> (Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let runs = Arc::new(AtomicUsize::new(0));
    (runs.clone(), runs)
}

async fn only_on_postgres() -> Option<TestDb> {
    if !kinds().contains(&Kind::Postgres) {
        return None;
    }
    Some(fresh(Kind::Postgres).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadlock_is_run_again() {
    let Some(test) = only_on_postgres().await else {
        return;
    };
    test.db
        .write(|tx| fill(tx, "a", 0).and_then(|_| fill(tx, "b", 0)))
        .await
        .unwrap();
    let (count, seen) = runs();
    let barrier = Arc::new(std::sync::Barrier::new(2));
    let tasks: Vec<_> = [("a", "b"), ("b", "a")]
        .into_iter()
        .map(|(first, second)| {
            let (db, count, barrier) = (test.db.clone(), count.clone(), barrier.clone());
            tokio::spawn(async move {
                db.write(move |tx| {
                    let add = |conn: &mut Conn, id: &str| {
                        diesel::update(wallets::table.find(id))
                            .set(wallets::left_over.eq(wallets::left_over + 1))
                            .execute(conn)
                    };
                    add(tx.conn, first)?;
                    if count.fetch_add(1, Ordering::SeqCst) < 2 {
                        barrier.wait();
                    }
                    add(tx.conn, second)
                })
                .await
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert!(seen.load(Ordering::SeqCst) > 2);
    assert_eq!(read_left(&test.db, "a").await, 2);
    assert_eq!(read_left(&test.db, "b").await, 2);
}

#[tokio::test]
async fn a_lost_connection_is_found_again() {
    let Some(test) = only_on_postgres().await else {
        return;
    };
    let killer = Db::open(Options::new(&test.url), Clock::system()).unwrap();
    for round in 0..3 {
        killer
            .write(|tx| {
                diesel::sql_query(
                    "select pg_terminate_backend(pid) from pg_stat_activity \
                     where datname = current_database() and pid <> pg_backend_pid()",
                )
                .execute(tx.conn)
            })
            .await
            .unwrap();
        let id = format!("w{round}");
        test.db.write(move |tx| fill(tx, &id, round)).await.unwrap();
        test.db
            .read(|conn| wallets::table.count().get_result::<i64>(conn))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_connection_lost_inside_a_closure_is_run_again_once_it_is_back() {
    let Some(test) = only_on_postgres().await else {
        return;
    };
    let (count, seen) = runs();
    test.db
        .write(move |tx| {
            fill(tx, "a", 1)?;
            if count.fetch_add(1, Ordering::SeqCst) == 0 {
                diesel::sql_query("select pg_terminate_backend(pg_backend_pid())")
                    .execute(tx.conn)?;
            }
            fill(tx, "b", 1)
        })
        .await
        .unwrap();
    assert_eq!(seen.load(Ordering::SeqCst), 2);
    assert_eq!(read_left(&test.db, "a").await, 1);
}

#[tokio::test]
async fn a_swallowed_error_is_not_taken_for_a_commit() {
    let Some(test) = only_on_postgres().await else {
        return;
    };
    let swallowed = test
        .db
        .write(|tx| {
            fill(tx, "a", 1)?;
            // The second insert aborts the transaction on PostgreSQL.
            let _ = fill(tx, "a", 1);
            Ok::<_, Error>(())
        })
        .await;
    assert!(swallowed.is_err());
    test.db.write(|tx| fill(tx, "a", 1)).await.unwrap();
}
