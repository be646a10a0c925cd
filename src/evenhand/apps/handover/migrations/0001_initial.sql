-- The code's secret is never stored: it is derived from a key, the order and `serial`. Here stands how often it was guessed.
create table handover_code (
  city text not null,
  order_id uuid not null,
  serial integer not null default 1 check (serial >= 1),
  wrong smallint not null default 0 check (wrong between 0 and 5),
  locked_at timestamptz,
  issued_at timestamptz not null,
  primary key (city, order_id),
  check ((locked_at is not null) = (wrong = 5)),
  foreign key (city, order_id) references orders_order (city, id)
);
select evenhand_wall('handover_code');

-- Every try at a door, each with the client's own id so that a repeat is the same try. tries_left: of the code after a wrong
-- one, of visits after a failed one.
create table handover_attempt (
  city text not null,
  id uuid not null,
  parcel_id uuid not null,
  stop_id uuid not null,
  rider_id uuid not null,
  outcome text not null check (outcome in ('handed_over', 'wrong_code', 'not_home', 'refused', 'address_wrong', 'locked')),
  tries_left smallint not null check (tries_left between 0 and 5),
  lon double precision,
  lat double precision,
  at timestamptz not null,
  primary key (city, id),
  foreign key (city, parcel_id) references fulfilment_parcel (city, id),
  foreign key (city, stop_id) references dispatch_stop (city, id)
);
create index handover_attempt_parcel on handover_attempt (city, parcel_id);
select evenhand_wall('handover_attempt', 'select, insert');

-- Parcel into a person's hands: proved, final, written once.
create table handover_handover (
  city text not null,
  id uuid not null,
  parcel_id uuid not null,
  order_id uuid not null,
  proof text not null check (proof in ('code', 'qr', 'id_last4', 'photo', 'proxy')),
  rider_id uuid not null,
  collected_fen bigint not null default 0 check (collected_fen >= 0),
  at timestamptz not null,
  primary key (city, id),
  unique (city, parcel_id),
  unique (city, order_id),
  foreign key (city, parcel_id) references fulfilment_parcel (city, id),
  foreign key (city, order_id) references orders_order (city, id),
  foreign key (city, id) references handover_attempt (city, id)
);
select evenhand_wall('handover_handover', 'select, insert');
