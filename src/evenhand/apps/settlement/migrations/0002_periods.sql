-- A party's statement over a stretch of closed days: drawn by one, approved by another, closed for good. What it says never
-- changes; only how it stands.
create table settlement_period (
  city text not null,
  id uuid not null,
  party text not null check (party in ('city', 'platform', 'merchant', 'carrier')),
  outlet_id uuid,
  first date not null,
  last date not null,
  sums jsonb not null,
  postings integer not null check (postings >= 0),
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  state text not null check (state in ('drawn', 'approved', 'disputed', 'withdrawn', 'closed')),
  drawn_by uuid not null,
  drawn_at timestamptz not null,
  approved_by uuid,
  approved_at timestamptz,
  disputed_by uuid,
  dispute text,
  closed_at timestamptz,
  primary key (city, id),
  check (last >= first),
  check ((party = 'merchant') = (outlet_id is not null)),
  check (approved_by <> drawn_by),
  check ((approved_by is null) = (approved_at is null)),
  check (state not in ('approved', 'closed') or approved_by is not null),
  check ((state = 'closed') = (closed_at is not null)),
  check ((dispute is null) = (disputed_by is null)),
  check (state not in ('disputed', 'withdrawn') or dispute is not null),
  foreign key (city, drawn_by) references cities_staff (city, id),
  foreign key (city, approved_by) references cities_staff (city, id),
  foreign key (city, disputed_by) references cities_staff (city, id)
);
select evenhand_wall('settlement_period',
                     'select, insert, update (state, approved_by, approved_at, disputed_by, dispute, closed_at)');

-- Which days of a party are stated already: no day twice. A withdrawn period lets go of its days.
create table settlement_stated (
  city text not null,
  party text not null,
  day date not null,
  period_id uuid not null,
  primary key (city, party, day),
  foreign key (city, period_id) references settlement_period (city, id),
  foreign key (city, day) references settlement_day (city, day)
);
select evenhand_wall('settlement_stated', 'select, insert, delete');

-- Why postings were added to an order's entry: two officials agreed (the approval says on what), and when.
create table settlement_correction (
  city text not null,
  id uuid not null,
  order_id uuid not null,
  kind text not null check (kind in ('reversal', 'refund')),
  payer text check (payer in ('city', 'platform', 'merchant')),
  amount_fen bigint not null check (amount_fen > 0),
  reason text not null,
  day date not null,
  posted_at timestamptz not null,
  primary key (city, id),
  check ((kind = 'refund') = (payer is not null)),
  foreign key (city, id) references cities_approval (city, id),
  foreign key (city, order_id) references orders_order (city, id),
  foreign key (city, day) references settlement_day (city, day)
);
create unique index settlement_correction_once on settlement_correction (city, order_id) where kind = 'reversal';
select evenhand_wall('settlement_correction', 'select, insert');

create index settlement_posting_outlet on settlement_posting (city, outlet_id, day);
