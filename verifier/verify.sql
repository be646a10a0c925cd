-- Recompute a draw's keys, order and roots inside PostgreSQL (11 or newer), by nobody's code but the database's.
--
-- Expects three temporary tables, filled from the bundle (verify_sql.py does it, or any client):
--   leaf(seq int, raw bytea)      leaves.bin, split: the byte 78 of a leaf counts the categories that follow
--   row_told(rank int, raw bytea) rows.bin, 66 bytes each, rank from 1
--   told(name text, raw bytea)    salt, ikm, log_root, result_root
-- The last statement returns what does not match: no line means that the draw is as published.

create function pg_temp.xored(key bytea, pad int) returns bytea language sql immutable as $$
  select string_agg(decode(lpad(to_hex(get_byte(key || decode(repeat('00', 64 - length(key)), 'hex'), place) # pad), 2, '0'),
                           'hex'), ''::bytea order by place) from generate_series(0, 63) place $$;

-- The two padded keys are made once; each HMAC is then two nested hashes.
create function pg_temp.expand(inner_pad bytea, outer_pad bytea, info bytea) returns bytea language sql immutable as $$
  select sha256(outer_pad || sha256(inner_pad || info || '\x01'::bytea)) $$;

create temporary table prk as
  select sha256(pg_temp.xored(salt.raw, 92) || sha256(pg_temp.xored(salt.raw, 54) || ikm.raw)) as raw
  from told salt, told ikm where salt.name = 'salt' and ikm.name = 'ikm';

create temporary table pads as select pg_temp.xored(raw, 54) as inner_pad, pg_temp.xored(raw, 92) as outer_pad from prk;

-- A label's last leaf counts, unless it withdraws (kind 2).
create temporary table entry as
  select label, tickets from (
    select distinct on (substr(raw, 6, 16)) substr(raw, 6, 16) as label, get_byte(raw, 4) as kind, get_byte(raw, 24) as tickets
    from leaf order by substr(raw, 6, 16), seq desc) last where kind = 1;

create temporary table ranked as
  select row_number() over (order by key, label) as rank, label, key from (
    select label, (
      select min(encode(pg_temp.expand(inner_pad, outer_pad,
                 case when ticket = 0 then label else label || convert_to('#' || ticket, 'UTF8') end), 'hex'))
      from generate_series(0, tickets - 1) ticket) as key
    from entry, pads) keyed;

-- RFC 6962: level by level; a node without a right neighbor moves up as it is.
create function pg_temp.root(source text) returns bytea language plpgsql as $$
declare found bigint;
begin
  drop table if exists level;
  execute format('create temporary table level as select place, sha256(''\x00''::bytea || raw) as node from (
    select row_number() over (order by 1) - 1 as place, raw from (%s) ordered) numbered', source);
  loop
    select count(*) into found from level;
    if found = 0 then return sha256(''::bytea); end if;
    if found = 1 then return (select node from level); end if;
    create temporary table above as
      select a.place / 2 as place, coalesce(sha256('\x01'::bytea || a.node || b.node), a.node) as node
      from level a left join level b on b.place = a.place + 1 where a.place % 2 = 0;
    drop table level;
    alter table above rename to level;
  end loop;
end $$;

select 'log_root' as wrong, null::bigint as rank from told
  where name = 'log_root' and raw <> pg_temp.root('select raw from leaf order by seq')
union all
select 'result_root', null from told
  where name = 'result_root' and raw <> pg_temp.root('select raw from row_told order by rank')
union all
select 'row', coalesce(ranked.rank, row_told.rank) from ranked full join row_told on row_told.rank = ranked.rank
  where ranked.rank is null or row_told.rank is null or substr(row_told.raw, 13, 16) <> ranked.label
     or encode(substr(row_told.raw, 29, 32), 'hex') <> ranked.key
     or substr(row_told.raw, 1, 12) <> '\x45485231'::bytea || int8send(ranked.rank);
