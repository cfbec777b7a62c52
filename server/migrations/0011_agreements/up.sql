-- What both sides signed when one accepted: the hash of the terms, their names and the times, sealed by the instance.
create table agreements (
  collaboration_id text primary key references collaborations (id) on delete cascade,
  -- Names it on the public page, without saying what it is about.
  code text not null unique,
  terms_hash text not null,
  sponsor_name text not null,
  influencer_name text not null,
  offered_by text not null,
  offered_at bigint not null,
  accepted_at bigint not null,
  hash text not null,
  signature text not null
);
