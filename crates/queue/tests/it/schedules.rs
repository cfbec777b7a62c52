//! Jobs that come again and again: each tick once, however many replicas there are and however long nothing ran.

use std::time::Duration;

use db::testing::kinds;
use domain::clock::{Timestamp, Zone};
use jiff::civil::time;
use queue::{Job, JobError, Options, Queue, Registry, Run, Timing};
use serde::{Deserialize, Serialize};

use crate::{Setup, World, with};

#[derive(Default, Serialize, Deserialize)]
pub struct Tick {}

impl Job<World> for Tick {
    const KIND: &'static str = "tick";
    async fn run(self, world: &World, run: &Run) -> Result<(), JobError> {
        world.note(&format!("tick {}", run.due_at()));
        Ok(())
    }
}

#[derive(Default, Serialize, Deserialize)]
struct Evening {}

impl Job<World> for Evening {
    const KIND: &'static str = "evening";
    async fn run(self, world: &World, run: &Run) -> Result<(), JobError> {
        world.note(&format!("evening {}", run.due_at()));
        Ok(())
    }
}

#[derive(Default, Serialize, Deserialize)]
struct Month {}

impl Job<World> for Month {
    const KIND: &'static str = "month";
    async fn run(self, world: &World, run: &Run) -> Result<(), JobError> {
        world.note(&format!("month {}", run.due_at()));
        Ok(())
    }
}

fn ticking() -> Registry<World> {
    Registry::new().every::<Tick>(Duration::from_mins(10))
}

fn calendar() -> Registry<World> {
    ticking().daily::<Evening>(time(2, 30, 0, 0)).monthly::<Month>(1, time(6, 0, 0, 0))
}

fn options(zone: &str) -> Options {
    Options { zone: Zone::named(zone).unwrap(), ..Options::default() }
}

impl Setup {
    /// Queues of other processes on the same database.
    fn replicas(&self, count: usize, registry: fn() -> Registry<World>, zone: &str) -> Vec<Queue<World>> {
        (0..count).map(|_| Queue::new(self.test.db.clone(), registry(), options(zone))).collect()
    }

    fn set(&self, now: &str) {
        let now: Timestamp = now.parse().unwrap();
        self.clock.advance_ms(now.ms_since(self.clock.now()));
    }
}

#[tokio::test]
async fn a_new_schedule_is_due_by_its_period_at_once_and_by_the_calendar_at_its_time() {
    for kind in kinds() {
        let setup = with(kind, calendar(), Options::default()).await;
        setup.set("2026-10-31T23:59:00Z");
        setup.run_due().await;
        assert_eq!(setup.world.lines(), ["tick 2026-10-31T23:50:00.000Z"], "{kind:?}");
        let planned = setup.queue.clone();
        let all = setup.test.db.read(move |conn| planned.schedules(conn)).await.unwrap();
        let next: Vec<_> = all.iter().map(|each| (each.name, each.next_run_at.unwrap().to_string())).collect();
        assert_eq!(
            next,
            [
                ("tick", "2026-11-01T00:00:00.000Z".to_owned()),
                ("evening", "2026-11-01T02:30:00.000Z".to_owned()),
                ("month", "2026-11-01T06:00:00.000Z".to_owned())
            ]
        );
        assert_eq!((all[0].last_run_at, all[1].last_run_at), (Some(setup.clock.now()), None));
    }
}

#[tokio::test]
async fn after_downtime_a_schedule_runs_once_for_its_last_tick() {
    for kind in kinds() {
        let setup = with(kind, calendar(), options("Europe/Berlin")).await;
        setup.set("2026-08-15T10:00:30Z");
        setup.run_due().await;
        setup.set("2026-11-15T10:05:00Z");
        assert_eq!(setup.run_due().await, 3, "{kind:?}");
        let mut caught_up = setup.world.lines().split_off(1);
        caught_up.sort();
        assert_eq!(
            caught_up,
            ["evening 2026-11-15T01:30:00.000Z", "month 2026-11-01T05:00:00.000Z", "tick 2026-11-15T10:00:00.000Z"]
        );
        assert_eq!(setup.run_due().await, 0);
    }
}

