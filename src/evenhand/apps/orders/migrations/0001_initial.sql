create table orders_order (
  city text not null,
  id uuid not null,
  claim_id uuid not null,
  campaign_id uuid not null,
  release_id uuid not null,
  person bytea not null check (length(person) = 16),
  units integer not null check (units > 0),
  price_fen bigint not null check (price_fen >= 0),
  fee_fen bigint not null check (fee_fen >= 0),
  payment text not null check (payment in ('free', 'on_handover', 'prepaid')),
  way text not null check (way in ('home', 'outlet')),
  district text not null,
  outlet_id uuid not null,
  state text not null check (state in ('placed', 'paid', 'accepted', 'packed', 'out', 'handed_over', 'cancelled', 'back')),
  placed_at timestamptz not null,
  pay_by timestamptz,
  promised_by timestamptz not null,
  primary key (city, id),
  unique (city, claim_id),
  foreign key (city, claim_id) references claims_claim (city, id),
  foreign key (city, release_id) references campaigns_release (city, id)
);
create index orders_order_state on orders_order (city, outlet_id, state);
create index orders_order_person on orders_order (city, person);
select evenhand_wall('orders_order', 'select, insert, update');

create table orders_payment (
  city text not null,
  id uuid not null,
  order_id uuid not null,
  amount_fen bigint not null check (amount_fen > 0),
  adapter text not null,
  state text not null check (state in ('asked', 'paid', 'closed', 'refunded')),
  reference text,
  asked_at timestamptz not null,
  settled_at timestamptz,
  primary key (city, id),
  foreign key (city, order_id) references orders_order (city, id)
);
create unique index orders_payment_open on orders_payment (city, order_id) where state in ('asked', 'paid');
select evenhand_wall('orders_payment', 'select, insert, update');
