//! What admins see of jobs, and what they can do about one.

use std::collections::BTreeMap;

use db::Tx;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::out::{JobOut, JobState, JobsSummary, KindOut};
use crate::app::App;
use crate::audit;
use crate::auth::{Admin, User};
use crate::error::{Error, Result};
use crate::http::command::Nothing;
use crate::http::{Command, Page, Paging, PathName, Query, Reply};

/// Which jobs.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct JobsQuery {
    /// Only in this state.
    pub state: Option<JobState>,
    /// Only of this kind.
    pub kind: Option<String>,
    /// How many rows, 1 to 100; 20 when left out.
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List jobs, the latest first.
#[utoipa::path(get, path = "/admin/jobs", tag = "admin", params(JobsQuery), responses((status = 200, body = Page<JobOut>)))]
pub async fn list_jobs(app: App, _: Admin, Query(query): Query<JobsQuery>) -> Result<Reply> {
    app.db
        .read(move |conn| {
            let paging = Paging::new(query.limit, query.cursor.as_deref())?;
            let state = query.state.map(|state| state.to_string());
            let before = paging.after::<String>()?;
            let rows = queue::list(conn, state.as_deref(), query.kind.as_deref(), before.as_deref(), paging.fetch())?;
            Reply::ok(&paging.page(rows, |job| job.id.clone()).map(JobOut::from))
        })
        .await
}

/// How the queue does: jobs by kind and state, schedules, workers.
#[utoipa::path(get, path = "/admin/jobs/summary", tag = "admin", responses((status = 200, body = JobsSummary)))]
pub async fn get_jobs_summary(app: App, _: Admin) -> Result<Reply> {
    let (queue, now) = (app.jobs.clone(), app.clock.now());
    app.db
        .read(move |conn| {
            Reply::ok(&JobsSummary {
                kinds: by_kind(queue::counts(conn)?),
                schedules: queue.schedules(conn)?.into_iter().map(Into::into).collect(),
                workers: queue.workers(conn)?,
                oldest_ready_seconds: queue::health(conn, now)?.oldest_ms / 1000,
            })
        })
        .await
}

fn by_kind(counts: Vec<queue::Count>) -> Vec<KindOut> {
    let mut kinds: BTreeMap<String, KindOut> = BTreeMap::new();
    for queue::Count { kind, state, count } in counts {
        let row = kinds.entry(kind.clone()).or_insert_with(|| KindOut { kind, ..KindOut::default() });
        match state.parse() {
            Ok(JobState::Ready) => row.ready = count,
            Ok(JobState::Running) => row.running = count,
            Ok(JobState::Done) => row.done = count,
            Ok(JobState::Cancelled) => row.cancelled = count,
            Ok(JobState::Dead) | Err(_) => row.dead += count,
        }
    }
    kinds.into_values().collect()
}

/// Have a job run again that was given up or cancelled.
#[utoipa::path(post, path = "/admin/jobs/{id}/retry", tag = "admin", request_body = Nothing, params(("id" = String, Path)), responses((status = 200, body = JobOut), (status = 409, description = "`invalid_state`, `waiting_already`")))]
pub async fn retry_job(app: App, Admin(admin): Admin, id: PathName, command: Command) -> Result<Reply> {
    let id = existing(&app, id).await?;
    command
        .run(&app, &admin, move |tx, _: &Nothing| {
            if queue::retry(tx, &id)? {
                return done(tx, &admin, "job.retry", &id);
            }
            let job = queue::find(tx.conn, &id)?.ok_or(Error::NotFound)?;
            Err(if job.can_retry() {
                Error::conflict("waiting_already", "Another job with the same key already waits or runs.")
            } else {
                Error::conflict("invalid_state", "Only a job that was given up or cancelled can be retried.")
            })
        })
        .await
}

/// Cancel a job that waits or runs. One that runs is cut off within a few seconds.
#[utoipa::path(post, path = "/admin/jobs/{id}/cancel", tag = "admin", request_body = Nothing, params(("id" = String, Path)), responses((status = 200, body = JobOut), (status = 409, description = "`invalid_state`")))]
pub async fn cancel_job(app: App, Admin(admin): Admin, id: PathName, command: Command) -> Result<Reply> {
    let id = existing(&app, id).await?;
    command
        .run(&app, &admin, move |tx, _: &Nothing| {
            if queue::cancel_by_id(tx, &id)? {
                done(tx, &admin, "job.cancel", &id)
            } else {
                Err(Error::conflict("invalid_state", "Only a job that waits or runs can be cancelled."))
            }
        })
        .await
}

/// Run a schedule now, besides its own times.
#[utoipa::path(post, path = "/admin/jobs/schedules/{name}/run", tag = "admin", request_body = Nothing, params(("name" = String, Path)), responses((status = 202, body = JobOut)))]
pub async fn run_schedule(app: App, Admin(admin): Admin, PathName(name): PathName, command: Command) -> Result<Reply> {
    if !super::all().schedules().any(|known| known == name) {
        return Err(Error::NotFound);
    }
    let queue = app.jobs.clone();
    command
        .run(&app, &admin, move |tx, _: &Nothing| {
            let id = queue.fire(tx, &name)?.ok_or(Error::NotFound)?;
            Ok(done(tx, &admin, "schedule.run", &id)?.accepted())
        })
        .await
}

/// That id, if a job has it: 404 comes before the body is looked at.
async fn existing(app: &App, PathName(id): PathName) -> Result<String> {
    app.db.read(move |conn| queue::find(conn, &id)?.map(|job| job.id).ok_or(Error::NotFound)).await
}

/// What the audit log says of a job.
#[derive(Serialize)]
struct Detail<'a> {
    kind: &'a str,
    key: Option<&'a str>,
}

/// Notes what was done, and answers the job as it is now.
fn done(tx: &mut Tx, admin: &User, action: &str, id: &str) -> Result<Reply> {
    let job = queue::find(tx.conn, id)?.ok_or(Error::NotFound)?;
    let detail = Detail { kind: &job.kind, key: job.key.as_deref() };
    audit::record(tx, Some(admin.id()), action, "job", id, &detail)?;
    Reply::ok(&JobOut::from(job))
}
