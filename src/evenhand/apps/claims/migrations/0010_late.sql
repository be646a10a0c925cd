-- Whoever waits for a neighbor takes nothing yet: before, they were allotted a part of a reserve that only the next batch
-- could give them, and others took of what is free instead. `claims_allot` learns who waits; `claims_admit` is as it was but
-- for telling it.
drop function claims_allot;

-- Who of these, in this order, is served: the place of each, and the reserve it takes from (0: what is free). Taken one
-- after the other, so that a small wish still finds what a great one could not. `p_late`: who is asked about in the next
-- batch, after a neighbor. If there is not enough for all, nobody behind the first of these is served; else they stand behind
-- everybody, and take nothing yet.
create function claims_allot(p_city text, p_release uuid, p_at timestamptz, p_free integer, p_places bigint[],
                             p_units integer[], p_districts text[], p_channels text[], p_groups text[],
                             p_late boolean[], p_kept boolean)
returns table (place bigint, reserve integer)
language plpgsql as $$
declare
  numbers_ integer[]; kinds_ text[]; keys_ text[]; whole_ integer[]; left_ integer[];
  free_ integer;
  found_ integer;
  short_ boolean := false;
  places_ bigint[]; reserves_ integer[];
begin
  select array_agg(r.number order by r.turn, r.number), array_agg(r.kind order by r.turn, r.number),
         array_agg(r.key order by r.turn, r.number), array_agg(r.remaining order by r.turn, r.number)
  into numbers_, kinds_, keys_, whole_
  from claims_reserve r where r.city = p_city and r.release_id = p_release and (r.until is null or r.until > p_at) and p_kept;
  for round_ in 1 .. 2 loop
    left_ := whole_;
    free_ := p_free;
    places_ := '{}';
    reserves_ := '{}';
    for i in 1 .. coalesce(cardinality(p_places), 0) loop
      continue when round_ = 2 and p_late[i];
      found_ := null;
      for r in 1 .. coalesce(cardinality(numbers_), 0) loop
        if left_[r] >= p_units[i] and (case kinds_[r]
             when 'district' then keys_[r] = p_districts[i]
             when 'channel' then keys_[r] = p_channels[i]
             else keys_[r] = any (string_to_array(p_groups[i], ',')) end) then
          left_[r] := left_[r] - p_units[i];
          found_ := numbers_[r];
          exit;
        end if;
      end loop;
      if found_ is null and free_ >= p_units[i] then
        free_ := free_ - p_units[i];
        found_ := 0;
      end if;
      if found_ is null then
        short_ := short_ or round_ = 1;
      else
        places_ := places_ || p_places[i];
        reserves_ := reserves_ || found_;
      end if;
    end loop;
    exit when short_ or not (true = any (p_late));
  end loop;
  return query select u.place, u.reserve from unnest(places_, reserves_) as u (place, reserve)
    where not short_ or u.place < coalesce(p_places[array_position(p_late, true)], u.place + 1);
end $$;
grant execute on function claims_allot to evenhand_app;

create or replace function claims_admit(p_city text, p_release uuid, p_keys uuid[], p_persons bytea[], p_units integer[],
                             p_districts text[], p_channels text[], p_households bytea[] default null,
                             p_addresses bytea[] default null, p_groups text[] default null,
                             p_agent uuid default null, p_from text default 'counter') returns text
language plpgsql set enable_nestloop = off as $$
declare
  quota_ claims_quota;
  at_ timestamptz;
  scopes_ text[];
  tags_ bytea[] := p_persons;
  kept_ integer;
  free_ integer;
  easy_ boolean;
  granted_ integer;
  moved_ boolean;
  answers_ text;
  left_ text;
