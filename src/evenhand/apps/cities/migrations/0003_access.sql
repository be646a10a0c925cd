-- How a member of staff signs in: a short name, a passphrase (its slow hash) and one-time codes, whose secret is derived
-- from the master key and this serial and kept nowhere. A new enrollment raises the serial: older codes and links die.
create table cities_access (
  city text not null,
  staff_id uuid not null,
  handle text not null check (handle ~ '^[a-z0-9][a-z0-9.-]{2,31}$'),
  serial integer not null default 0 check (serial >= 0),
  passphrase text,
  last_step bigint not null default 0,
  wrong integer not null default 0 check (wrong between 0 and 5),
  locked_until timestamptz,
  primary key (city, staff_id),
  unique (city, handle),
  foreign key (city, staff_id) references cities_staff (city, id)
);
select evenhand_wall('cities_access');
