-- Entries of a ballot: kept, not granted. The same function answers whoever asks; the release's mode says which of the two
-- it is. An entry takes nothing of the quota and nothing of a limit; whoever has used a limit up, or cools off, may not enter.
alter table claims_claim drop constraint claims_claim_outcome_check;
alter table claims_claim add constraint claims_claim_outcome_check check (outcome in ('granted', 'refused', 'entered'));

create function claims_enter(p_city text, p_release uuid, p_keys uuid[], p_persons bytea[], p_units integer[],
                             p_districts text[], p_channels text[], p_agent uuid default null) returns text
language plpgsql as $$
declare
  quota_ claims_quota;
  at_ timestamptz;
  answers_ text;
begin
  select * into quota_ from claims_quota where city = p_city and release_id = p_release for update;
  at_ := city_now(p_city);
  if at_ < quota_.opens_at then return 'not_open'; end if;
  if at_ >= quota_.closes_at then return 'closed'; end if;
  with asked as materialized (
    select * from unnest(p_keys, p_persons, p_units, p_districts, p_channels) with ordinality
                  as u (key, person, units, district, channel, place)),
  known as materialized (
    select id, release_id, person, units, outcome, reason, again_at
    from claims_claim where city = p_city and id = any (p_keys)),
  new as materialized (
    select a.*, row_number() over (partition by a.key order by a.place) as key_turn
    from asked a left join known k on k.id = a.key where k.id is null),
  used as materialized (
    select u.subject, max(u.resets_at) as full_until, max(case u.scope when 'person' then 1 else 2 end) as full_scope
    from claims_limituse u join claims_limit l on l.city = u.city and l.release_id = p_release and l.scope = u.scope
    where u.city = p_city and u.campaign_id = quota_.campaign_id and u.scope in ('person', 'cool_off')
      and u.subject = any (p_persons) and u.resets_at > at_
      and (u.units + quota_.units_min > l.units or u.claims + 1 > l.claims)
    group by u.subject),
  settled as (
    insert into claims_claim (city, id, release_id, person, units, outcome, reason, again_at, district, channel, agent_id, at)
    select p_city, n.key, p_release, n.person, n.units, case when u.subject is null then 'entered' else 'refused' end,
           (array['person_limit', 'cooling_off'])[u.full_scope], u.full_until, n.district, n.channel, p_agent, at_
    from new n left join used u on u.subject = n.person where n.key_turn = 1
    returning id, release_id, person, units, outcome, reason, again_at),
  noted as (
    insert into journal_event (city, kind, subject, at)
    select p_city, 'ClaimEntered', id, at_ from settled where outcome = 'entered'),
  answered as (
    select * from settled union all select * from known)
  select string_agg(case
           when s.id is null then '~'
           when (s.release_id, s.person, s.units) is distinct from (p_release, a.person, a.units) then 'k'
           when s.outcome = 'entered' then 'e'
           else left(s.reason, 1) || extract(epoch from s.again_at)::bigint end, '|' order by a.place)
  into answers_
  from asked a left join answered s on s.id = a.key;
  return quota_.remaining || ';' || coalesce(answers_, '');
end $$;
grant execute on function claims_enter to evenhand_app;

create function claims_settle(p_city text, p_release uuid, p_keys uuid[], p_persons bytea[], p_units integer[],
                              p_districts text[], p_channels text[], p_households bytea[] default null,
                              p_addresses bytea[] default null, p_groups text[] default null,
                              p_agent uuid default null, p_from text default 'counter') returns text
language plpgsql as $$
begin
  execute format('set local evenhand.city = %L', p_city);
  if p_from = 'counter' and (select mode from claims_quota where city = p_city and release_id = p_release) = 'ballot' then
    return claims_enter(p_city, p_release, p_keys, p_persons, p_units, p_districts, p_channels, p_agent);
  end if;
  return claims_admit(p_city, p_release, p_keys, p_persons, p_units, p_districts, p_channels, p_households, p_addresses,
                      p_groups, p_agent, p_from);
end $$;
grant execute on function claims_settle to evenhand_app;
