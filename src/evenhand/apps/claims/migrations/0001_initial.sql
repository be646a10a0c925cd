-- The live counter of a release, with the terms that admission needs as plain columns. `remaining` can't fall below zero.
create table claims_quota (
  city text not null,
  release_id uuid not null,
  campaign_id uuid not null,
  mode text not null,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  total integer not null check (total > 0),
  remaining integer not null,
  limit_units integer not null check (limit_units > 0),
  limit_claims integer not null check (limit_claims > 0),
  limit_every interval not null check (limit_every > interval '0'),
  limit_calendar boolean not null,
  timezone text not null,
  primary key (city, release_id),
  check (remaining between 0 and total),
  check (closes_at > opens_at),
  foreign key (city, release_id) references campaigns_release (city, id)
);
select evenhand_wall('claims_quota', 'select, insert, update (remaining)');

-- One person's request and its final answer. id is the key the client made before the first try: a repeat finds its answer here.
-- No foreign key to the quota: admission holds that row locked and writes its own id, and the check would cost a third of its speed.
create table claims_claim (
  city text not null,
  id uuid not null,
  release_id uuid not null,
  person bytea not null check (length(person) = 16),
  units integer not null check (units > 0),
  outcome text not null check (outcome in ('granted', 'refused')),
  reason text,
  again_at timestamptz,
  digest bytea not null,
  district text not null,
  channel text not null,
  agent_id uuid,
  at timestamptz not null,
  returned_at timestamptz,
  primary key (city, id),
  check ((outcome = 'refused') = (reason is not null)),
  check (returned_at is null or outcome = 'granted')
);
create index claims_claim_granted on claims_claim (city, release_id, person) where outcome = 'granted';
select evenhand_wall('claims_claim', 'select, insert, update (returned_at)');

-- What one subject (person, household, address) has used of its limit in the window that is running. The window opens with
-- the first grant and is over at `resets_at`.
create table claims_limituse (
  city text not null,
  campaign_id uuid not null,
  scope text not null check (scope in ('person', 'household', 'address')),
  subject bytea not null,
  starts_at timestamptz not null,
  resets_at timestamptz not null,
  units integer not null,
  claims integer not null,
  units_max integer not null,
  claims_max integer not null,
  primary key (city, campaign_id, scope, subject),
  check (resets_at > starts_at),
  check (units between 0 and units_max),
  check (claims between 0 and claims_max)
) with (fillfactor = 80);
select evenhand_wall('claims_limituse');
