-- Who got the daily reminder for which day of their own calendar: nobody gets two.
create table daily_reminders (
  user_id text not null references users (id) on delete cascade,
  day text not null,
  sent_at bigint not null,
  primary key (user_id, day)
);
create index daily_reminders_by_age on daily_reminders (sent_at);

-- Up to when it was looked who is due.
create table daily_reminder_mark (
  only_row bigint primary key,
  handled_until bigint
);
insert into daily_reminder_mark (only_row, handled_until) values (1, null);

-- Who was told that time runs out: each nudge once for each deadline. A deadline is that of one revision, or of one wait.
create table deadline_reminders (
  subject_id text not null,
  round bigint not null,
  nudge text not null,
  sent_at bigint not null,
  primary key (subject_id, round, nudge)
);
create index deadline_reminders_by_age on deadline_reminders (sent_at);

create index users_by_zone on users (role, time_zone, id);
