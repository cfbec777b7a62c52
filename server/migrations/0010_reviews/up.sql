-- What each side says of the other when the work is done.
create table reviews (
  id text primary key,
  collaboration_id text not null references collaborations (id) on delete cascade,
  made_by text not null,
  author_id text not null references users (id),
  subject_id text not null references users (id),
  rating bigint not null,
  comment text not null,
  created_at bigint not null,
  -- When it is shown without the other side's: double-blind until then.
  due_at bigint not null,
  shown_at bigint,
  unique (collaboration_id, made_by)
);
create index reviews_by_subject on reviews (subject_id, id) where shown_at is not null;
create index reviews_by_due on reviews (due_at) where shown_at is null;

-- Of those that are shown.
alter table influencer_profiles add column rating_total bigint not null default 0;
alter table influencer_profiles add column rating_count bigint not null default 0;
alter table sponsor_profiles add column rating_total bigint not null default 0;
alter table sponsor_profiles add column rating_count bigint not null default 0;
