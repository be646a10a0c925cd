-- What a person asks a person to look at. `about` is the order or claim it concerns; `slip_id` leads to words in the vault.
-- Who opened it for somebody does not answer it.
create table cases_case (
  city text not null,
  id uuid not null,
  kind text not null check (kind in ('callback', 'appeal', 'dispute', 'incident')),
  person bytea check (length(person) = 16),
  about uuid,
  reason text not null,
  slip_id uuid,
  channel text not null,
  agent_id uuid,
  opened_at timestamptz not null,
  due_at timestamptz not null,
  answer text check (answer in ('upheld', 'declined', 'done')),
  answered_by uuid,
  answered_at timestamptz,
  primary key (city, id),
  foreign key (city, slip_id) references residents_slip (city, id),
  foreign key (city, agent_id) references cities_staff (city, id),
  foreign key (city, answered_by) references cities_staff (city, id),
  check (due_at > opened_at),
  check (num_nonnulls(answer, answered_by, answered_at) in (0, 3)),
  check (kind = 'callback' or answered_by <> agent_id)
);
create unique index cases_case_open on cases_case (city, kind, about) where answer is null and about is not null;
create index cases_case_waiting on cases_case (city, kind, due_at) where answer is null;
create index cases_case_person on cases_case (city, person);
select evenhand_wall('cases_case', 'select, insert, update (answer, answered_by, answered_at)');
