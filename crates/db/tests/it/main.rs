//! What the database promises, on SQLite and on PostgreSQL.

#![expect(missing_docs, reason = "diesel makes items without a word")]
#![expect(clippy::manual_assert, clippy::unwrap_used, reason = "tests fail by panicking")]

mod embedded;
mod migrations;
mod postgres;

use std::sync::{Arc, Mutex};

use db::testing::{Kind, TestDb, database, kinds};
use db::{Conn, Db, Migration, Tx, insert_or_ignore, upsert};
use diesel::prelude::*;
use diesel::result::Error;
use domain::clock::{Clock, Timestamp};

const SCHEMA: &str = "create table wallets (id text primary key, left_over bigint not null)";

const MIGRATIONS: &[Migration] = &[Migration { name: "0001_wallets", needs: 0, sqlite: SCHEMA, postgres: SCHEMA }];

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
    diesel::insert_into(wallets::table).values((wallets::id.eq(id), wallets::left_over.eq(amount))).execute(tx.conn)
}

fn left(conn: &mut Conn, id: &str) -> Result<i64, Error> {
    wallets::table.find(id).select(wallets::left_over).first(conn)
}

async fn read_left(db: &Db, id: &'static str) -> i64 {
    db.read(move |conn| left(conn, id)).await.unwrap()
}

#[tokio::test]
async fn a_write_is_there_for_the_next_read() {
    for kind in kinds() {
        let test = database(kind, MIGRATIONS, Clock::at(Timestamp(7))).await;
        let now = test.db.write(|tx| fill(tx, "a", 5).map(|_| tx.now)).await.unwrap();
        assert_eq!(now, Timestamp(7));
        assert_eq!(read_left(&test.db, "a").await, 5, "{kind:?}");
    }
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
        let kept: Vec<i64> = test.db.read(|conn| wallets::table.select(wallets::left_over).load(conn)).await.unwrap();
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
        let ids: Vec<String> = test.db.read(|conn| wallets::table.select(wallets::id).load(conn)).await.unwrap();
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
        let ids: Vec<String> =
            test.db.read(|conn| wallets::table.select(wallets::id).order(wallets::id).load(conn)).await.unwrap();
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
                            return diesel::update(wallets::table.find("budget").filter(wallets::left_over.ge(1)))
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
        let first = std::future::poll_fn(|context| std::task::Poll::Ready(write.as_mut().poll(context).is_pending()));
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
                    diesel::insert_into(wallets::table).values((wallets::id.eq("a"), wallets::left_over.eq(amount)))
                };
                let first = insert_or_ignore(row(1)).execute(tx.conn)?;
                let second = insert_or_ignore(row(2)).execute(tx.conn)?;
                upsert(row(3), "id", "left_over = wallets.left_over + excluded.left_over").execute(tx.conn)?;
                Ok::<_, Error>((first, second))
            })
            .await
            .unwrap();
        assert_eq!(counts, (1, 0), "{kind:?}");
        assert_eq!(read_left(&test.db, "a").await, 4, "{kind:?}");
    }
}

#[tokio::test]
async fn what_is_shared_is_known_to_every_transaction_and_stays_as_it_is() {
    for kind in kinds() {
        let test = fresh(kind).await;
        let db = &test.db;
        assert_eq!(db.write(|tx| Ok::<_, Error>(tx.shared::<u8>().copied())).await.unwrap(), None, "{kind:?}");
        assert!(db.share(7_u8));
        assert!(!db.share(8_u8), "only the first counts");
        let known = db.write(|tx| {
            let inside = tx.savepoint(|tx| Ok::<_, Error>(tx.shared::<u8>().copied()))?;
            Ok::<_, Error>((inside, tx.shared::<u16>().copied()))
        });
        assert_eq!(known.await.unwrap(), (Some(7), None), "{kind:?}");
    }
}

#[tokio::test]
async fn what_a_task_carries_is_known_to_its_own_transactions_alone() {
    for kind in kinds() {
        let fresh = fresh(kind).await;
        let look = || {
            fresh.db.write(|tx| {
                let inside = tx.savepoint(|tx| Ok::<_, Error>(tx.carried::<u8>().copied()))?;
                Ok::<_, Error>((inside, tx.carried::<u16>().copied()))
            })
        };
        assert_eq!(db::carrying(7_u8, look()).await.unwrap(), (Some(7), None), "{kind:?}");
        assert_eq!(look().await.unwrap(), (None, None), "{kind:?}");
    }
}
