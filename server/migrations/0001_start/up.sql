-- One text for both databases: text for ids, enums and JSON, bigint for money (minor units) and instants (UTC, ms),
-- nullable instants instead of flags where "since when" matters.

create table users (
  id text primary key,
  role text not null,
  username text not null,
  username_key text not null unique,
  email text not null,
  email_key text not null unique,
  password_hash text not null,
  display_name text not null,
  status text not null,
  status_reason text,
  -- Since when an admin is awaited; set exactly while the status is pending_approval.
  awaiting_approval_since bigint,
  approved_at bigint,
  flag_reason text,
  flagged_at bigint,
  flagged_by text,
  locale text not null,
  time_zone text not null,
  email_verified_at bigint,
  terms_accepted_at bigint,
  last_login_at bigint,
  last_seen_at bigint,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null default 1
);
create index users_by_status on users (role, status, id);

-- A session is a family of refresh tokens; only the newest, and for a moment its predecessor, are good.
create table sessions (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  token_hash text not null,
  previous_hash text,
  rotated_at bigint not null,
  user_agent text not null,
  created_at bigint not null,
  last_used_at bigint not null,
  expires_at bigint not null,
  revoked_at bigint
);
create index sessions_by_user on sessions (user_id, id);

-- Single-use tokens that were mailed: only their hash is kept.
create table email_tokens (
  token_hash text primary key,
  user_id text not null references users (id) on delete cascade,
  purpose text not null,
  email text not null,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint
);
create index email_tokens_by_user on email_tokens (user_id);

create table niches (
  slug text primary key,
  name text not null,
  retired_at bigint
);

create table influencer_profiles (
  user_id text primary key references users (id) on delete cascade,
  bio text not null default '',
  category text not null default '',
  country text,
  languages text not null default '[]',
  avatar text,
  rate_card text not null default '[]',
  portfolio text not null default '[]',
  available bigint not null default 1,
  accepts_messages bigint not null default 0,
  reach bigint not null default 0,
  updated_at bigint not null,
  version bigint not null default 1
);
create table influencer_niches (
  user_id text not null references users (id) on delete cascade,
  niche text not null references niches (slug),
  primary key (user_id, niche)
);

-- Engagement is kept in hundredths of a percent.
create table channels (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  platform text not null,
  handle text not null,
  url text not null,
  followers bigint not null,
  average_views bigint not null,
  engagement bigint not null,
  confirmed_at bigint not null,
  unique (user_id, platform, handle)
);

create table sponsor_profiles (
  user_id text primary key references users (id) on delete cascade,
  kind text not null default 'company',
  industry text not null default '',
  website text not null default '',
  description text not null default '',
  logo text,
  country text,
  yearly_budget_min bigint,
  yearly_budget_max bigint,
  yearly_budget_currency text,
  updated_at bigint not null,
  version bigint not null default 1
);

create table campaigns (
  id text primary key,
  sponsor_id text not null references users (id),
  title text not null,
  description text not null,
  goals text not null,
  image text,
  start_date text not null,
  end_date text not null,
  time_zone text not null,
  budget bigint not null,
  currency text not null,
  committed bigint not null default 0,
  spent bigint not null default 0,
  visibility text not null,
  min_followers bigint not null default 0,
  platforms text not null default '[]',
  countries text not null default '[]',
  languages text not null default '[]',
  disclosure text not null,
  status text not null,
  flag_reason text,
  flagged_at bigint,
  flagged_by text,
  negotiated_at bigint,
  published_at bigint,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null default 1,
  -- The last line of defence: no path can overspend.
  check (committed >= 0 and committed <= budget),
  check (spent >= 0 and spent <= committed)
);
create index campaigns_by_sponsor on campaigns (sponsor_id, id);
create index campaigns_by_status on campaigns (status, end_date);
create table campaign_niches (
  campaign_id text not null references campaigns (id) on delete cascade,
  niche text not null references niches (slug),
  primary key (campaign_id, niche)
);

