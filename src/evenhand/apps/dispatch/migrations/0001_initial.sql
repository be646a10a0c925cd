-- A rider's id is that of the staff member who rides.
create table dispatch_rider (
  city text not null,
  id uuid not null,
  outlet_id uuid not null,
  vehicle text not null check (vehicle in ('e_bike', 'car', 'van')),
  parcels_max integer not null check (parcels_max > 0),
  range_m integer check (range_m > 0),
  primary key (city, id),
  foreign key (city, id) references cities_staff (city, id),
  foreign key (city, outlet_id) references fulfilment_outlet (city, id)
);
create index dispatch_rider_outlet on dispatch_rider (city, outlet_id);
select evenhand_wall('dispatch_rider');

create table dispatch_shift (
  city text not null,
  id uuid not null,
  rider_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  primary key (city, id),
  unique (city, rider_id, starts_at),
  check (ends_at > starts_at),
  foreign key (city, rider_id) references dispatch_rider (city, id)
);
select evenhand_wall('dispatch_shift');

-- Parcels leaving together, with the plan's figures as the independent judge found them.
create table dispatch_wave (
  city text not null,
  id uuid not null,
  outlet_id uuid not null,
  state text not null check (state in ('planned', 'accepted', 'discarded', 'done')),
  planned_at timestamptz not null,
  planned_by uuid not null,
  accepted_at timestamptz,
  accepted_by uuid,
  distance_m bigint not null check (distance_m >= 0),
  figures jsonb not null,
  primary key (city, id),
  check ((accepted_at is null) = (accepted_by is null)),
  check ((state in ('accepted', 'done')) = (accepted_at is not null)),
  foreign key (city, outlet_id) references fulfilment_outlet (city, id)
);
create index dispatch_wave_outlet on dispatch_wave (city, outlet_id, planned_at);
select evenhand_wall('dispatch_wave');

create table dispatch_route (
  city text not null,
  id uuid not null,
  wave_id uuid not null,
  rider_id uuid not null,
  departs_at timestamptz not null,
  returns_at timestamptz not null,
  distance_m integer not null check (distance_m >= 0),
  primary key (city, id),
  unique (city, wave_id, rider_id),
  check (returns_at >= departs_at),
  foreign key (city, wave_id) references dispatch_wave (city, id),
  foreign key (city, rider_id) references dispatch_rider (city, id)
);
create index dispatch_route_rider on dispatch_route (city, rider_id);
select evenhand_wall('dispatch_route');

-- One outing from the outlet and back. Loading is over at `departs_at`.
create table dispatch_trip (
  city text not null,
  route_id uuid not null,
  number smallint not null check (number >= 1),
  departs_at timestamptz not null,
  returns_at timestamptz not null,
  primary key (city, route_id, number),
  check (returns_at >= departs_at),
  foreign key (city, route_id) references dispatch_route (city, id)
);
select evenhand_wall('dispatch_trip');

-- `position` counts through the whole route.
create table dispatch_stop (
  city text not null,
  id uuid not null,
  route_id uuid not null,
  parcel_id uuid not null,
  trip smallint not null,
  position smallint not null check (position >= 1),
  arrives_at timestamptz not null,
  state text not null check (state in ('planned', 'out', 'handed_over', 'failed')),
  primary key (city, id),
  unique (city, route_id, position),
  foreign key (city, route_id, trip) references dispatch_trip (city, route_id, number),
  foreign key (city, parcel_id) references fulfilment_parcel (city, id)
);
create unique index dispatch_stop_open on dispatch_stop (city, parcel_id) where state in ('planned', 'out');
select evenhand_wall('dispatch_stop');

-- Why a parcel is not in a plan: one row a parcel and wave.
create table dispatch_unserved (
  city text not null,
  wave_id uuid not null,
  parcel_id uuid not null,
  reason text not null,
  primary key (city, wave_id, parcel_id),
  foreign key (city, wave_id) references dispatch_wave (city, id)
);
select evenhand_wall('dispatch_unserved');