begin
  execute format('set local evenhand.city = %L', p_city);
  select * into quota_ from claims_quota where city = p_city and release_id = p_release for update;
  if not found then return 'unknown'; end if;
  at_ := city_now(p_city);
  if p_from = 'counter' then
    if at_ < quota_.opens_at then return 'not_open'; end if;
    if at_ >= quota_.closes_at then return 'closed'; end if;
    if quota_.standing > 0 then return 'lobby'; end if;
  end if;
  select array_agg(scope) into scopes_ from claims_limit where city = p_city and release_id = p_release;
  if 'household' = any (scopes_) then tags_ := tags_ || p_households; end if;
  if 'address' = any (scopes_) then tags_ := tags_ || p_addresses; end if;
  if p_from = 'returned' then
    free_ := quota_.returned - quota_.poured - greatest(quota_.carried - quota_.remaining, 0);
  else
    select sum(remaining) into kept_ from claims_reserve
    where city = p_city and release_id = p_release and (until is null or until > at_);
    free_ := quota_.remaining - coalesce(kept_, 0);
  end if;
  easy_ := kept_ is null and (select sum(units) from unnest(p_units) as u (units)) <= free_;

  with asked as materialized (
    select u.key, u.person, u.units, u.district, u.channel, u.groups, u.place,
           nullif(u.household, '\x00000000000000000000000000000000') as household,
           nullif(u.address, '\x00000000000000000000000000000000') as address
    from unnest(p_keys, p_persons, p_units, p_districts, p_channels, p_households, p_addresses, p_groups) with ordinality
         as u (key, person, units, district, channel, household, address, groups, place)),
  known as materialized (
    select id, release_id, person, units, outcome, reason, again_at
    from claims_claim where city = p_city and id = any (p_keys)),
  new as materialized (
    select a.*, row_number() over (partition by a.key order by a.place) as key_turn
    from asked a left join known k on k.id = a.key where k.id is null),
  rules as materialized (
    select scope, units as units_max, claims as claims_max,
           case when calendar then date_trunc('day', at_ at time zone quota_.timezone) at time zone quota_.timezone
                else at_ end as starts_at,
           case when calendar then (date_trunc('day', at_ at time zone quota_.timezone) + every) at time zone quota_.timezone
                else at_ + every end as resets_at
    from claims_limit where city = p_city and release_id = p_release),
  subjects as materialized (
    select place, units, 'person' as scope, person as subject from new where key_turn = 1
    union all select place, units, 'household', household from new
      where 'household' = any (scopes_) and household is not null and key_turn = 1
    union all select place, units, 'address', address from new
      where 'address' = any (scopes_) and address is not null and key_turn = 1
    union all select place, units, 'cool_off', person from new where 'cool_off' = any (scopes_) and key_turn = 1),
  used as materialized (
    select scope, subject, resets_at, units, claims from claims_limituse
    where city = p_city and campaign_id = quota_.campaign_id and scope = any (scopes_)
      and subject = any (tags_) and resets_at > at_),
  held as materialized (
    select s.*, r.units_max, r.claims_max, r.starts_at, r.resets_at,
           row_number() over (partition by s.scope, s.subject order by s.place) as turn,
           u.resets_at as full_until
    from subjects s join rules r using (scope)
    left join used u on u.scope = s.scope and u.subject = s.subject
         and (u.units + s.units > r.units_max or u.claims + 1 > r.claims_max)),
  judged as materialized (
    select place, max(turn) as turn, max(turn) filter (where scope = 'person') as person_turn,
           max(full_until) as full_until,
           min(case scope when 'person' then 1 when 'household' then 2 when 'address' then 3 else 4 end)
             filter (where full_until is not null) as full_scope
    from held group by place),
  open as materialized (
    select n.*, j.turn, j.full_until, j.full_scope from new n join judged j using (place)
    where n.key_turn = 1 and j.person_turn = 1),
  fresh as materialized (select * from open where turn = 1),
  cut as materialized (select min(place) as place from judged where turn > 1 and person_turn = 1),
  fitting as materialized (
    select f.place, f.key, f.units, 0 as reserve from fresh f where easy_ and f.full_until is null
    union all
    select f.place, f.key, f.units, t.reserve from fresh f join (
      select a.place, a.reserve from (
        select array_agg(place order by place) as places, array_agg(units order by place) as units,
               array_agg(district order by place) as districts, array_agg(channel order by place) as channels,
               array_agg(coalesce(groups, '') order by place) as groups,
               array_agg(turn > 1 order by place) as late
        from open where full_until is null and not easy_) w,
      claims_allot(p_city, p_release, at_, free_, w.places, w.units, w.districts, w.channels, w.groups,
                   w.late, kept_ is not null) a) t using (place)
    where not easy_),
  admitted as (
    insert into claims_limituse as l
      (city, campaign_id, scope, subject, starts_at, resets_at, units, claims, units_max, claims_max)
    select p_city, quota_.campaign_id, h.scope, h.subject, h.starts_at, h.resets_at, h.units, 1, h.units_max, h.claims_max
    from held h join fitting f using (place)
    on conflict (city, campaign_id, scope, subject) do update set
      starts_at = case when l.resets_at <= at_ then excluded.starts_at else l.starts_at end,
      resets_at = case when l.resets_at <= at_ then excluded.resets_at else l.resets_at end,
      units = case when l.resets_at <= at_ then 0 else l.units end + excluded.units,
      claims = case when l.resets_at <= at_ then 0 else l.claims end + 1,
      units_max = excluded.units_max, claims_max = excluded.claims_max
    where l.resets_at <= at_
       or (l.units + excluded.units <= excluded.units_max and l.claims + 1 <= excluded.claims_max)
    returning 1),
  settled as (
    insert into claims_claim (city, id, release_id, person, units, outcome, reason, again_at, district, channel, agent_id,
                              at, household, address, reserve)
    select p_city, f.key, p_release, f.person, f.units,
           case when t.place is null then 'refused' else 'granted' end,
           case when t.place is not null then null
                else coalesce((array['person_limit', 'household_limit', 'address_limit', 'cooling_off'])[f.full_scope],
                              'sold_out') end,
           f.full_until, f.district, f.channel, p_agent, at_,
           case when 'household' = any (scopes_) then f.household end,
           case when 'address' = any (scopes_) then f.address end, nullif(t.reserve, 0)
    from fresh f left join fitting t using (place)
    where t.place is not null or f.full_until is not null or f.place < coalesce((select place from cut), f.place + 1)
    returning id, release_id, person, units, outcome, reason, again_at),
  noted as (
    insert into journal_event (city, kind, subject, at)
    select p_city, 'ClaimGranted', key, at_ from fitting),
  taken as (
    update claims_reserve r set remaining = r.remaining - t.units
    from (select reserve, sum(units)::integer as units from fitting where reserve > 0 group by reserve) t
    where r.city = p_city and r.release_id = p_release and r.number = t.reserve),
  answered as (
    select * from settled union all select * from known)
  select coalesce((select sum(units) from fitting), 0),
         (select count(*) from held join fitting using (place)) <> (select count(*) from admitted),
         string_agg(case
           when s.id is null then '~'
           when (s.release_id, s.person, s.units) is distinct from (p_release, a.person, a.units) then 'k'
           when s.outcome = 'granted' then 'g'
           when s.reason = 'sold_out' then 's'
           else left(s.reason, 1) || extract(epoch from s.again_at)::bigint end, '|' order by a.place)
  into granted_, moved_, answers_
  from asked a left join answered s on s.id = a.key;

  if moved_ then raise exception 'a limit moved while it was read' using errcode = '40001'; end if;
  if granted_ > 0 and p_from = 'returned' then
    update claims_quota set poured = poured + granted_ where city = p_city and release_id = p_release;
  elsif granted_ > 0 then
    update claims_quota set remaining = remaining - granted_ where city = p_city and release_id = p_release;
    quota_.remaining := quota_.remaining - granted_;
  end if;
  return (select (quota_.remaining - coalesce(sum(kept), 0)) || coalesce(string_agg(',' || kept, '' order by number), '')
          from (select number, case when until is null or until > at_ then remaining else 0 end as kept
                from claims_reserve where city = p_city and release_id = p_release) r)
         || ';' || coalesce(answers_, '');
end $$;
grant execute on function claims_admit to evenhand_app;
