-- The vault: the only holder of personal data. What can be read back lies sealed (AES-256-GCM, bound to its cell) under a key of
-- the person's own, itself sealed under the city's key, which is never in the database. What is searched is a keyed hash.
create table residents_address (
  city text not null,
  id uuid not null,
  blind_index bytea not null check (length(blind_index) = 32),  -- of district and canonical text
  district text not null,
  lon double precision not null check (lon between -180 and 180),
  lat double precision not null check (lat between -90 and 90),
  primary key (city, id),
  unique (city, blind_index),
  foreign key (city, district) references cities_district (city, code)
);
select evenhand_wall('residents_address');

-- Those who live behind one door. It has an id of its own, so that it can move, and limits can tell the two apart.
create table residents_household (
  city text not null,
  id uuid not null,
  address_id uuid not null,
  primary key (city, id),
  unique (city, address_id),
  foreign key (city, address_id) references residents_address (city, id)
);
select evenhand_wall('residents_household');

create table residents_person (
  city text not null,
  id uuid not null,
  tag bytea not null check (length(tag) = 16),
  household_id uuid not null,
  age_band text not null check (age_band in ('0-13', '14-17', '18-39', '40-59', '60-69', '70-79', '80+', 'unknown')),
  status text not null check (status in ('verified', 'provisional')),
  channel text not null,
  verified_at timestamptz not null,
  primary key (city, id),
  unique (city, tag),
  foreign key (city, household_id) references residents_household (city, id)
);
create index residents_person_household on residents_person (city, household_id);
select evenhand_wall('residents_person');

-- kind + canonical number -> keyed hash; several documents may belong to one person, one document never to two.
create table residents_document (
  city text not null,
  blind_index bytea not null check (length(blind_index) = 32),
  person_id uuid not null,
  kind text not null,
  primary key (city, blind_index),
  foreign key (city, person_id) references residents_person (city, id)
);
create index residents_document_person on residents_document (city, person_id);
select evenhand_wall('residents_document');

-- Every phone a person has been verified with; one phone may serve a family.
create table residents_phone (
  city text not null,
  blind_index bytea not null check (length(blind_index) = 32),
  person_id uuid not null,
  primary key (city, blind_index, person_id),
  foreign key (city, person_id) references residents_person (city, id)
);
create index residents_phone_person on residents_phone (city, person_id);
select evenhand_wall('residents_phone');

-- Dropping this row shreds all the person's sealed fields.
create table residents_personkey (
  city text not null,
  person_id uuid not null,
  key_id text not null,
  wrapped bytea not null,
  primary key (city, person_id),
  foreign key (city, person_id) references residents_person (city, id)
);
select evenhand_wall('residents_personkey');

create table residents_sealed (
  city text not null,
  person_id uuid not null,
  name bytea not null,
  phone bytea not null,
  document bytea not null,
  address bytea not null,
  primary key (city, person_id),
  foreign key (city, person_id) references residents_person (city, id)
);
select evenhand_wall('residents_sealed');

-- Each use of a person's data is agreed to on its own; given again after it was withdrawn, it is another row.
create table residents_consent (
  city text not null,
  person_id uuid not null,
  purpose text not null,
  recipient text not null,
  given_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (city, person_id, purpose, given_at),
  foreign key (city, person_id) references residents_person (city, id),
  check (withdrawn_at >= given_at)
);
select evenhand_wall('residents_consent');

-- Six-digit sign-in codes, kept as keyed digests, bound to the phone and the request that asked for them. `nth` counts a phone's
-- codes: of two requests at the same moment one finds its number taken, so that no race gets past the caps.
create table residents_code (
  city text not null,
  id uuid not null,
  phone_index bytea not null check (length(phone_index) = 32),
  nth integer not null check (nth >= 1),
  digest bytea not null check (length(digest) = 32),
  message bytea,  -- phone and digits, sealed, until they are sent
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  tries smallint not null default 0 check (tries between 0 and 5),
  confirmed_at timestamptz,
  used_at timestamptz,
  primary key (city, id),
  unique (city, phone_index, nth),
  check (used_at >= confirmed_at)
);
select evenhand_wall('residents_code');
