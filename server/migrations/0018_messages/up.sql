-- What a sponsor and an influencer say to each other.
create table conversations (
  id text primary key,
  sponsor_id text not null references users (id),
  influencer_id text not null references users (id),
  -- The position of the latest message, 0 before the first.
  last_position bigint not null default 0,
  -- Up to which position each has read, and when that was.
  sponsor_read bigint not null default 0,
  influencer_read bigint not null default 0,
  sponsor_read_at bigint,
  influencer_read_at bigint,
  -- Up to which position each was told of what they had not read.
  sponsor_told bigint not null default 0,
  influencer_told bigint not null default 0,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index conversations_of_pair on conversations (sponsor_id, influencer_id);
create index conversations_by_sponsor on conversations (sponsor_id, updated_at, id);
create index conversations_by_influencer on conversations (influencer_id, updated_at, id);

create table messages (
  id text primary key,
  conversation_id text not null references conversations (id) on delete cascade,
  -- 1, 2, 3, … without gaps.
  position bigint not null,
  author_id text not null references users (id),
  body text not null,
  -- The words of the body as they are searched for, each between spaces.
  words text not null,
  -- What it is about: a campaign, an ad request or a collaboration.
  topic_kind text,
  topic_id text,
  created_at bigint not null
);
create unique index messages_by_position on messages (conversation_id, position);
create index messages_by_author on messages (author_id, id);

-- A file is taken by a submission or by a message.
alter table attachments add column message_id text references messages (id) on delete cascade;
create index attachments_by_message on attachments (message_id, position) where message_id is not null;
drop index attachments_unattached;
drop index attachments_by_owner;
create index attachments_unattached on attachments (created_at) where submission_id is null and message_id is null;
create index attachments_by_owner on attachments (owner_id) where submission_id is null and message_id is null;
