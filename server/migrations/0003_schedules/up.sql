-- The tick of its schedule that a run is for.
alter table jobs add column due_at bigint;

-- In words, so that a change of it is seen; and when it last made a job.
alter table schedules add column timing text not null default '';
alter table schedules add column last_run_at bigint;

-- What an admin looks for among many that are done.
create index jobs_by_kind on jobs (kind, id);
create index jobs_ended_badly on jobs (state, id) where state in ('dead', 'cancelled');
