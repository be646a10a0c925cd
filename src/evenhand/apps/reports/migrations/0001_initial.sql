-- Figures that take longer to find than a page may take: found by the worker, read by pages with the time they are of.
-- `position`: how long the audit chain was then, so that nothing is counted anew where nothing has happened.
create table reports_snapshot (
  city text not null,
  panel text not null,
  figures jsonb not null,
  as_of timestamptz not null,
  position bigint not null check (position >= 0),
  primary key (city, panel)
);
select evenhand_wall('reports_snapshot', 'select, insert, update');
create index claims_claim_release on claims_claim (city, release_id, outcome);
create index orders_order_placed on orders_order (city, placed_at);
