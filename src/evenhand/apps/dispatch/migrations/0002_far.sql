-- E-bikes, each with its rider, that a van has room for.
alter table dispatch_rider add column bikes_max integer check (bikes_max > 0);

-- near: from the outlet's door · far: pooled orders outside of the near area · takeover: parcels of a rider who cannot go on.
-- `options`: what the ways to do it would have cost, by name, and which of them this is.
alter table dispatch_wave add column kind text not null default 'near' check (kind in ('near', 'far', 'takeover'));
alter table dispatch_wave add column options jsonb not null default '{}';

-- Where the trips of a route begin and end, if not at the outlet: a drop-off point's code, or a rider's id who is met.
alter table dispatch_route add column loads_at text;
alter table dispatch_route add column loads_lon double precision check (loads_lon between -180 and 180);
alter table dispatch_route add column loads_lat double precision check (loads_lat between -90 and 90);
alter table dispatch_route add constraint dispatch_route_loads
  check (num_nulls(loads_at, loads_lon, loads_lat) in (0, 3));

-- A van's halt at a drop-off point: it brings parcels, riders and e-bikes, and waits until the last of them is back.
create table dispatch_call (
  city text not null,
  route_id uuid not null,
  number smallint not null check (number >= 1),
  point text not null,
  lon double precision not null check (lon between -180 and 180),
  lat double precision not null check (lat between -90 and 90),
  arrives_at timestamptz not null,
  leaves_at timestamptz not null,
  parcels integer not null check (parcels > 0),
  bikes integer not null check (bikes > 0),
  primary key (city, route_id, number),
  check (leaves_at >= arrives_at),
  foreign key (city, route_id) references dispatch_route (city, id)
);
select evenhand_wall('dispatch_call');

-- What a dispatcher decided against, or without, a plan, and why. `subject`: a wave, a stop or a rider.
create table dispatch_override (
  city text not null,
  id uuid not null,
  kind text not null check (kind in ('far_option', 'put_next', 'take_over')),
  subject uuid not null,
  reason text not null,
  by uuid not null,
  at timestamptz not null,
  primary key (city, id)
);
create index dispatch_override_subject on dispatch_override (city, subject);
select evenhand_wall('dispatch_override', 'select, insert');

-- Stops of a route change places in one statement; only its end counts.
alter table dispatch_stop drop constraint dispatch_stop_city_route_id_position_key;
alter table dispatch_stop add constraint dispatch_stop_position unique (city, route_id, position) deferrable initially immediate;

-- moved: another rider has taken the parcel over.
alter table dispatch_stop drop constraint dispatch_stop_state_check;
alter table dispatch_stop add constraint dispatch_stop_state_check
  check (state in ('planned', 'out', 'handed_over', 'failed', 'moved'));
