-- The last four characters of a document, as a keyed hash: with the whole name they find somebody on the telephone.
alter table residents_document add column last_four bytea check (length(last_four) = 32);
create index residents_document_last_four on residents_document (city, last_four);

-- Every look-up by an agent: who asked, why, and whom it showed. `nth` counts an agent's look-ups in an hour: of two at the
-- same moment one finds its number taken, so that no race gets past the cap.
create table residents_lookup (
  city text not null,
  id uuid not null,
  agent_id uuid not null,
  hour timestamptz not null,
  nth integer not null check (nth between 1 and 60),
  how text not null check (how in ('phone', 'name_and_last_four')),
  reason text not null,
  found uuid[] not null default '{}',
  at timestamptz not null,
  primary key (city, id),
  unique (city, agent_id, hour, nth),
  foreign key (city, agent_id) references cities_staff (city, id)
);
create index residents_lookup_found on residents_lookup using gin (found);
select evenhand_wall('residents_lookup', 'select, insert, update (found)');

-- Words that another room keeps by this id alone, because they may name somebody; sealed under the city's key.
create table residents_slip (
  city text not null,
  id uuid not null,
  box bytea not null,
  written_at timestamptz not null,
  primary key (city, id)
);
select evenhand_wall('residents_slip', 'select, insert, delete');
