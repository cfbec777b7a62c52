-- What everybody's open pages are told of as it happens. A row here is how far somebody's log is, and its latest event; the
-- trigger below keeps each of them in `events`. So one statement tells of an event: it takes the next position and holds the
-- row until its transaction ends, hence nobody ever reads position 7 before 6.
create table event_logs (
  user_id text primary key references users (id) on delete cascade,
  position bigint not null,
  event text not null,
  created_at bigint not null
);

-- The logs: positions from 1, without a gap for as far back as they are kept.
create table events (
  user_id text not null references event_logs (user_id) on delete cascade,
  position bigint not null,
  event text not null,
  created_at bigint not null,
  primary key (user_id, position)
);
create index events_by_age on events (created_at);

create function keep_event() returns trigger language plpgsql as $$
begin
  insert into events (user_id, position, event, created_at)
  values (new.user_id, new.position, new.event, new.created_at);
  return null;
end $$;
create trigger event_logs_grown after insert or update on event_logs for each row execute function keep_event();

-- How soon somebody's mail comes: at_once, hourly, daily.
alter table notification_preferences add column email_pace text not null default 'at_once';

-- What waits for somebody's next digest; gone once it is mailed.
create table digest_entries (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  notice text not null,
  created_at bigint not null
);
create index digest_entries_by_user on digest_entries (user_id, id);
