-- A day of the books. Whoever posts to it and whoever closes it lock this row first, so nothing enters a day being closed.
create table settlement_day (
  city text not null,
  day date not null,
  closed_at timestamptz,
  primary key (city, day)
);
select evenhand_wall('settlement_day', 'select, insert, update (closed_at)');

-- One line of an entry; the lines of an entry add up to zero (checked by the ledger before writing and by every statement).
create table settlement_posting (
  city text not null,
  id uuid not null,
  entry uuid not null,
  line smallint not null check (line >= 1),
  account text not null,
  amount_fen bigint not null check (amount_fen <> 0),
  order_id uuid not null,
  outlet_id uuid not null,
  cause text not null,
  day date not null,
  at timestamptz not null,
  primary key (city, id),
  foreign key (city, day) references settlement_day (city, day),
  unique (city, entry, line),
  unique (city, order_id, cause, line)
);
create index settlement_posting_day on settlement_posting (city, day);
select evenhand_wall('settlement_posting', 'select, insert');

create table settlement_statement (
  city text not null,
  id uuid not null,
  day date not null,
  sums jsonb not null,
  postings integer not null check (postings >= 0),
  drawn_at timestamptz not null,
  primary key (city, id),
  unique (city, day),
  foreign key (city, day) references settlement_day (city, day)
);
select evenhand_wall('settlement_statement', 'select, insert');
