-- The right of one person to units of a release until a time: won in a draw, redeemed by a number, or given in hardship. Taken,
-- it is a granted claim whose id follows from its own; else it lapses.
create table claims_entitlement (
  city text not null,
  id uuid not null,
  release_id uuid not null,
  person bytea not null check (length(person) = 16),
  units integer not null check (units > 0),
  source text not null check (source in ('winner', 'alternate', 'number', 'hardship')),
  district text not null,
  channel text not null,
  issued_at timestamptz not null,
  until_at timestamptz not null,
  state text not null check (state in ('open', 'taken', 'lapsed', 'withdrawn')),
  settled_at timestamptz,
  primary key (city, id),
  check (until_at > issued_at),
  check ((state = 'open') = (settled_at is null)),
  foreign key (city, release_id) references campaigns_release (city, id)
);
create index claims_entitlement_person on claims_entitlement (city, person);
select evenhand_wall('claims_entitlement', 'select, insert, update (state, settled_at)');
