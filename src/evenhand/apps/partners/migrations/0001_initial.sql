-- Another system with a key of its own; the key stands here only as its hash. `outlet_code`: whose merchant it acts for.
create table partners_partner (
  city text not null references cities_city (slug),
  id uuid not null,
  name text not null,
  outlet_code text,
  key_hash bytea not null check (length(key_hash) = 32),
  hook text,
  active boolean not null default true,
  added_at timestamptz not null,
  primary key (city, id),
  unique (city, key_hash)
);
select evenhand_wall('partners_partner', 'select, insert, update (hook, active)');

-- What a partner asked under a key of its own, and the answer: asked again, it is told the same and nothing happens twice.
create table partners_call (
  city text not null,
  partner_id uuid not null,
  key text not null,
  asked bytea not null check (length(asked) = 32),
  status integer,
  answer jsonb,
  at timestamptz not null,
  primary key (city, partner_id, key),
  check ((status is null) = (answer is null)),
  foreign key (city, partner_id) references partners_partner (city, id)
);
select evenhand_wall('partners_call', 'select, insert, update (status, answer)');

-- A fact on its way to a partner's hook, tried until it is taken.
create table partners_telling (
  city text not null,
  id uuid not null,
  partner_id uuid not null,
  event_id uuid not null,
  kind text not null,
  body text not null,
  tries integer not null default 0,
  next_at timestamptz,
  taken_at timestamptz,
  primary key (city, id),
  unique (city, partner_id, event_id),
  foreign key (city, partner_id) references partners_partner (city, id)
);
create index partners_telling_waiting on partners_telling (city, next_at) where next_at is not null;
select evenhand_wall('partners_telling', 'select, insert, update (tries, next_at, taken_at)');
