-- Money that comes in and goes out through a payment provider.
create table payments (
  -- Also the name under which the provider does it once.
  id text primary key,
  user_id text not null references users (id),
  kind text not null,
  amount bigint not null,
  currency text not null,
  status text not null,
  provider text not null,
  -- The provider's word for the card or the bank account; never a number that could be paid with.
  method text,
  provider_ref text,
  failure text,
  card_brand text,
  card_last4 text,
  -- Where the payer goes next.
  next_url text,
  -- When it is called off unless it is settled.
  deadline_at bigint not null,
  created_at bigint not null,
  settled_at bigint,
  version bigint not null default 1
);
create index payments_by_user on payments (user_id, id);
create index payments_open on payments (id) where settled_at is null;
create unique index payments_by_reference on payments (provider, provider_ref) where provider_ref is not null;

-- Where a person's payouts go. Of the account only what is shown is kept.
create table payout_destinations (
  user_id text primary key references users (id),
  provider text not null,
  -- The provider's word for it.
  token text not null,
  holder text,
  country text,
  last4 text,
  -- Whether the provider knows who that is: pending, verified, rejected.
  identity text not null,
  updated_at bigint not null,
  version bigint not null default 1
);

-- Messages of the provider that were heeded: each once, however often it comes.
create table provider_events (
  id text primary key,
  provider text not null,
  received_at bigint not null
);

-- What the sandbox, which plays a payment provider, remembers of its own.
create table sandbox_payments (
  payment_id text primary key,
  status text not null,
  failure text,
  -- From when it answers.
  ready_at bigint not null
);
