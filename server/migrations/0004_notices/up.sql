-- What people are told in the app. The facts are kept, not the words: those follow the reader's language.
create table notifications (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  notice text not null,
  created_at bigint not null,
  read_at bigint
);
create index notifications_by_user on notifications (user_id, id);
create index notifications_unread on notifications (user_id) where read_at is null;
create index notifications_by_age on notifications (created_at);

-- How somebody wants to be told; whoever has no row wants the usual.
create table notification_preferences (
  user_id text primary key references users (id) on delete cascade,
  -- The hour of the daily reminder in their own time zone, 0 to 23.
  reminder_hour bigint not null,
  google_chat_webhook_url text,
  -- JSON: group to channels; groups that are not in it have the usual channels.
  channels text not null,
  updated_at bigint not null,
  version bigint not null default 1
);
