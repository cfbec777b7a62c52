//! The file, its one writer, and addresses that lead nowhere.

use std::sync::Mutex;

use db::testing::{Kind, database};
use db::{Db, Migration, OpenError, Options};
use diesel::prelude::*;
use diesel::result::Error;
use domain::clock::Clock;

use crate::{fill, fresh, read_left, wallets};

#[tokio::test]
async fn reading_cannot_write_on_sqlite() {
    let test = fresh(Kind::Sqlite).await;
    let wrote = test.db.read(|conn| diesel::delete(wallets::table).execute(conn)).await;
    assert!(wrote.is_err());
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
        Box::pin(test.db.write(|tx| diesel::sql_query("insert into notes values ('nowhere')").execute(tx.conn)));
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
    let options = Options { queue: 1, readers: 1, ..Options::new(format!("sqlite:{}/a.db", folder.path().display())) };
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

#[test]
fn what_cannot_be_opened_is_told_in_words() {
    let open = |url: &str| match Db::open(Options::new(url), Clock::system()) {
        Ok(_) => panic!("{url} opened"),
        Err(error) => error,
    };
    assert!(matches!(open("sqlite:/proc/none/a.db"), OpenError::Folder { .. }));
    let folder = tempfile::tempdir().unwrap();
    let is_folder = open(&format!("sqlite:{}", folder.path().display()));
    assert!(matches!(is_folder, OpenError::File { .. }), "{is_folder}");
    let server = open("postgres://me:s3cret@127.0.0.1:1/none");
    assert!(matches!(server, OpenError::Server(_)));
    assert!(!server.to_string().contains("s3cret"), "{server}");
}
