-- The payment service is a party too: it keeps a part of what was paid beforehand.
alter table settlement_period drop constraint settlement_period_party_check;
alter table settlement_period add check (party in ('city', 'platform', 'merchant', 'carrier', 'service'));

-- A payment service's list of a day was held against ours: what each says, and how many payments differ. A day can be looked
-- at again, once what differed was set right; every look stays.
create table settlement_bill (
  city text not null,
  id uuid not null,
  day date not null,
  ours_fen bigint not null check (ours_fen >= 0),
  theirs_fen bigint not null check (theirs_fen >= 0),
  differences integer not null check (differences >= 0),
  looked_by uuid,
  looked_at timestamptz not null,
  primary key (city, id),
  foreign key (city, looked_by) references cities_staff (city, id)
);
create index settlement_bill_day on settlement_bill (city, day);
select evenhand_wall('settlement_bill', 'select, insert');
