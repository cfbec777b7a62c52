//! Workers that share the work, stop and die.

use std::time::Duration;

use db::Tx;
use db::testing::kinds;
use queue::{NewJob, Options, Queue, TOPIC, enqueue};
use tokio::sync::oneshot;

use crate::{Gated, World, note, registry, setup, with};

/// Starts a worker; sending on what it answers stops it.
pub fn start(queue: &Queue<World>, world: &World) -> (oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let (stop, stopped) = oneshot::channel::<()>();
    let (queue, world) = (queue.clone(), world.clone());
    let worker = tokio::spawn(async move {
        let stop = async move {
            let _ = stopped.await;
        };
        queue.work(world, stop).await;
    });
    (stop, worker)
}

#[tokio::test(flavor = "multi_thread")]
async fn several_workers_run_each_job_once() {
    for kind in kinds() {
        let setup = setup(kind).await;
        let workers: Vec<_> = (0..3)
            .map(|_| {
                let queue = Queue::new(setup.test.db.clone(), registry(), Options::default());
                start(&queue, &setup.world)
            })
            .collect();
        let adders: Vec<_> = (0..120)
            .map(|n| {
                let db = setup.test.db.clone();
                tokio::spawn(async move { db.write(move |tx| enqueue(tx, &note(&format!("{n:03}"))?)).await })
            })
            .collect();
        for adder in adders {
            adder.await.unwrap().unwrap();
        }
        setup.world.until(120).await;
        for (stop, worker) in workers {
            stop.send(()).unwrap();
            worker.await.unwrap();
        }
        let mut lines = setup.world.lines();
        lines.sort();
        let expected: Vec<_> = (0..120).map(|n| format!("{n:03}")).collect();
        assert_eq!(lines, expected, "{kind:?}");
        assert!(setup.states().await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_topic_wakes_a_worker_that_would_sleep_for_an_hour() {
    for kind in kinds() {
        let options = Options { poll: Duration::from_hours(1), ..Options::default() };
        let setup = with(kind, registry(), options).await;
        let waker = setup.queue.clone();
        setup.test.db.on_commit(move |topics| {
            if topics.iter().any(|topic| topic == TOPIC) {
                waker.wake();
            }
            Box::pin(async {})
        });
        let (stop, worker) = start(&setup.queue, &setup.world);
        for count in 1..4 {
            setup.add(|_| note("woken")).await;
            setup.world.until(count).await;
        }
        stop.send(()).unwrap();
        worker.await.unwrap();
        assert!(setup.states().await.is_empty(), "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_stops_lets_jobs_end_and_hands_back_those_that_do_not() {
    for kind in kinds() {
        let patient = setup(kind).await;
        patient.add(|_| NewJob::of(&Gated("slow".into()))).await;
        let (stop, worker) = start(&patient.queue, &patient.world);
        patient.world.until(1).await;
        stop.send(()).unwrap();
        patient.world.gate.notify_one();
        worker.await.unwrap();
        assert!(patient.states().await.is_empty(), "{kind:?}");

        let options = Options { grace: Duration::ZERO, ..Options::default() };
        let hasty = with(kind, registry(), options).await;
        hasty.add(|_| NewJob::of(&Gated("stuck".into()))).await;
        let (stop, worker) = start(&hasty.queue, &hasty.world);
        hasty.world.until(1).await;
        stop.send(()).unwrap();
        worker.await.unwrap();
        assert_eq!(hasty.states().await, [("ready".to_owned(), 0)], "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_busy_worker_claimed_ahead_is_left_to_others() {
    for kind in kinds() {
        let hasty = Options { grace: Duration::ZERO, ..Options::default() };
        let setup = with(kind, registry(), hasty.clone()).await;
        // Quick ones, so that it claims ahead, and then some of which the first eight keep it busy.
        setup.test.db.write(|tx| (0..200).try_for_each(|_| enqueue(tx, &note("quick")?).map(drop))).await.unwrap();
        let slow = |tx: &mut Tx<'_>| enqueue(tx, &NewJob::of(&Gated("slow".into()))?).map(drop);
        setup.test.db.write(move |tx| (0..40).try_for_each(|_| slow(tx))).await.unwrap();
        let busy = start(&setup.queue, &setup.world);
        setup.world.until(208).await;
        let options = Options { concurrency: 32, ..hasty };
        let other = start(&Queue::new(setup.test.db.clone(), registry(), options), &setup.world);
        setup.world.until(240).await;
        assert_eq!(setup.states().await, vec![("running".to_owned(), 1); 40], "{kind:?}");
        for (stop, worker) in [busy, other] {
            stop.send(()).unwrap();
            worker.await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_of_a_dead_worker_are_taken_over() {
    for kind in kinds() {
        let setup = setup(kind).await;
        setup.add(|_| NewJob::of(&Gated("lost".into()))).await;
        let (queue, world) = (setup.queue.clone(), setup.world.clone());
        let dying = tokio::spawn(async move { queue.run_due(&world).await });
        setup.world.until(1).await;
        dying.abort();
        assert!(dying.await.unwrap_err().is_cancelled());
        assert_eq!(setup.run_due().await, 0, "its claim still holds: {kind:?}");
        setup.clock.advance_ms(10_001);
        setup.world.gate.notify_one();
        assert_eq!(setup.run_due().await, 1, "{kind:?}");
        assert_eq!(setup.world.lines(), ["lost", "lost"]);
        assert!(setup.states().await.is_empty());
    }
}
