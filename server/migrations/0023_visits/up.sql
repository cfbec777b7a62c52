-- Who was here on which day of the instance's time zone; nothing more is kept of it.
create table visits (
  day text not null,
  user_id text not null references users (id) on delete cascade,
  primary key (day, user_id)
);
create index visits_by_user on visits (user_id);
