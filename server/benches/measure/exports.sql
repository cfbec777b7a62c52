-- A sponsor with many campaigns, on SQLite and on PostgreSQL.
insert into users (id, role, username, username_key, email, email_key, password_hash, display_name, status, locale, time_zone, created_at, updated_at)
values ('OWNER', 'sponsor', 'sponsorNUMBER', 'sponsorNUMBER', 'sNUMBER@example.com', 'sNUMBER@example.com', '-', 'Sponsor NUMBER', 'active', 'en', 'UTC', 1780000000000, 1780000000000);
insert into sponsor_profiles (user_id, updated_at) values ('OWNER', 1780000000000);
create temp table numbers as with recursive n (i) as (select 1 union all select i + 1 from n where i < COUNT) select i from n;
insert into campaigns (id, sponsor_id, title, description, goals, start_date, end_date, time_zone, budget, currency, committed, spent, visibility, disclosure, status,
  published_at, created_at, updated_at)
select '0000000NUMBER-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2), 'OWNER', 'Campaign ' || i,
  '=A brief, with "quotes" and commas, that says what is to be shown, to whom, and in which light; it goes on for a while, since people write such briefs, and it has
a second line in which the rest is said: where to put the bottle, which words to avoid, and how the link is to be set. ' || i,
  'Awareness, and a thousand orders', '2026-01-01', '2027-12-31', 'UTC', 1000000 + i, 'EUR', 50000, 20000, 'public', '#ad', 'active',
  1780000000000, 1780000000000, 1780000000000 from numbers;
create temp table slugs as select row_number() over (order by slug) - 1 as place, slug from niches;
insert into campaign_niches (campaign_id, niche)
select '0000000NUMBER-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2), slug from numbers join slugs on place in (i % 7, 7 + i % 5);
drop table slugs;
drop table numbers;