#[tokio::test]
async fn a_schedule_that_is_due_at_other_times_than_before_is_planned_anew() {
    for kind in kinds() {
        let setup = with(kind, calendar(), options("Europe/Berlin")).await;
        setup.set("2026-11-15T10:05:00Z");
        setup.run_due().await;
        let moved = Queue::new(setup.test.db.clone(), calendar(), options("America/New_York"));
        let next = async |queue: &Queue<World>| {
            let asked = queue.clone();
            setup.test.db.read(move |conn| asked.schedules(conn)).await.unwrap()[1].next_run_at.unwrap().to_string()
        };
        assert_eq!(next(&moved).await, "2026-11-16T01:30:00.000Z", "{kind:?}");
        moved.plan().await.unwrap();
        assert_eq!(next(&moved).await, "2026-11-16T07:30:00.000Z");
    }
}

#[tokio::test]
async fn a_schedule_can_be_run_out_of_turn_and_keeps_its_turn() {
    for kind in kinds() {
        let setup = with(kind, calendar(), Options::default()).await;
        setup.set("2026-11-15T10:05:00Z");
        setup.run_due().await;
        setup.set("2026-11-15T10:30:00Z");
        assert!(setup.queue.run_schedule("nothing", &setup.world).await.unwrap().is_none());
        let tally = setup.queue.run_schedule("month", &setup.world).await.unwrap().unwrap();
        assert_eq!((tally.runs(), tally.0["month"].done), (1, 1), "{kind:?}");
        assert_eq!(setup.world.lines()[1..], ["month 2026-11-15T10:30:00.000Z"]);
        setup.set("2026-12-01T06:00:00Z");
        setup.run_due().await;
        assert!(setup.world.lines().contains(&"month 2026-12-01T06:00:00.000Z".to_owned()));
    }
}

/// Three replicas look every hour, all at once, over a time in which the clocks go forward and back: every
/// tick of every schedule makes one run.
#[tokio::test(flavor = "multi_thread")]
async fn each_tick_is_run_once_by_three_replicas_across_changes_of_the_clocks() {
    // In Casablanca in 2026 clocks go back on 15 February and forward on 22 March: 36 days.
    let (zone, start, hours) = ("Africa/Casablanca", "2026-02-14T12:00:00Z", 37 * 24);
    for kind in kinds() {
        let setup = with(kind, calendar(), options(zone)).await;
        setup.set(start);
        setup.queue.plan().await.unwrap();
        let replicas = setup.replicas(3, calendar, zone);
        for _ in 0..hours {
            setup.clock.advance_ms(60 * 60 * 1000);
            let looks = replicas.iter().cloned().map(|queue| {
                let world = setup.world.clone();
                tokio::spawn(async move { queue.run_due(&world).await })
            });
            for look in looks.collect::<Vec<_>>() {
                look.await.unwrap().unwrap();
            }
        }
        let (zone, from, to) = (Zone::named(zone).unwrap(), start.parse::<Timestamp>().unwrap(), setup.clock.now());
        let ticks = |name: &str, timing: Timing| {
            let mut tick = from;
            let mut all = Vec::new();
            loop {
                tick = timing.next(&zone, tick);
                if tick > to {
                    return all;
                }
                all.push(format!("{name} {tick}"));
            }
        };
        let mut expected = ticks("evening", Timing::Daily(time(2, 30, 0, 0)));
        assert_eq!(expected.len(), 37);
        expected.extend(ticks("month", Timing::Monthly(1, time(6, 0, 0, 0))));
        expected.sort();
        let mut lines = setup.world.lines();
        let ticked = lines.iter().filter(|line| line.starts_with("tick")).count();
        assert_eq!(ticked, hours, "one run for the six ticks of an hour");
        lines.retain(|line| !line.starts_with("tick"));
        lines.sort();
        assert_eq!(lines, expected, "{kind:?}");
    }
}
