-- How far the gate is open for one release, or (subject of zeros) for the whole city. Every turn is a fact in the journal.
create table claims_dial (
  city text not null,
  subject uuid not null,
  admit text not null check (admit in ('all', 'rate', 'lobby', 'read_only', 'closed')),
  per_s integer check (per_s > 0),
  set_by uuid not null,
  at timestamptz not null,
  primary key (city, subject),
  check ((admit = 'rate') = (per_s is not null))
);
select evenhand_wall('claims_dial', 'select, insert, update');

-- Tells every gate process to look now. A process that misses it looks within half a second anyway.
create function claims_tell_gates(p_city text) returns void
language plpgsql as $$
begin
  perform pg_notify('evenhand_gate', p_city);
end $$;
grant execute on function claims_tell_gates to evenhand_app;
