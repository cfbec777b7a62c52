-- The monthly reports of sponsors, as they were written: one for each month in which there was something to tell.
create table reports (
  user_id text not null references users (id) on delete cascade,
  month text not null,
  figures text not null,
  created_at bigint not null,
  primary key (user_id, month)
);
