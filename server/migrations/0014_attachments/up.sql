-- Files that people add to what they hand in. Until something takes one, it is its uploader's alone, and for a day.
create table attachments (
  id text primary key,
  owner_id text not null references users (id) on delete cascade,
  submission_id text references submissions (id) on delete cascade,
  -- Its place among those of its submission, from 0.
  position bigint not null default 0,
  name text not null,
  media_type text not null,
  size bigint not null,
  created_at bigint not null,
  -- When its file was whole; before that, and once it is being removed, nothing can take it.
  stored_at bigint
);
create index attachments_by_submission on attachments (submission_id, position) where submission_id is not null;
create index attachments_unattached on attachments (created_at) where submission_id is null;
create index attachments_by_owner on attachments (owner_id) where submission_id is null;

-- What a browser fetches one with, once: only the hash is kept.
create table attachment_tickets (
  token_hash text primary key,
  attachment_id text not null references attachments (id) on delete cascade,
  expires_at bigint not null
);
create index attachment_tickets_by_age on attachment_tickets (expires_at);
