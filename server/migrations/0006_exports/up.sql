-- Files that people asked for. The file is gone after a day, the row stays as the history.
create table exports (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  kind text not null,
  status text not null,
  -- How many rows are written, of how many as they were counted at the beginning.
  row_count bigint not null default 0,
  total bigint not null default 0,
  -- Bytes and name of the file, once it is whole.
  size bigint,
  file text,
  created_at bigint not null,
  finished_at bigint,
  expires_at bigint
);
create index exports_by_user on exports (user_id, id);
create index exports_by_expiry on exports (expires_at) where status = 'done';
-- One of a kind at a time for each.
create unique index exports_open on exports (user_id, kind) where status in ('queued', 'running');

-- What a browser fetches a file with, once: only the hash is kept.
create table export_tickets (
  token_hash text primary key,
  export_id text not null references exports (id) on delete cascade,
  expires_at bigint not null
);
create index export_tickets_by_age on export_tickets (expires_at);
