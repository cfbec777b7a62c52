//! Jobs and schedules as admins see them.

use domain::clock::Timestamp;
use queue::{Overview, Progress, Scheduled};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};
use utoipa::ToSchema;

/// What has become of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum JobState {
    /// It waits for its time or for a worker.
    Ready,
    /// A worker runs it.
    Running,
    /// Its work is done.
    Done,
    /// It was given up.
    Dead,
    /// Somebody cancelled it.
    Cancelled,
}

/// What an admin can do about a job now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobAction {
    /// Have it run again.
    Retry,
    /// Take it back, or cut it off.
    Cancel,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct JobProgress {
    /// What is done, in a unit of the job's own.
    pub done: u64,
    /// All that there is to do.
    pub total: u64,
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobOut {
    /// Its id.
    pub id: String,
    /// What kind of work it is.
    pub kind: String,
    /// Only one job of its kind with this key waits or runs at a time.
    pub key: Option<String>,
    /// What has become of it.
    pub state: JobState,
    /// Higher runs earlier.
    pub priority: i32,
    /// When it is or was due.
    #[schema(value_type = String, format = DateTime)]
    pub run_at: Timestamp,
    /// How often it was run.
    pub attempts: i32,
    /// How often it is run at most before it is given up.
    pub max_attempts: i32,
    /// Why its last run did not do it.
    pub last_error: Option<String>,
    /// How far its last run has come, if it tells.
    pub progress: Option<JobProgress>,
    /// When it was enqueued.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was done, given up or cancelled.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
    /// What you can do about it.
    pub actions: Vec<JobAction>,
}

impl From<Overview> for JobOut {
    fn from(job: Overview) -> Self {
        let possible = [(JobAction::Retry, job.can_retry()), (JobAction::Cancel, job.can_cancel())];
        Self {
            progress: job.progress().map(|Progress { done, total }| JobProgress { done, total }),
            actions: possible.into_iter().filter_map(|(action, can)| can.then_some(action)).collect(),
            state: job.state.parse().unwrap_or(JobState::Dead),
            run_at: Timestamp(job.run_at),
            created_at: Timestamp(job.created_at),
            finished_at: job.finished_at.map(Timestamp),
            id: job.id,
            kind: job.kind,
            key: job.key,
            priority: job.priority,
            attempts: job.attempts,
            max_attempts: job.max_attempts,
            last_error: job.last_error,
        }
    }
}

/// How many jobs of a kind there are, by state. Those that ended well are counted for 30 days.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct KindOut {
    /// The kind.
    pub kind: String,
    /// They wait.
    pub ready: i64,
    /// They run.
    pub running: i64,
    /// They are done.
    pub done: i64,
    /// They were given up.
    pub dead: i64,
    /// They were cancelled.
    pub cancelled: i64,
}

/// Something that comes again and again.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScheduleOut {
    /// Its name: the kind of its jobs.
    pub name: String,
    /// When it comes, in the instance's time zone: `every 15 min`, `daily at 03:30`, `monthly on day 1 at 06:00`.
    pub description: String,
    /// When it is due next; `null` until a worker has planned it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_run_at: Option<Timestamp>,
    /// When it came last.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_run_at: Option<Timestamp>,
}

impl From<Scheduled> for ScheduleOut {
    fn from(schedule: Scheduled) -> Self {
        Self {
            name: schedule.name.to_owned(),
            description: schedule.timing.to_string(),
            next_run_at: schedule.next_run_at,
            last_run_at: schedule.last_run_at,
        }
    }
}

/// How the queue does.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobsSummary {
    /// The jobs of each kind that there is.
    pub kinds: Vec<KindOut>,
    /// Everything that comes again and again.
    pub schedules: Vec<ScheduleOut>,
    /// How many workers live, in all processes.
    pub workers: i64,
    /// For how many seconds the oldest job that is due has waited; 0 when none waits.
    pub oldest_ready_seconds: i64,
}
