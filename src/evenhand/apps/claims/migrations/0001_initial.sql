-- The live counter of a release, with the terms that admission needs as plain columns. `remaining` can't fall below zero.
create table claims_quota (
  city text not null,
  release_id uuid not null,
  campaign_id uuid not null,
  mode text not null,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  total integer not null check (total > 0),
  remaining integer not null,
  units_min integer not null check (units_min > 0),
  units_max integer not null check (units_max >= units_min),
  units_step integer not null check (units_step > 0),
  districts text[] not null,
  limit_units integer not null check (limit_units > 0),
  limit_claims integer not null check (limit_claims > 0),
  limit_every interval not null check (limit_every > interval '0'),
  limit_calendar boolean not null,
  timezone text not null,
  primary key (city, release_id),
  check (remaining between 0 and total),
  check (closes_at > opens_at),
  foreign key (city, release_id) references campaigns_release (city, id)
);
select evenhand_wall('claims_quota', 'select, insert, update (remaining)');

-- One person's request and its final answer. id is the key the client made before the first try: a repeat finds its answer
-- here, and the same key with another release, person or number of units is no repeat.
-- No foreign key to the quota: admission holds that row locked and writes its own id, and the check would cost a third of its speed.
create table claims_claim (
  city text not null,
  id uuid not null,
  release_id uuid not null,
  person bytea not null check (length(person) = 16),
  units integer not null check (units > 0),
  outcome text not null check (outcome in ('granted', 'refused')),
  reason text,
  again_at timestamptz,
  district text not null,
  channel text not null,
  agent_id uuid,
  at timestamptz not null,
  returned_at timestamptz,
  primary key (city, id),
  check ((outcome = 'refused') = (reason is not null)),
  check (returned_at is null or outcome = 'granted')
);
create index claims_claim_person on claims_claim (city, release_id, person);
select evenhand_wall('claims_claim', 'select, insert, update (returned_at)');

-- What one subject (person, household, address) has used of its limit in the window that is running. The window opens with
-- the first grant and is over at `resets_at`.
create table claims_limituse (
  city text not null,
  campaign_id uuid not null,
  scope text not null check (scope in ('person', 'household', 'address')),
  subject bytea not null,
  starts_at timestamptz not null,
  resets_at timestamptz not null,
  units integer not null,
  claims integer not null,
  units_max integer not null,
  claims_max integer not null,
  primary key (city, campaign_id, scope, subject),
  check (resets_at > starts_at),
  check (units between 0 and units_max),
  check (claims between 0 and claims_max)
) with (fillfactor = 80);
select evenhand_wall('claims_limituse');

-- Settles a batch of requests for one release in one short transaction and returns `remaining` and one answer a request:
--   '<remaining>;' then, joined by '|', for each request in the order given
--   g granted · s sold out · p<epoch> person limit, free again then · k key used for another request
--   ~ ask again in the next batch (another new request of the same person came before it in this one)
-- or, for the whole batch: 'unknown' release · 'not_open' · 'closed'. Those three store nothing.
-- The row lock on the counter makes batches of a release follow one another; every statement after it sees what the batch
-- before it committed. The conditional upsert decides who is inside a window even if another release of the same campaign
-- runs at the same moment. Nested loops are forbidden: one lateral join makes a batch of 2,000 fifty times slower.
create function claims_admit(p_city text, p_release uuid, p_keys uuid[], p_persons bytea[], p_units integer[],
                             p_districts text[], p_channels text[], p_agent uuid default null) returns text
language plpgsql set enable_nestloop = off as $$
declare
  quota_ claims_quota;
  at_ timestamptz;
  starts_ timestamptz;
  resets_ timestamptz;
  granted_ integer;
  answers_ text;
