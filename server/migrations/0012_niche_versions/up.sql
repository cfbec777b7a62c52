alter table niches add column version bigint not null default 1;
