-- What relays said that had no round a day after it was due; `fallback` counts the rounds of the rules, the first is -1. Two of
-- them in one step let the next apply: nobody decides it.
create table ballots_silence (
  city text not null,
  draw_id uuid not null,
  attempt integer not null,
  fallback integer not null check (fallback >= -1),
  relay text not null,
  answer text not null,
  asked_at timestamptz not null,
  primary key (city, draw_id, attempt, fallback, relay),
  foreign key (city, draw_id) references ballots_draw (city, id)
);
select evenhand_wall('ballots_silence', 'select, insert');
alter table ballots_round add fallback integer not null default -1 check (fallback >= -1);
