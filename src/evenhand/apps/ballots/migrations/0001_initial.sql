-- A list of winners that a city's own ballot sent: one row a revision, with the hash of the very file and the city's signature.
create table ballots_winnerlist (
  city text not null,
  campaign_id uuid not null,
  list_id text not null,
  revision integer not null check (revision > 0),
  file_hash bytea not null check (length(file_hash) = 32),
  signature bytea not null check (length(signature) = 64),
  winners integer not null check (winners > 0),
  imported_by uuid,  -- null: the city's own machine
  imported_at timestamptz not null,
  primary key (city, campaign_id, list_id, revision),
  foreign key (city, campaign_id) references campaigns_campaign (city, id)
);
select evenhand_wall('ballots_winnerlist', 'select, insert');

-- A winning number. `id_index` is a keyed hash of the document whose holder alone may redeem it. Redeemed once, for good.
create table ballots_winner (
  city text not null,
  campaign_id uuid not null,
  list_id text not null,
  number text not null check (number ~ '^[A-Z0-9]{4,32}$'),
  revision integer not null,
  units integer not null check (units > 0),
  valid_from timestamptz not null,
  valid_until timestamptz not null,
  status text not null check (status in ('active', 'revoked')),
  id_index bytea check (length(id_index) = 32),
  entitlement_id uuid,
  person bytea check (length(person) = 16),
  redeemed_at timestamptz,
  lapsed_at timestamptz,
  primary key (city, campaign_id, list_id, number),
  unique (city, campaign_id, number),
  check (valid_until > valid_from),
  check ((redeemed_at is null) = (entitlement_id is null) and (redeemed_at is null) = (person is null)),
  check (redeemed_at is null or lapsed_at is null),
  foreign key (city, campaign_id, list_id, revision) references ballots_winnerlist (city, campaign_id, list_id, revision)
);
create index ballots_winner_until on ballots_winner (city, valid_until) where redeemed_at is null and lapsed_at is null;
select evenhand_wall('ballots_winner', 'select, insert, update');

-- Numbers that a person tried and did not hold.
create table ballots_failure (
  city text not null,
  id uuid not null,
  person bytea not null check (length(person) = 16),
  at timestamptz not null,
  primary key (city, id)
);
create index ballots_failure_person on ballots_failure (city, person, at);
select evenhand_wall('ballots_failure', 'select, insert');
