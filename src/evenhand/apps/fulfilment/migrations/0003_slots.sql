-- A stretch of time at an outlet in which so many persons may collect. The check is the promise: nobody is told to come to a
-- slot that is full.
create table fulfilment_slot (
  city text not null,
  id uuid not null,
  outlet_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  capacity integer not null check (capacity > 0),
  taken integer not null default 0 check (taken between 0 and capacity),
  primary key (city, id),
  unique (city, outlet_id, starts_at),
  check (ends_at > starts_at),
  foreign key (city, outlet_id) references fulfilment_outlet (city, id)
);
select evenhand_wall('fulfilment_slot', 'select, insert, update (taken)');

-- Who comes when: one slot a claim. Freed, when its order is cancelled.
create table fulfilment_appointment (
  city text not null,
  claim_id uuid not null,
  slot_id uuid not null,
  taken_at timestamptz not null,
  freed_at timestamptz,
  primary key (city, claim_id),
  foreign key (city, slot_id) references fulfilment_slot (city, id),
  foreign key (city, claim_id) references claims_claim (city, id)
);
create index fulfilment_appointment_slot on fulfilment_appointment (city, slot_id);
select evenhand_wall('fulfilment_appointment', 'select, insert, update (freed_at)');
