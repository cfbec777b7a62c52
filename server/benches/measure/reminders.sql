-- Many influencers of one time zone, all long away, half of them with an ad request to answer, and 1,000 public campaigns; on SQLite
-- and on PostgreSQL.
create temp table numbers as with recursive n (i) as (select 0 union all select i + 1 from n where i < COUNT - 1) select i from n;

insert into users (id, role, username, username_key, email, email_key, password_hash, display_name, status, locale, time_zone, last_seen_at, created_at, updated_at)
select '00000000-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2), 'sponsor', 'sponsor' || i, 'sponsor' || i, 's' || i || '@example.com', 's' || i || '@example.com', '-',
  'Sponsor ' || i, 'active', 'en', 'UTC', 1790000000000, 1780000000000, 1780000000000 from numbers where i < 100;
insert into users (id, role, username, username_key, email, email_key, password_hash, display_name, status, locale, time_zone, last_seen_at, created_at, updated_at)
select '00000001-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2), 'influencer', 'person' || i, 'person' || i, 'p' || i || '@example.com', 'p' || i || '@example.com', '-',
  'Person ' || i, 'active', 'en', 'UTC', 1790000000000, 1780000000000, 1780000000000 from numbers;

insert into influencer_profiles (user_id, bio, country, languages, rate_card, reach, updated_at)
select '00000001-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2), 'Somebody', 'DE', '["de","en"]',
  '[{"kind":"reel","price":{"amount":' || (10000 + i % 50000) || ',"currency":"EUR"}}]', 1000 + i, 1780000000000 from numbers;
insert into channels (id, user_id, platform, handle, url, followers, average_views, engagement, confirmed_at)
select '00000002-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2), '00000001-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2), 'instagram', 'p' || i, 'https://example.com/' || i,
  1000 + i, 100, 250, 1780000000000 from numbers;
create temp table slugs as select row_number() over (order by slug) - 1 as place, slug from niches;
insert into influencer_niches (user_id, niche)
select '00000001-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2), slug from numbers join slugs on place in (i % 22, (i + 7) % 22);

insert into campaigns (id, sponsor_id, title, description, goals, start_date, end_date, time_zone, budget, currency, visibility, disclosure, status,
  published_at, created_at, updated_at)
select '00000003-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2), '00000000-0000-7000-8000-' || substr(cast(1000000000000 + i % 100 as text), 2), 'Campaign ' || i, 'A brief', 'Awareness',
  '2026-01-01', '2027-12-31', 'UTC', 1000000 + i, 'EUR', 'public', '#ad', 'active', 1780000000000, 1780000000000, 1780000000000 from numbers where i < 1000;
insert into campaign_niches (campaign_id, niche)
select '00000003-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2), slug from numbers join slugs on place in (i % 22, (i + 5) % 22) where i < 1000;

-- Asked on 28 November 2026, to be answered by 12 December.
insert into ad_requests (id, campaign_id, sponsor_id, influencer_id, direction, status, awaiting, revision, payment, currency, expires_at, created_at, updated_at)
select '00000004-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2), '00000003-0000-7000-8000-' || substr(cast(1000000000000 + i % 1000 as text), 2), '00000000-0000-7000-8000-' || substr(cast(1000000000000 + i % 100 as text), 2),
  '00000001-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2), 'invitation', 'pending', 'influencer', 1, 50000, 'EUR', 1797033600000, 1795824000000, 1795824000000
from numbers where i % 2 = 0;
insert into revisions (ad_request_id, number, made_by, author_id, message, terms, brief, disclosure, hash, created_at)
select '00000004-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2), 1, 'sponsor', '00000000-0000-7000-8000-' || substr(cast(1000000000000 + i % 100 as text), 2), '', '{}', '', '', '-', 1795824000000
from numbers where i % 2 = 0;
drop table slugs;
drop table numbers;
