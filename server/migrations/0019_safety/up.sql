-- The audit log becomes a chain. What was there before is taken into it at the next start: neither database can hash.
alter table audit_log add column position bigint;
alter table audit_log add column actor_role text;
alter table audit_log add column address text;
alter table audit_log add column salt text;
alter table audit_log add column commitment text;
alter table audit_log add column hash text;
create unique index audit_log_by_position on audit_log (position);
create index audit_log_by_actor on audit_log (actor_id, id);

-- The end of the chain; whoever adds an entry holds this row.
create table audit_chain (
  only_row bigint primary key,
  position bigint not null,
  hash text not null
);
insert into audit_chain (only_row, position, hash) values (1, 0, '');

-- Every flag there ever was; whether somebody is flagged now stands with them.
create table flags (
  id text primary key,
  subject_type text not null,
  subject_id text not null,
  owner_id text not null references users (id),
  reason text not null,
  flagged_by text,
  flagged_at bigint not null,
  expires_at bigint not null,
  statement text,
  contested_at bigint,
  contested_until bigint,
  -- Set when an admin decides that it stays.
  upheld_at bigint,
  upheld_by text,
  note text,
  ended_at bigint,
  ended_as text,
  ended_by text
);
create unique index flags_now on flags (subject_type, subject_id) where ended_at is null;
create index flags_due on flags (expires_at) where ended_at is null;
create index flags_contested on flags (contested_until) where ended_at is null and upheld_at is null;
create index flags_by_owner on flags (owner_id, id);

insert into flags (id, subject_type, subject_id, owner_id, reason, flagged_by, flagged_at, expires_at)
  select id, 'user', id, id, coalesce(flag_reason, ''), flagged_by, flagged_at, flagged_at + 7776000000
  from users where flagged_at is not null;
insert into flags (id, subject_type, subject_id, owner_id, reason, flagged_by, flagged_at, expires_at)
  select id, 'campaign', id, sponsor_id, coalesce(flag_reason, ''), flagged_by, flagged_at, flagged_at + 7776000000
  from campaigns where flagged_at is not null;

-- What people report. Reports of one thing that wait at the same time are one case, named after the first of them.
create table abuse_reports (
  id text primary key,
  case_id text not null references abuse_reports (id),
  reporter_id text not null references users (id),
  subject_type text not null,
  subject_id text not null,
  owner_id text not null references users (id),
  -- What it was when it was reported.
  title text not null,
  excerpt text not null,
  reason text not null,
  comment text not null,
  created_at bigint not null,
  verdict text,
  note text,
  decided_by text,
  decided_at bigint
);
create unique index abuse_reports_once on abuse_reports (reporter_id, subject_type, subject_id) where decided_at is null;
create index abuse_reports_by_subject on abuse_reports (subject_type, subject_id, id);
create index abuse_reports_by_case on abuse_reports (case_id, id);
create index abuse_reports_by_owner on abuse_reports (owner_id);
create index abuse_reports_by_reporter on abuse_reports (reporter_id);
-- One case of a thing waits at a time.
create unique index abuse_cases_open on abuse_reports (subject_type, subject_id) where decided_at is null and id = case_id;
