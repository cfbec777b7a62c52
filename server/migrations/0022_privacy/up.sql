-- The second factor: a secret shared with an app on the person's phone, sealed with the instance's key.
create table totp (
  user_id text primary key references users (id) on delete cascade,
  secret text not null,
  -- Since when it is asked for; before that, it is only being set up.
  confirmed_at bigint,
  -- The latest step (30 seconds since 1970) whose code was accepted: none up to it is accepted again.
  last_step bigint not null default 0,
  created_at bigint not null
);

-- What replaces a lost phone, each once; only the hash is kept.
create table recovery_codes (
  user_id text not null references users (id) on delete cascade,
  code_hash text not null,
  used_at bigint,
  primary key (user_id, code_hash)
);

-- What machines log in with; only the hash is kept.
create table api_keys (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  name text not null,
  -- The first characters, by which its owner knows it.
  prefix text not null,
  token_hash text not null unique,
  -- A JSON array.
  scopes text not null,
  created_at bigint not null,
  last_used_at bigint,
  expires_at bigint
);
create index api_keys_of on api_keys (user_id, id);

-- What the chains hold in place of messages and names, so that these can be erased: a commitment and its salt, which goes
-- with the text. What was written before has none: there the text itself is in the hash.
alter table revisions add column message_commitment text;
alter table revisions add column message_salt text;
alter table agreements add column sponsor_commitment text;
alter table agreements add column sponsor_salt text;
alter table agreements add column influencer_commitment text;
alter table agreements add column influencer_salt text;

-- The instance's terms: only ever added to. Before there are any, those that come with the program hold, version 0.
create table terms_versions (
  version bigint primary key,
  -- Markdown.
  text text not null,
  published_at bigint not null,
  published_by text not null
);
alter table users add column terms_accepted_version bigint;
update users set terms_accepted_version = 0 where terms_accepted_at is not null;
