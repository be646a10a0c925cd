-- Reference table (replicated to every node of a cluster): which cities there are and the policy each was loaded with.
create table cities_city (
  slug text primary key check (slug ~ '^[a-z][a-z0-9-]{1,39}$'),
  name jsonb not null,
  timezone text not null,
  policy jsonb not null,
  policy_hash text not null check (policy_hash ~ '^[0-9a-f]{64}$'),
  rehearsal boolean not null default false,
  loaded_at timestamptz not null default clock_timestamp()
);
grant select, insert, update on cities_city to evenhand_app;

create table cities_district (
  city text not null references cities_city (slug),
  code text not null,
  name jsonb not null,
  population integer check (population >= 0),
  lon double precision not null check (lon between -180 and 180),
  lat double precision not null check (lat between -90 and 90),
  primary key (city, code)
);
select evenhand_wall('cities_district');

create table cities_staff (
  city text not null references cities_city (slug),
  id uuid not null,
  role text not null check (role in ('agent', 'merchant', 'rider', 'dispatcher', 'official', 'auditor')),
  name text not null,
  outlet_code text,
  active boolean not null default true,
  primary key (city, id),
  check (role not in ('merchant', 'rider') or outlet_code is not null)
);
select evenhand_wall('cities_staff');

-- Four eyes: what was asked (bound to a hash of the exact change), by whom, and by whom else it was approved.
create table cities_approval (
  city text not null,
  id uuid not null,
  subject_kind text not null,
  subject uuid not null,
  change_hash bytea not null check (length(change_hash) = 32),
  reason text not null,
  requester uuid not null,
  requested_at timestamptz not null,
  approver uuid,
  approved_at timestamptz,
  primary key (city, id),
  check (approver <> requester),
  check ((approver is null) = (approved_at is null)),
  foreign key (city, requester) references cities_staff (city, id),
  foreign key (city, approver) references cities_staff (city, id)
);
select evenhand_wall('cities_approval', 'select, insert, update (approver, approved_at)');
