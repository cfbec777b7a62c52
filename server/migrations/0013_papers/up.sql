-- The papers: who stands on invoices, and the invoices.
create table billing_details (
  user_id text primary key references users (id) on delete cascade,
  -- JSON: legal name, address lines, country, tax id.
  party text not null,
  updated_at bigint not null,
  version bigint not null default 1
);

-- The last number that each issuer has given; counted up in the transaction of the invoice, so that none is left out.
create table invoice_series (
  series text primary key,
  last_number bigint not null
);

-- Only ever added.
create table invoices (
  id text primary key,
  kind text not null,
  series text not null,
  number bigint not null,
  -- Empty for the platform.
  issuer_id text references users (id),
  recipient_id text not null references users (id),
  collaboration_id text not null references collaborations (id),
  deliverable_id text not null references deliverables (id),
  amount bigint not null,
  currency text not null,
  -- JSON, as all of it was on that day.
  issuer text not null,
  recipient text not null,
  subject text not null,
  created_at bigint not null,
  unique (series, number),
  unique (deliverable_id, kind)
);
create index invoices_by_issuer on invoices (issuer_id, id);
create index invoices_by_recipient on invoices (recipient_id, id);
