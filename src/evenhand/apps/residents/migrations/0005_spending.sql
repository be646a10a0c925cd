-- Where a code was asked from and to which block of numbers it went, as keyed hashes: who asks for many and says none gets no
-- more. The purse is what a city sends in a day: one part for anybody, one for networks that have said what they asked for.
alter table residents_code
  add column network_index bytea check (length(network_index) = 32),
  add column block_index bytea check (length(block_index) = 32);
create index residents_code_network on residents_code (city, network_index, sent_at);
create index residents_code_block on residents_code (city, block_index, sent_at);
create index residents_code_sent on residents_code (city, sent_at);
create table residents_purse (
  city text not null,
  day date not null,
  open_sent integer not null default 0 check (open_sent >= 0),
  kept_sent integer not null default 0 check (kept_sent >= 0),
  primary key (city, day)
);
select evenhand_wall('residents_purse');
