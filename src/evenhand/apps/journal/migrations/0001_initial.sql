-- The ground every room stands on: the wall between cities, the one clock, ids, and the journal.

-- Puts the wall around a tenant table: forced row-level security, and what the app role may do.
-- Outside a city (setting absent or '') the policy compares with null: no row is seen, none can be written.
create function evenhand_wall(tenant regclass, privileges text default 'select, insert, update, delete') returns void
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', tenant);
  execute format('alter table %s force row level security', tenant);
  execute format('create policy city_wall on %s using (city = nullif(current_setting(''evenhand.city'', true), ''''))'
                 ' with check (city = nullif(current_setting(''evenhand.city'', true), ''''))', tenant);
  execute format('grant %s on %s to evenhand_app', privileges, tenant);
end $$;

-- Real time runs at `rate` from `started_at`; the city's clock showed `city_at` then. No row: the city lives in real time.
create table journal_clock (
  city text primary key,
  started_at timestamptz not null,
  city_at timestamptz not null,
  rate double precision not null check (rate >= 0)
);
select evenhand_wall('journal_clock');

create function city_now(p_city text) returns timestamptz
language sql volatile as $$
  select coalesce(
    (select c.city_at + (clock_timestamp() - c.started_at) * c.rate from journal_clock c where c.city = p_city),
    clock_timestamp())
$$;

-- RFC 9562 UUIDv7. Servers older than 18 lack one: 48 bits of Unix milliseconds, version, variant, random.
do $do$ begin
  if current_setting('server_version_num')::integer >= 180000 then
    create function evenhand_uuid7() returns uuid language sql volatile as 'select uuidv7()';
  else
    create function evenhand_uuid7() returns uuid language sql volatile as $$
      select encode(
        set_bit(set_bit(
          overlay(uuid_send(gen_random_uuid())
                  placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
                  from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
    $$;
  end if;
end $do$;

-- The journal: facts, appended. Only `done_at` may ever change, and the app role holds no other right to change or delete.
create table journal_event (
  city text not null,
  id uuid not null default evenhand_uuid7(),
  kind text not null,
  subject uuid not null,
  data jsonb not null default '{}',
  at timestamptz not null,
  done_at timestamptz,
  primary key (city, id)
);
create index journal_event_waiting on journal_event (city, id) where done_at is null;
create index journal_event_subject on journal_event (city, subject);
select evenhand_wall('journal_event', 'select, insert, update (done_at)');

-- The audit chain: one link an event, in the order the worker took them. digest = SHA-256 over the link before and the event.
create table journal_link (
  city text not null,
  position bigint not null check (position >= 1),
  event_id uuid not null,
  digest bytea not null check (length(digest) = 32),
  primary key (city, position),
  unique (city, event_id),
  foreign key (city, event_id) references journal_event (city, id)
);
select evenhand_wall('journal_link', 'select, insert');

-- The chain's last link. Whoever holds this row locked is the one worker that serves the city.
create table journal_head (
  city text primary key,
  position bigint not null default 0 check (position >= 0),
  digest bytea not null default decode(repeat('00', 32), 'hex') check (length(digest) = 32)
);
select evenhand_wall('journal_head', 'select, insert, update');

-- What falls due at an hour of the city's clock; the worker turns it into an event once.
create table journal_due (
  city text not null,
  id uuid not null default evenhand_uuid7(),
  kind text not null,
  subject uuid not null,
  at timestamptz not null,
  done_at timestamptz,
  primary key (city, id),
  unique (city, kind, subject)
);
create index journal_due_waiting on journal_due (city, at) where done_at is null;
select evenhand_wall('journal_due');
