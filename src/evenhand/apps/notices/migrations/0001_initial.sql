-- The outbox of words. A notice is written in the transaction that causes it and sent after its commit; `dedupe` makes it one.
-- It is addressed to a person's tag or to a sign-in code; where that leads, the vault says at the moment of sending.
create table notices_notice (
  city text not null,
  id uuid not null,
  dedupe text not null,
  template text not null,
  language text not null check (language in ('zh', 'en')),
  person bytea check (length(person) = 16),
  code_id uuid,
  facts jsonb not null default '{}',
  written_at timestamptz not null,
  tries smallint not null default 0,
  try_at timestamptz,  -- not before; null: at once
  sent_at timestamptz,
  receipt text,
  failed_at timestamptz,
  failure text,
  primary key (city, id),
  unique (city, dedupe),
  check (num_nonnulls(person, code_id) = 1),
  check (sent_at is null or failed_at is null),
  check ((failed_at is null) = (failure is null))
);
create index notices_notice_waiting on notices_notice (city, id) where sent_at is null and failed_at is null;
create index notices_notice_person on notices_notice (city, person);
select evenhand_wall('notices_notice');
