-- A void never counts: a streak remembers what it was before the draw that it counted last, and whether that draw still counts.
alter table ballots_streak alter draw_id drop not null, add before integer not null default 0 check (before >= 0);
grant update (before) on ballots_streak to evenhand_app;