begin
  execute format('set local evenhand.city = %L', p_city);
  select * into quota_ from claims_quota where city = p_city and release_id = p_release for update;
  if not found then return 'unknown'; end if;
  at_ := city_now(p_city);
  if at_ < quota_.opens_at then return 'not_open'; end if;
  if at_ >= quota_.closes_at then return 'closed'; end if;
  if quota_.limit_calendar then
    starts_ := date_trunc('day', at_ at time zone quota_.timezone) at time zone quota_.timezone;
    resets_ := (date_trunc('day', at_ at time zone quota_.timezone) + quota_.limit_every) at time zone quota_.timezone;
  else
    starts_ := at_;
    resets_ := at_ + quota_.limit_every;
  end if;

  with asked as materialized (
    select * from unnest(p_keys, p_persons, p_units, p_districts, p_channels) with ordinality
                  as u (key, person, units, district, channel, place)),
  known as materialized (
    select id, release_id, person, units, outcome, reason, again_at
    from claims_claim where city = p_city and id = any (p_keys)),
  new as materialized (
    select a.*, row_number() over (partition by a.person order by a.place) as person_turn,
           row_number() over (partition by a.key order by a.place) as key_turn
    from asked a left join known k on k.id = a.key where k.id is null),
  used as materialized (
    select subject, resets_at, units, claims from claims_limituse
    where city = p_city and campaign_id = quota_.campaign_id and scope = 'person' and subject = any (p_persons)
      and resets_at > at_),
  fresh as materialized (
    select n.*, u.resets_at as full_until
    from new n left join used u on u.subject = n.person
         and (u.units + n.units > quota_.limit_units or u.claims + 1 > quota_.limit_claims)
    where n.person_turn = 1 and n.key_turn = 1),
  fitting as (
    select * from (select *, sum(units) over (order by place) as so_far from fresh where full_until is null) f
    where so_far <= quota_.remaining),
  admitted as (
    insert into claims_limituse as l
      (city, campaign_id, scope, subject, starts_at, resets_at, units, claims, units_max, claims_max)
    select p_city, quota_.campaign_id, 'person', person, starts_, resets_, units, 1, quota_.limit_units, quota_.limit_claims
    from fitting
    on conflict (city, campaign_id, scope, subject) do update set
      starts_at = case when l.resets_at <= at_ then excluded.starts_at else l.starts_at end,
      resets_at = case when l.resets_at <= at_ then excluded.resets_at else l.resets_at end,
      units = case when l.resets_at <= at_ then 0 else l.units end + excluded.units,
      claims = case when l.resets_at <= at_ then 0 else l.claims end + 1,
      units_max = excluded.units_max, claims_max = excluded.claims_max
    where l.resets_at <= at_
       or (l.units + excluded.units <= excluded.units_max and l.claims + 1 <= excluded.claims_max)
    returning l.subject),
  settled as (
    insert into claims_claim (city, id, release_id, person, units, outcome, reason, again_at, district, channel, agent_id, at)
    select p_city, f.key, p_release, f.person, f.units,
           case when d.subject is null then 'refused' else 'granted' end,
           case when d.subject is not null then null
                when f.full_until is not null or t.key is not null then 'person_limit' else 'sold_out' end,
           case when d.subject is null and t.key is not null then resets_ else f.full_until end,
           f.district, f.channel, p_agent, at_
    from fresh f left join fitting t on t.key = f.key left join admitted d on d.subject = f.person
    returning id, release_id, person, units, outcome, reason, again_at),
  noted as (
    insert into journal_event (city, kind, subject, at)
    select p_city, 'ClaimGranted', id, at_ from settled where outcome = 'granted'),
  answered as (
    select * from settled union all select * from known)
  select coalesce((select sum(units) from settled where outcome = 'granted'), 0),
         string_agg(case
           when s.id is null then '~'
           when (s.release_id, s.person, s.units) is distinct from (p_release, a.person, a.units) then 'k'
           when s.outcome = 'granted' then 'g'
           when s.reason = 'sold_out' then 's'
           else 'p' || extract(epoch from s.again_at)::bigint end, '|' order by a.place)
  into granted_, answers_
  from asked a left join answered s on s.id = a.key;

  if granted_ > 0 then
    update claims_quota set remaining = remaining - granted_ where city = p_city and release_id = p_release;
  end if;
  return (quota_.remaining - granted_) || ';' || coalesce(answers_, '');
end $$;
grant execute on function claims_admit to evenhand_app;
