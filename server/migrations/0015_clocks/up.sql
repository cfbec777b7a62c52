-- Clocks of the work: since when each wait runs, whose turn it is, and whether they stand still.

-- Since when its clocks stand still, because one of its people is suspended.
alter table collaborations add column stopped_at bigint;
update collaborations
set stopped_at = (select max(u.updated_at) from users u
    where u.status = 'suspended' and u.id in (collaborations.sponsor_id, collaborations.influencer_id))
where status in ('awaiting_funding', 'active', 'disputed');
update collaborations set lapses_at = null where stopped_at is not null;

-- When what is waited for began, so that half of its time is known.
alter table deliverables add column waiting_since bigint;
update deliverables
set waiting_since = (select max(e.created_at) from work_events e
    where e.collaboration_id = deliverables.collaboration_id
    and (e.deliverable_id = deliverables.id or e.what = 'funded'))
where deadline_at is not null;
create index deliverables_by_deadline on deliverables (deadline_at) where deadline_at is not null;

-- The nearest deadline of what that side is waited for; none when it is not its turn.
alter table collaborations add column sponsor_due_at bigint;
alter table collaborations add column influencer_due_at bigint;
update collaborations set sponsor_due_at = funding_due_at where status = 'awaiting_funding';
update collaborations set sponsor_due_at = asked_until where status = 'active' and asked_by = 'influencer';
update collaborations set influencer_due_at = asked_until where status = 'active' and asked_by = 'sponsor';
update collaborations
set sponsor_due_at = (select min(d.deadline_at) from deliverables d
        where d.collaboration_id = collaborations.id and d.status = 'submitted'),
    influencer_due_at = (select min(d.deadline_at) from deliverables d
        where d.collaboration_id = collaborations.id and d.status in ('todo', 'changes_requested', 'approved'))
where status = 'active' and asked_by is null;
create index collaborations_by_sponsors_turn on collaborations (sponsor_id, sponsor_due_at, influencer_due_at);
create index collaborations_by_influencers_turn on collaborations (influencer_id, influencer_due_at);

-- 1, 2, 3, …: the order of what happens in one millisecond too.
alter table work_events add column position bigint not null default 0;
update work_events
set position = (select count(*) from work_events e where e.collaboration_id = work_events.collaboration_id
    and (e.created_at, case when e.what = 'completed' then 1 else 0 end, e.id)
        <= (work_events.created_at, case when work_events.what = 'completed' then 1 else 0 end, work_events.id));
create unique index work_events_in_order on work_events (collaboration_id, position);
drop index work_events_by_collaboration;
