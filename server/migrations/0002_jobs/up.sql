-- Work that is done after its transaction, at least once. Times are UTC milliseconds.
create table jobs (
    id text primary key,
    kind text not null,
    -- At most one job of a kind with this key is unfinished; a second one becomes a further run of the first.
    key text,
    payload text not null,
    priority integer not null,
    run_at bigint not null,
    -- ready, running, done, dead, cancelled
    state text not null check (state in ('ready', 'running', 'done', 'dead', 'cancelled')),
    attempts integer not null,
    max_attempts integer not null,
    claimed_by text,
    -- Enqueued again while it ran: when it is to run once more.
    again_at bigint,
    last_error text,
    progress text,
    created_at bigint not null,
    finished_at bigint
);

create index jobs_due on jobs (priority desc, run_at, id) where state = 'ready';
create index jobs_claimed on jobs (claimed_by) where state = 'running';
create index jobs_finished on jobs (finished_at) where state in ('done', 'dead', 'cancelled');
create unique index jobs_unfinished on jobs (kind, key) where state in ('ready', 'running');

-- One row a worker is its heartbeat for all jobs that it has claimed.
create table job_workers (
    id text primary key,
    seen_at bigint not null
);

-- Jobs that come again and again, once for all replicas.
create table schedules (
    name text primary key,
    next_run_at bigint not null
);
