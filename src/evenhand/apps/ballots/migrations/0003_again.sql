-- Rules that a second official declined stay on record beside those that are proposed next: of a release at most one draw stands.
alter table ballots_draw drop constraint ballots_draw_state_check;
alter table ballots_draw add constraint ballots_draw_state_check
  check (state in ('proposed', 'declined', 'published', 'frozen', 'sealed', 'drawn'));
alter table ballots_draw drop constraint ballots_draw_city_release_id_key, drop constraint ballots_draw_city_code_key;
create unique index ballots_draw_release on ballots_draw (city, release_id) where state <> 'declined';
create unique index ballots_draw_code on ballots_draw (city, code) where state <> 'declined';
