-- Who came to a lobby: one place a person, on every device. `arrival` counts them; `position` is the place in the line:
-- drawn for those who came before the freeze, the arrival for those who came later. A label names the person in the
-- public draw and nowhere else. `poured`: how often the waterfall came by without a share for this one.
create table claims_standing (
  city text not null,
  release_id uuid not null,
  person bytea not null check (length(person) = 16),
  label bytea not null check (length(label) = 16),
  key uuid not null,
  units integer not null check (units > 0),
  district text not null,
  channel text not null,
  household bytea,
  address bytea,
  groups text not null,
  agent_id uuid,
  arrival integer not null check (arrival > 0),
  position integer check (position > 0),
  joined_at timestamptz not null,
  settled_at timestamptz,
  poured_at timestamptz,
  primary key (city, release_id, person),
  unique (city, key),
  unique (city, release_id, label),
  unique (city, release_id, arrival),
  unique (city, release_id, position),
  check (settled_at is null or position is not null),
  foreign key (city, release_id) references claims_quota (city, release_id)
);
select evenhand_wall('claims_standing', 'select, insert, update (position, settled_at, poured_at)');

-- How a lobby's order comes about: its rules, published with the release; then the frozen list's size and root; then the
-- line that was drawn. Each is written once.
create table claims_lobby (
  city text not null,
  release_id uuid not null,
  rules text not null,
  size integer check (size >= 0),
  root bytea check (length(root) = 32),
  frozen_at timestamptz,
  line text,
  drawn_at timestamptz,
  primary key (city, release_id),
  check ((size is null) = (root is null) and (size is null) = (frozen_at is null)),
  check ((line is null) = (drawn_at is null) and (line is null or size is not null)),
  foreign key (city, release_id) references claims_quota (city, release_id)
);
select evenhand_wall('claims_lobby', 'select, insert, update (size, root, frozen_at, line, drawn_at)');

-- Lets a batch of persons into a lobby: 'not_open', 'open' (the hour has come: claim), or for each 'w<position>,<key>'
-- (position 0: not drawn yet), joined by '|'. Who is in it already keeps the place and the wish; 'k': the key is another's.
create function claims_join(p_city text, p_release uuid, p_keys uuid[], p_persons bytea[], p_units integer[],
                            p_districts text[], p_channels text[], p_households bytea[], p_addresses bytea[],
                            p_groups text[], p_labels bytea[], p_agent uuid default null) returns text
language plpgsql set enable_nestloop = off as $$
declare
  quota_ claims_quota;
  at_ timestamptz;
  came_ integer;
begin
  execute format('set local evenhand.city = %L', p_city);
  select * into quota_ from claims_quota where city = p_city and release_id = p_release for update;
  if not found then return 'unknown'; end if;
  at_ := city_now(p_city);
  if quota_.lobby_opens_at is null or at_ < quota_.lobby_opens_at then return 'not_open'; end if;
  if at_ >= quota_.opens_at then return 'open'; end if;
  with asked as materialized (
    select *, row_number() over (partition by person order by place) as person_turn,
           row_number() over (partition by key order by place) as key_turn
    from unnest(p_keys, p_persons, p_units, p_districts, p_channels, p_households, p_addresses, p_groups, p_labels)
         with ordinality as u (key, person, units, district, channel, household, address, groups, label, place)),
  new as (
    select a.*, quota_.arrived + row_number() over (order by a.place) as arrival from asked a
    where a.person_turn = 1 and a.key_turn = 1
      and not exists (select from claims_standing s
                      where s.city = p_city and s.release_id = p_release and s.person = a.person)
      and not exists (select from claims_standing s where s.city = p_city and s.key = a.key)
      and not exists (select from claims_claim c where c.city = p_city and c.id = a.key)),
  came as (
    insert into claims_standing (city, release_id, person, label, key, units, district, channel, household, address, groups,
                                 agent_id, arrival, position, joined_at)
    select p_city, p_release, person, label, key, units, district, channel, household, address, coalesce(groups, ''),
           p_agent, arrival, case when at_ >= quota_.lobby_freezes_at then arrival end, at_
    from new returning 1)
  select count(*) into came_ from came;
  update claims_quota set arrived = arrived + came_, standing = standing + came_
  where city = p_city and release_id = p_release and came_ > 0;
  return (select string_agg(coalesce('w' || coalesce(s.position, 0) || ',' || s.key, 'k'), '|' order by a.place)
          from unnest(p_persons) with ordinality as a (person, place)
          left join (select person, position, key from claims_standing
                     where city = p_city and release_id = p_release and person = any (p_persons)) s using (person));
end $$;
grant execute on function claims_join to evenhand_app;

-- Answers the next `p_size` of those who stand in a lobby, in their order: how many still stand, or 'not_open', 'undrawn'.
-- Whoever calls it, and however many do, each is answered once: the counter's row is locked meanwhile.
create function claims_serve_lobby(p_city text, p_release uuid, p_size integer) returns text
language plpgsql as $$
declare
  quota_ claims_quota;
  keys_ uuid[]; persons_ bytea[]; units_ integer[]; districts_ text[]; channels_ text[];
  households_ bytea[]; addresses_ bytea[]; groups_ text[];
  served_ integer;
begin
  execute format('set local evenhand.city = %L', p_city);
  select * into quota_ from claims_quota where city = p_city and release_id = p_release for update;
  if not found or quota_.standing = 0 then return '0'; end if;
  if city_now(p_city) < quota_.opens_at then return 'not_open'; end if;
  if exists (select from claims_standing where city = p_city and release_id = p_release and position is null) then
    return 'undrawn';
  end if;
  select array_agg(key order by position), array_agg(person order by position), array_agg(units order by position),
         array_agg(district order by position), array_agg(channel order by position),
         array_agg(household order by position), array_agg(address order by position), array_agg(groups order by position)
  into keys_, persons_, units_, districts_, channels_, households_, addresses_, groups_
  from (select * from claims_standing
        where city = p_city and release_id = p_release and settled_at is null order by position limit p_size) s;
  perform claims_admit(p_city, p_release, keys_, persons_, units_, districts_, channels_, households_, addresses_, groups_,
                       null, 'lobby');
  update claims_standing s set settled_at = c.at
  from claims_claim c where c.city = p_city and c.id = any (keys_)
    and s.city = p_city and s.release_id = p_release and s.key = c.id and s.settled_at is null;
  get diagnostics served_ = row_count;
  update claims_quota set standing = standing - served_ where city = p_city and release_id = p_release;
  return (quota_.standing - served_)::text;
end $$;
grant execute on function claims_serve_lobby to evenhand_app;
