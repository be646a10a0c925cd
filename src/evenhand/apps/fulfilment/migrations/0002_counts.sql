-- Goods that spoil: until when a lot may be handed over, and how cold it arrived, in tenths of a degree Celsius.
alter table fulfilment_lot add column expires_at timestamptz;
alter table fulfilment_lot add column temperature integer check (temperature between -1000 and 1000);

-- What was found on a shelf against what the book said. What is missing is written off; what turns up again comes back.
create table fulfilment_count (
  city text not null,
  id uuid not null,
  lot_id uuid not null,
  book integer not null check (book >= 0),
  counted integer not null check (counted >= 0),
  reason text not null,
  counted_by uuid not null,
  counted_at timestamptz not null,
  primary key (city, id),
  foreign key (city, lot_id) references fulfilment_lot (city, id)
);
create index fulfilment_count_lot on fulfilment_count (city, lot_id);
select evenhand_wall('fulfilment_count', 'select, insert');

alter table fulfilment_movement drop constraint fulfilment_movement_from_shelf_check;
alter table fulfilment_movement add constraint fulfilment_movement_from_shelf_check
  check (from_shelf in ('source', 'arrived', 'ready', 'packed', 'out', 'written_off'));
