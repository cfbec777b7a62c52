-- The work and the money.

-- A cancellation (while active) or a dispute that waits for its answer.
alter table collaborations add column asked_by text;
alter table collaborations add column asked_at bigint;
alter table collaborations add column asked_until bigint;
alter table collaborations add column asked_reason text;
-- How an admin, or time, decided the dispute: release, refund, split.
alter table collaborations add column resolution text;
alter table collaborations add column resolution_note text;
alter table collaborations add column ended_at bigint;
-- When what was declared for silence happens.
alter table collaborations add column lapses_at bigint;
update collaborations set lapses_at = funding_due_at where status = 'awaiting_funding';
create index collaborations_by_lapse on collaborations (lapses_at) where lapses_at is not null;

alter table deliverables add column deadline_at bigint;
alter table deliverables add column revisions_used bigint not null default 0;
-- What of its share went to the influencer, and what went back or was never paid in. Together at most the share.
alter table deliverables add column released bigint not null default 0;
alter table deliverables add column refunded bigint not null default 0;
alter table deliverables add column submitted_at bigint;
alter table deliverables add column published_at bigint;
alter table deliverables add column post_url text;

create table submissions (
  id text primary key,
  deliverable_id text not null references deliverables (id) on delete cascade,
  number bigint not null,
  caption text not null,
  url text,
  note text not null,
  -- SHA-256 of the caption, and whether the disclosure stood in it when it was handed in: the evidence.
  caption_hash text not null,
  disclosed bigint not null,
  created_at bigint not null,
  unique (deliverable_id, number)
);

-- All that happened, in order: what both sides see, and what a dispute is decided by.
create table work_events (
  id text primary key,
  collaboration_id text not null references collaborations (id) on delete cascade,
  deliverable_id text,
  what text not null,
  made_by text not null,
  actor_id text,
  note text not null,
  created_at bigint not null
);
create index work_events_by_collaboration on work_events (collaboration_id, id);

create table ledger_accounts (
  id text primary key,
  kind text not null,
  owner text not null,
  currency text not null,
  balance bigint not null,
  -- 1: never below zero.
  bounded bigint not null,
  unique (kind, owner, currency)
);

create table ledger_transactions (
  id text primary key,
  -- What it is booked for; nothing is booked twice.
  cause text not null unique,
  kind text not null,
  currency text not null,
  amount bigint not null,
  collaboration_id text,
  deliverable_id text,
  created_at bigint not null
);
create index ledger_transactions_by_collaboration on ledger_transactions (collaboration_id);

create table ledger_entries (
  account_id text not null references ledger_accounts (id),
  transaction_id text not null references ledger_transactions (id),
  amount bigint not null,
  primary key (account_id, transaction_id)
);
create index ledger_entries_by_transaction on ledger_entries (transaction_id);