create table ad_requests (
  id text primary key,
  campaign_id text not null references campaigns (id),
  sponsor_id text not null references users (id),
  influencer_id text not null references users (id),
  direction text not null,
  status text not null,
  awaiting text,
  revision bigint not null,
  payment bigint not null,
  currency text not null,
  -- While pending exactly one of the two is set: when it runs out, or what is left while the clock stands still.
  expires_at bigint,
  time_left bigint,
  closed_by text,
  close_reason text,
  closed_at bigint,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null default 1
);
-- At most one open negotiation per campaign and influencer.
create unique index ad_requests_open on ad_requests (campaign_id, influencer_id) where status = 'pending';
create index ad_requests_by_campaign on ad_requests (campaign_id, status);
create index ad_requests_by_sponsor on ad_requests (sponsor_id, id);
create index ad_requests_by_influencer on ad_requests (influencer_id, id);
create index ad_requests_due on ad_requests (expires_at) where status = 'pending';

-- Only ever inserted into.
create table revisions (
  ad_request_id text not null references ad_requests (id),
  number bigint not null,
  made_by text not null,
  author_id text not null references users (id),
  message text not null,
  terms text not null,
  brief text not null,
  disclosure text not null,
  hash text not null,
  created_at bigint not null,
  primary key (ad_request_id, number)
);

create table collaborations (
  id text primary key,
  ad_request_id text not null unique references ad_requests (id),
  campaign_id text not null references campaigns (id),
  sponsor_id text not null references users (id),
  influencer_id text not null references users (id),
  status text not null,
  payment bigint not null,
  currency text not null,
  revision bigint not null,
  terms_hash text not null,
  accepted_by text not null,
  funding_due_at bigint,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null default 1
);
create index collaborations_by_campaign on collaborations (campaign_id);
create index collaborations_by_sponsor on collaborations (sponsor_id, id);
create index collaborations_by_influencer on collaborations (influencer_id, id);

create table deliverables (
  id text primary key,
  collaboration_id text not null references collaborations (id) on delete cascade,
  position bigint not null,
  kind text not null,
  platform text not null,
  due_date text not null,
  note text not null,
  amount bigint not null,
  status text not null,
  unique (collaboration_id, position)
);

create table idempotency_keys (
  scope text not null,
  key text not null,
  fingerprint text not null,
  status bigint not null,
  location text,
  body text not null,
  created_at bigint not null,
  primary key (scope, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- Append-only.
create table audit_log (
  id text primary key,
  at bigint not null,
  actor_id text,
  action text not null,
  subject_type text not null,
  subject_id text not null,
  detail text not null
);
create index audit_log_by_subject on audit_log (subject_type, subject_id, id);

-- What the search index has yet to take in; numbered in one serialised step so that no late commit is skipped.
create table search_change (
  id text primary key,
  seq bigint,
  kind text not null,
  subject_id text not null
);
create index search_change_by_seq on search_change (seq);
create table search_counter (
  only_row bigint primary key,
  last_seq bigint not null
);
insert into search_counter (only_row, last_seq) values (1, 0);

insert into niches (slug, name) values
  ('art-design', 'Art & design'), ('automotive', 'Automotive'), ('beauty', 'Beauty'), ('books', 'Books'),
  ('comedy', 'Comedy'), ('education', 'Education'), ('fashion', 'Fashion'), ('finance', 'Finance'),
  ('fitness', 'Fitness'), ('food', 'Food & drink'), ('gaming', 'Gaming'), ('health', 'Health'),
  ('home-garden', 'Home & garden'), ('music', 'Music'), ('outdoors', 'Outdoors'), ('parenting', 'Parenting'),
  ('pets', 'Pets'), ('photography', 'Photography'), ('sports', 'Sports'), ('sustainability', 'Sustainability'),
  ('tech', 'Technology'), ('travel', 'Travel');
