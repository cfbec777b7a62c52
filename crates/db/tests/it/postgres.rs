//! What only a server can do to us.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use db::testing::{Kind, TestDb, kinds};
use db::{Conn, Db, Options};
use diesel::prelude::*;
use diesel::result::Error;
use domain::clock::Clock;

use crate::{fill, fresh, read_left, wallets};

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
    test.db.write(|tx| fill(tx, "a", 0).and_then(|_| fill(tx, "b", 0))).await.unwrap();
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
        test.db.read(|conn| wallets::table.count().get_result::<i64>(conn)).await.unwrap();
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
                diesel::sql_query("select pg_terminate_backend(pg_backend_pid())").execute(tx.conn)?;
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
