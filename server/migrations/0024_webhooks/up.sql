-- How many addresses of theirs are told of what happens: known with the person, so that whoever has none costs no query.
alter table users add column webhooks bigint not null default 0;

create table webhook_endpoints (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  url text not null,
  description text not null,
  -- A JSON array of what it is told of; empty: everything.
  events text not null,
  -- Which of its secrets is in use; they are drawn from the instance's key and kept nowhere.
  generation bigint not null,
  -- Until when the secret before is good as well.
  previous_until bigint,
  enabled bigint not null,
  -- Since when nothing has arrived; null while it does.
  failing_since bigint,
  -- Why it was switched off, when it was not its owner.
  switched_off text,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null default 1
);
create index webhook_endpoints_by_user on webhook_endpoints (user_id, id);

create table webhook_deliveries (
  id text primary key,
  endpoint_id text not null references webhook_endpoints (id) on delete cascade,
  event text not null,
  payload text not null,
  status text not null,
  attempts bigint not null default 0,
  -- The attempts before it was last replayed.
  attempts_before bigint not null default 0,
  -- When the next attempt is due; null unless it is pending.
  next_at bigint,
  attempted_at bigint,
  -- What came of the last attempt: the status of the answer and its beginning, or why there was none.
  response_status bigint,
  response_body text,
  failure text,
  created_at bigint not null
);
create index webhook_deliveries_by_endpoint on webhook_deliveries (endpoint_id, id);
create index webhook_deliveries_by_age on webhook_deliveries (created_at);
