-- For how many days the influencer takes no competing work, as it was agreed; 0 for none.
alter table collaborations add column exclusivity_days bigint not null default 0;
-- When that ends, once the collaboration is over; before, it goes on.
alter table collaborations add column exclusive_until bigint;
create index collaborations_exclusive on collaborations (influencer_id, exclusive_until) where exclusivity_days > 0;
create index collaborations_exclusive_to on collaborations (sponsor_id, id) where exclusivity_days > 0;

-- Until when the sponsor may use the post, if at all, and when both sides are to be told that this ends; null once they were.
alter table deliverables add column rights_until bigint;
alter table deliverables add column rights_alert_at bigint;
create index deliverables_by_rights_alert on deliverables (rights_alert_at) where rights_alert_at is not null;

update collaborations set exclusivity_days = coalesce((
  select json_extract(r.terms, '$.exclusivity_days') from revisions r
  where r.ad_request_id = collaborations.ad_request_id and r.number = collaborations.revision), 0);
update collaborations set exclusive_until = coalesce((
  select max(d.published_at) from deliverables d where d.collaboration_id = collaborations.id)
  + exclusivity_days * 86400000, ended_at) where ended_at is not null and exclusivity_days > 0;
update deliverables set rights_until = published_at + 86400000 * (
  select nullif(json_extract(r.terms, '$.usage_days'), 0) from revisions r
  join collaborations k on k.ad_request_id = r.ad_request_id and k.revision = r.number
  where k.id = deliverables.collaboration_id and json_extract(r.terms, '$.usage_rights') <> 'none')
  where published_at is not null;
update deliverables set rights_alert_at = rights_until - min(1209600000, (rights_until - published_at) / 2)
  where rights_until is not null;
