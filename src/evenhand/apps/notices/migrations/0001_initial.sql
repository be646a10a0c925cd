-- The outbox of words. A notice is written in the transaction that causes it and sent after its commit; `dedupe` makes it one.
create table notices_notice (
  city text not null,
  id uuid not null,
  dedupe text not null,
  template text not null,
  person bytea check (length(person) = 16),
  facts jsonb not null default '{}',
  written_at timestamptz not null,
  sent_at timestamptz,
  receipt text,
  tries smallint not null default 0,
  primary key (city, id),
  unique (city, dedupe)
);
create index notices_notice_waiting on notices_notice (city, id) where sent_at is null;
create index notices_notice_person on notices_notice (city, person);
select evenhand_wall('notices_notice');
