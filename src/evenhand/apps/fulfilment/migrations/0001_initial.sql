create table fulfilment_outlet (
  city text not null,
  id uuid not null,
  code text not null,
  name jsonb not null,
  district text not null,
  lon double precision not null check (lon between -180 and 180),
  lat double precision not null check (lat between -90 and 90),
  opens time not null,
  closes time not null,
  primary key (city, id),
  unique (city, code),
  check (closes > opens),
  foreign key (city, district) references cities_district (city, code)
);
select evenhand_wall('fulfilment_outlet');

-- Goods received together. Its disinfection record belongs to it.
create table fulfilment_lot (
  city text not null,
  id uuid not null,
  outlet_id uuid not null,
  campaign_id uuid not null,
  code text not null,
  source text not null,
  units integer not null check (units > 0),
  received_at timestamptz not null,
  received_by uuid not null,
  disinfect boolean not null,
  disinfected_at timestamptz,
  disinfected_by uuid,
  primary key (city, id),
  unique (city, outlet_id, code),
  unique (city, id, units),
  check ((disinfected_at is null) = (disinfected_by is null)),
  foreign key (city, outlet_id) references fulfilment_outlet (city, id),
  foreign key (city, campaign_id) references campaigns_campaign (city, id)
);
select evenhand_wall('fulfilment_lot', 'select, insert, update (disinfected_at, disinfected_by)');

-- Where a lot's units are now: one row a lot, one column a shelf. The checks are the invariant: no shelf below zero, and all
-- of them together always what was received.
create table fulfilment_stock (
  city text not null,
  lot_id uuid not null,
  units integer not null,
  arrived integer not null default 0 check (arrived >= 0),
  ready integer not null default 0 check (ready >= 0),
  packed integer not null default 0 check (packed >= 0),
  out integer not null default 0 check (out >= 0),
  handed_over integer not null default 0 check (handed_over >= 0),
  written_off integer not null default 0 check (written_off >= 0),
  primary key (city, lot_id),
  check (arrived + ready + packed + out + handed_over + written_off = units),
  foreign key (city, lot_id, units) references fulfilment_lot (city, id, units)
);
select evenhand_wall('fulfilment_stock', 'select, insert, update (arrived, ready, packed, out, handed_over, written_off)');

-- How the units came there, as double entry: what leaves one shelf arrives on another. `source` is the world outside.
-- A thing (lot or parcel) moves once for each cause.
create table fulfilment_movement (
  city text not null,
  id uuid not null,
  lot_id uuid not null,
  from_shelf text not null check (from_shelf in ('source', 'arrived', 'ready', 'packed', 'out')),
  to_shelf text not null check (to_shelf in ('arrived', 'ready', 'packed', 'out', 'handed_over', 'written_off')),
  units integer not null check (units > 0),
  cause text not null,
  subject uuid not null,
  at timestamptz not null,
  primary key (city, id),
  unique (city, subject, cause),
  check (from_shelf <> to_shelf),
  foreign key (city, lot_id) references fulfilment_lot (city, id)
);
create index fulfilment_movement_lot on fulfilment_movement (city, lot_id);
select evenhand_wall('fulfilment_movement', 'select, insert');

create table fulfilment_acceptance (
  city text not null,
  order_id uuid not null,
  outlet_id uuid not null,
  accepted_by uuid not null,
  accepted_at timestamptz not null,
  primary key (city, order_id),
  foreign key (city, order_id) references orders_order (city, id)
);
select evenhand_wall('fulfilment_acceptance', 'select, insert');

-- Sealed goods of one order. An order has at most one parcel.
create table fulfilment_parcel (
  city text not null,
  id uuid not null,
  order_id uuid not null,
  outlet_id uuid not null,
  lot_id uuid not null,
  label text not null,
  units integer not null check (units > 0),
  state text not null check (state in ('packed', 'out', 'handed_over', 'returning', 'back')),
  packed_by uuid not null,
  packed_at timestamptz not null,
  primary key (city, id),
  unique (city, order_id),
  unique (city, label),
  foreign key (city, order_id) references orders_order (city, id),
  foreign key (city, lot_id) references fulfilment_lot (city, id)
);
create index fulfilment_parcel_state on fulfilment_parcel (city, outlet_id, state);
select evenhand_wall('fulfilment_parcel', 'select, insert, update');
