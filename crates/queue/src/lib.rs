//! Durable jobs on the product's own database.
//!
//! A job is enqueued in the transaction that gives rise to it, so both happen or neither does, and is run at least
//! once by any process that works on the queue: again after a pause if it fails, by another process if its own dies.
//!
//! ```
//! use db::{Db, Migration};
//! use domain::clock::Clock;
//! use queue::{Job, JobError, NewJob, Options, Queue, Registry, Run, enqueue};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct Greet { name: String }
//!
//! impl Job<&'static str> for Greet {
//!     const KIND: &'static str = "greet";
//!     async fn run(self, greeting: &&'static str, _: &Run) -> Result<(), JobError> {
//!         println!("{greeting}, {}", self.name);
//!         Ok(())
//!     }
//! }
//!
//! # const JOBS: &str = include_str!("../../../server/migrations/0002_jobs/up.sql");
//! # const SCHEDULES: &str = include_str!("../../../server/migrations/0003_schedules/up.sql");
//! # const MIGRATIONS: &[Migration] = &[
//! #     Migration { name: "0002_jobs", needs: 0, sqlite: JOBS, postgres: JOBS },
//! #     Migration { name: "0003_schedules", needs: 0, sqlite: SCHEDULES, postgres: SCHEDULES },
//! # ];
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! # let test = db::testing::database(db::testing::Kind::Sqlite, MIGRATIONS, Clock::system()).await;
//! # let db: Db = test.db.clone();
//! let queue = Queue::new(db.clone(), Registry::new().job::<Greet>(), Options::default());
//! let waker = queue.clone();
//! db.on_commit(move |topics| {
//!     if topics.iter().any(|topic| topic == queue::TOPIC) { waker.wake() }
//!     Box::pin(async {})
//! });
//!
//! db.write(|tx| enqueue(tx, &NewJob::of(&Greet { name: "Ada".into() })?.key("ada"))).await?;
//! assert_eq!(queue.run_due(&"Hello").await?.runs(), 1);
//! assert!(queue.pending().await?.is_empty());
//! # Ok(())
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(example()).unwrap();
//! ```

mod job;
mod monitor;
mod queue;
mod registry;
mod run;
mod schedules;
mod shift;
mod store;
mod tally;
mod timing;
mod worker;

pub use job::{Job, JobError, NewJob};
pub use monitor::{Count, Health, Overview, cancel_by_id, counts, find, health, list, retry};
pub use queue::{Options, Queue};
pub use registry::Registry;
pub use run::{Progress, Run};
pub use schedules::Scheduled;
pub use store::{Pending, TOPIC, cancel, delete_finished, enqueue, is_unfinished, pending};
pub use tally::{Ends, Tally};
pub use timing::Timing;
