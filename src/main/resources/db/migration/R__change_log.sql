-- The change log: how an object's effective state is computed, numbered and read.
--
-- Who writes sightings, entries, decisions, presets or exceptions calls enlist() or relist() with the ids of the
-- objects that it touched, in the same transaction. These take the list lock and look again, each statement with a
-- snapshot of its own: what another transaction committed before it let go of the lock is seen, so numbers become
-- visible in their order, and a decision and a report that commit at the same moment can't miss each other.
-- Callers run READ COMMITTED and pass at most 10,000 ids.
--
-- Every table is asked for these ids by = any(keys), and the functions plan anew for each call: a plan made while the
-- tables were small, or for ten ids, reads whole tables once they hold a million rows.

create or replace function lock_list() returns void language sql as $$
    select pg_advisory_xact_lock(hashtext('ctd-hub list'));
$$;

-- The head of the log, as far as this transaction can see it.
create or replace function head() returns bigint language sql stable as $$
    select coalesce(max(last), 0)
      from unnest('{file_sha1,file_sha256,ip,domain,url}'::text[]) as t(type)
     cross join lateral (select max(l.sha256_seq) as last from listed l where l.type = t.type) x;
$$;

-- Every suffix of a host's labels that an exception could name: for test.example.bad. these are test., test.example.
-- and test.example.bad. itself.
create or replace function hosts_above(host text) returns setof text language sql immutable as $$
    select left(host, n) from generate_series(1, length(host)) n where substr(host, n, 1) = '.';
$$;

-- Exceptions find their objects, and objects their exceptions, by key; only under the list lock.
create or replace function find_hits(keys bigint[]) returns void language sql as $$
    insert into exception_hit (object_id, exception_id)
    select o.id, e.id
      from object o join exception e on e.type = o.type and e.digest = o.digest
     where o.id = any(keys) and e.present and e.kind = 'exact'
    union
    select o.id, e.id
      from object o
     cross join lateral hosts_above(o.host) above
      join exception e on e.type = o.type and e.host = above
     where o.id = any(keys) and o.host is not null and e.present and e.kind = 'host'
       and e.below = (above <> o.host)
    union
    select o.id, e.id
      from object o join exception e on e.type = o.type and e.network >>= o.addr
     where o.id = any(keys) and o.addr is not null and e.present and e.kind = 'address'
    on conflict do nothing;
$$;

-- What each of these objects shall be on the consolidated list. The only place where that is decided.
create or replace function wanted(keys bigint[]) returns table (
    object_id bigint, type object_type,
    va_action scan_action, va_risk risk, va_expires_at timestamptz,
    ud_action scan_action, ud_expires_at timestamptz,
    sources smallint, detection text, source_sha1 text, root_sha1 text, sha256 text)
language sql stable as $$
    with va as (
        select e.object_id, max(e.risk)::smallint as risk, max(e.expires_at) as expires_at,
               least(sum(e.sources), 32767)::smallint as sources,
               left(string_agg(distinct e.detection, '; '), 512) as detection,
               min(e.source_sha1) as source_sha1, min(e.root_sha1) as root_sha1
          from entry e
         where e.object_id = any(keys) and e.list = 'virtual_analyzer' and e.present
         group by e.object_id
    ), ud as (
        -- the hub's entry outranks one that this manager made for itself; ids settle what is left
        select distinct on (e.object_id) e.object_id, e.action, e.expires_at
          from entry e cross join hub
         where e.object_id = any(keys) and e.list = 'user_defined' and e.present
         order by e.object_id, (e.origin = hub.origin), e.origin
    ), off as (
        select h.object_id from exception_hit h where h.object_id = any(keys)
        union
        select d.object_id from decision d where d.object_id = any(keys) and d.hold
    )
    select o.id, o.type,
           case when va.object_id is not null and off.object_id is null
                then coalesce(d.action, pva.action, 'log') end::scan_action,
           case when off.object_id is null then va.risk end::risk,
           case when off.object_id is null then va.expires_at end,
           case when ud.object_id is not null and off.object_id is null
                then coalesce(ud.action, d.action, pud.action, 'log') end::scan_action,
           case when off.object_id is null then ud.expires_at end,
           coalesce(va.sources, 0)::smallint, va.detection, va.source_sha1, va.root_sha1,
           case o.type when 'file_sha256' then o.value else p.sha256 end
      from (select * from object where id = any(keys)) o
      left join va on va.object_id = o.id
      left join ud on ud.object_id = o.id
      left join off on off.object_id = o.id
      left join decision d on d.object_id = o.id
      left join preset pva on pva.type = o.type and pva.risk = va.risk
      left join preset pud on pud.type = o.type and pud.risk = 3
      left join hash_pair p on o.type = 'file_sha1' and p.sha1 = o.value;
$$;

-- Is a new expiry worth telling? Only if it differs by more than a day, or less than a quarter of the life that was
-- told remains: a producer that repeats its list every few minutes makes no traffic.
create or replace function worth_telling(told timestamptz, since timestamptz, now_wanted timestamptz, at timestamptz)
returns boolean language sql immutable as $$
    select case
        when told is not distinct from now_wanted then false
        when told is null or now_wanted is null then true
        when now_wanted > told + interval '1 day' or now_wanted < told - interval '1 day' then true
        when told = 'infinity' then false
        else at > told - (told - since) / 4
    end;
$$;

-- Brings the consolidated list in line with what is wanted of these objects. A row and a number for each real
-- difference, none for a repeat. Answers how many there were.
create or replace function relist(keys bigint[], at timestamptz) returns int language plpgsql
set plan_cache_mode = force_custom_plan set random_page_cost = 1.1 as $$
declare
    differences int;
begin
    perform lock_list();
    if exists (select from exception where present) then
        perform find_hits(keys);
    end if;
    with compared as (
        select w.*, l.object_id is not null as known, coalesce(l.present, false) as was_present,
               w.va_action is not null or w.ud_action is not null as is_present,
               (l.va_action, l.va_risk, l.ud_action)
                   is distinct from (w.va_action, w.va_risk, w.ud_action)
               or worth_telling(l.va_expires_at, l.changed_at, w.va_expires_at, at)
               or worth_telling(l.ud_expires_at, l.changed_at, w.ud_expires_at, at) as differs,
               l.sha256 is distinct from w.sha256 as paired,
               l.seq as old_seq, l.changed_at as old_changed_at
          from wanted(keys) w
          left join (select * from listed where object_id = any(keys)) l on l.object_id = w.object_id
         where l.object_id is not null or w.va_action is not null or w.ud_action is not null
    ), numbered as (
        select c.*, nextval('change_seq') as number
          from (select * from compared where differs or paired order by object_id) c
    ), written as (
        insert into listed (object_id, type, seq, sha256_seq, va_action, va_risk, va_expires_at,
                            ud_action, ud_expires_at, sources, detection, source_sha1, root_sha1, sha256, changed_at)
        select n.object_id, n.type, case when n.differs then n.number else n.old_seq end, n.number,
               n.va_action, n.va_risk, n.va_expires_at, n.ud_action, n.ud_expires_at,
               n.sources, n.detection, n.source_sha1, n.root_sha1, n.sha256,
               case when n.differs then at else n.old_changed_at end
          from numbered n
        on conflict (object_id) do update set
            seq = excluded.seq, sha256_seq = excluded.sha256_seq,
            va_action = excluded.va_action, va_risk = excluded.va_risk, va_expires_at = excluded.va_expires_at,
            ud_action = excluded.ud_action, ud_expires_at = excluded.ud_expires_at,
            sources = excluded.sources, detection = excluded.detection,
            source_sha1 = excluded.source_sha1, root_sha1 = excluded.root_sha1,
            sha256 = excluded.sha256, changed_at = excluded.changed_at
    ), told as (
        insert into event (at, object_id, kind, seq, detail)
        select at, n.object_id,
               case when not n.differs then 'paired'
                    when not n.is_present then 'unlisted'
                    when not n.was_present then 'listed'
                    else 'changed' end,
               n.number,
               case when not n.differs then n.sha256 else coalesce(n.ud_action, n.va_action) end
          from numbered n
    )
    select count(*) into differences from numbered;
    return differences;
end;
$$;

-- Has the planner look again at a table that has doubled. Its own daemon comes by once a minute; in the first minute
-- of a new registry its plans would grow slower with each batch, since it takes the tables for empty.
create or replace function keep_statistics() returns void language plpgsql as $$
declare
    grown text;
begin
    for grown in select c.relname from pg_class c
                  where c.oid in ('object'::regclass, 'sighting'::regclass, 'entry'::regclass, 'listed'::regclass)
                    and pg_relation_size(c.oid) / current_setting('block_size')::int > 2 * greatest(c.relpages, 4) loop
        execute format('analyze %I', grown);
    end loop;
end;
$$;

-- Merges the sightings of these objects into this hub's own virtual analyzer entries, then relists.
create or replace function enlist(keys bigint[], at timestamptz) returns int language plpgsql
set plan_cache_mode = force_custom_plan set random_page_cost = 1.1 as $$
declare
    here constant uuid := (select origin from hub);
begin
    perform lock_list();
    perform keep_statistics();
    insert into entry (object_id, list, origin, seq, present, risk, sources, detection, source_sha1, root_sha1,
                       first_seen, last_seen, expires_at)
    select m.object_id, 'virtual_analyzer', here, nextval('change_seq'), true, m.risk, m.sources,
           m.detection, m.source_sha1, m.root_sha1, m.first_seen, m.last_seen, m.expires_at
      from (select s.object_id, max(s.risk)::smallint as risk, least(count(*), 32767)::smallint as sources,
                   left(string_agg(distinct s.detection, '; '), 512) as detection,
                   min(s.source_sha1) as source_sha1, min(s.root_sha1) as root_sha1,
                   min(s.first_seen) as first_seen, max(s.last_seen) as last_seen, max(s.expires_at) as expires_at
              from sighting s
             where s.object_id = any(keys) and s.withdrawn_at is null and s.expires_at > at
             group by s.object_id
             order by s.object_id) m
    on conflict (object_id, list, origin) do update set
        seq = case when not entry.present
                     or (entry.risk, entry.detection, entry.source_sha1, entry.root_sha1)
                        is distinct from (excluded.risk, excluded.detection, excluded.source_sha1, excluded.root_sha1)
                     or worth_telling(entry.expires_at, entry.last_seen, excluded.expires_at, at)
                   then excluded.seq else entry.seq end,
        present = true, risk = excluded.risk, sources = excluded.sources, detection = excluded.detection,
        source_sha1 = excluded.source_sha1, root_sha1 = excluded.root_sha1,
        first_seen = least(entry.first_seen, excluded.first_seen),
        last_seen = excluded.last_seen, expires_at = excluded.expires_at;

    update entry set present = false, seq = nextval('change_seq')
     where object_id = any(keys) and list = 'virtual_analyzer' and origin = here and present
       and not exists (select from sighting s
                        where s.object_id = any(keys) and s.object_id = entry.object_id
                          and s.withdrawn_at is null and s.expires_at > at);
    return relist(keys, at);
end;
$$;

-- Takes what is due off the list. Answers how many objects it looked at: fewer than asked for means that it is done.
create or replace function expire_due(at timestamptz, most int) returns int language plpgsql as $$
declare
    keys bigint[];
begin
    if not exists (select from entry where present and expires_at <= at)
       and not exists (select from listed where present and due_at <= at) then
        return 0;
    end if;
    perform lock_list();
    select array_agg(id) into keys
      from (select object_id as id from entry where present and expires_at <= at
            union
            select object_id from listed where present and due_at <= at
            limit most) due;
    if keys is null then
        return 0;
    end if;
    with gone as (
        update entry set present = false, seq = nextval('change_seq')
         where object_id = any(keys) and present and expires_at <= at
        returning object_id
    )
    insert into event (at, object_id, kind) select at, object_id, 'expired' from gone;
    perform enlist(keys, at);
    return cardinality(keys);
end;
$$;

-- Keeps what was learned about files' hashes, and moves the objects that were waiting for it.
create or replace function learn_pairs(sha1s text[], sha256s text[], source text, at timestamptz)
returns int language plpgsql as $$
begin
    insert into hash_pair (sha1, sha256, source, learned_at)
    select distinct on (p.sha1) p.sha1, p.sha256, learn_pairs.source, at
      from unnest(sha1s, sha256s) as p(sha1, sha256)
     order by p.sha1
    on conflict (sha1) do nothing;
    perform lock_list();
    return relist(array(select o.id
                          from object o
                         where o.type = 'file_sha1'
                           and o.digest = any(select sha256(convert_to(s, 'UTF8')) from unnest(sha1s) s)), at);
end;
$$;

-- Takes objects off the list without forgetting them. Looks for them under the lock, so that a report that commits
-- at the same moment finds the exception, or is found by it.
create or replace function except_objects(exception bigint, at timestamptz) returns int language plpgsql as $$
declare
    rule exception%rowtype;
    keys bigint[];
begin
    perform lock_list();
    select * into strict rule from exception e where e.id = except_objects.exception;
    select array_agg(o.id) into keys from object o
     where o.type = rule.type
       and case rule.kind
             when 'exact' then o.digest = rule.digest
             when 'address' then o.addr <<= rule.network
             else o.host >= rule.host and o.host < left(rule.host, -1) || '/'
                  and (o.host <> rule.host) = rule.below
           end;
    return coalesce(relist(keys, at), 0);
end;
$$;

-- What one reader may see of the log behind a number, in rising order: the action as it receives it, or null where
-- the object left (or never entered) its view. With only_present, the current objects alone.
create or replace function view_of(reader int, after bigint, most int, only_present boolean)
returns table (number bigint, object_id bigint, type object_type, value text, action scan_action, risk smallint,
               expires_at timestamptz, detection text, source_sha1 text, root_sha1 text, sha256 text)
language sql stable as $$
    with types as (
        select distinct c.type, c.needs_sha256, c.user_defined from capability c where c.reader_id = reader
    ), rows as (
        select l.seq as number, l.*, t.user_defined as honours
          from types t
         cross join lateral (select * from listed l
                              where l.type = t.type and l.seq > after and (l.present or not only_present)
                              order by l.seq limit most) l
         where not t.needs_sha256
        union all
        select l.sha256_seq, l.*, t.user_defined
          from types t
         cross join lateral (select * from listed l
                              where l.type = t.type and l.sha256_seq > after and (l.present or not only_present)
                              order by l.sha256_seq limit most) l
         where t.needs_sha256
    )
    select r.number, r.object_id, r.type, o.value, c.given,
           (case when r.honours and r.ud_action is not null then 3 else r.va_risk end)::smallint,
           case when r.honours and r.ud_action is not null then r.ud_expires_at else r.va_expires_at end,
           r.detection, r.source_sha1, r.root_sha1, r.sha256
      from (select * from rows order by number limit most) r
      join object o on o.id = r.object_id
      left join capability c on c.reader_id = reader and c.type = r.type
           and c.wanted = case when r.honours and r.ud_action is not null then r.ud_action else r.va_action end
     order by r.number;
$$;

-- A pushed product's next stretch of the log becomes work: which objects make up which entry there, and what each
-- entry shall be. Called by who holds the product's lease. Answers how many rows of the log it took.
create or replace function stage(who int, most int, at timestamptz) returns int language plpgsql as $$
declare
    taken int;
    last bigint;
begin
    create temporary table if not exists stretch (
        number bigint, object_id bigint, action scan_action, identity text) on commit delete rows;
    delete from stretch;
    insert into stretch
    select v.number, v.object_id, v.action,
           case when c.needs_sha256 then v.sha256
                when octet_length(v.value) <= 1000 then v.value  -- a longer one doesn't fit an index entry
                else 'sha256:' || encode(sha256(convert_to(v.value, 'UTF8')), 'hex') end
      from reader r
     cross join lateral view_of(r.id, r.offered, most, false) v
      join (select distinct capability.type, needs_sha256 from capability where reader_id = who) c using (type)
     where r.id = who;
    select count(*), max(number) into taken, last from stretch;
    if taken = 0 then
        return 0;
    end if;

    with left_view as (
        delete from contribution c using stretch s
         where c.reader_id = who and c.object_id = s.object_id
           and (s.action is null or s.identity is null or s.identity <> c.identity)
        returning c.identity
    ), entered as (
        insert into contribution (reader_id, object_id, identity, action)
        select who, s.object_id, s.identity, s.action
          from stretch s
         where s.action is not null and s.identity is not null
        on conflict (reader_id, object_id) do update set identity = excluded.identity, action = excluded.action
    )
    insert into stretch (identity) select identity from left_view;

    insert into delivered as d (reader_id, identity, object_id, wanted, state, changed_at)
    select who, i.identity, coalesce(max(c.object_id), 0),
           (array_agg(c.action order by array_position('{quarantine,block,log}'::text[], c.action::text))
               filter (where c.action is not null))[1],
           'due', at
      from (select distinct identity from stretch where identity is not null) i
      left join contribution c on c.reader_id = who and c.identity = i.identity
     group by i.identity
     order by i.identity
    on conflict (reader_id, identity) do update set
        wanted = excluded.wanted,
        object_id = case when excluded.object_id = 0 then d.object_id else excluded.object_id end,
        state = case when excluded.wanted is not distinct from d.held and not d.unsure then 'delivered' else 'due' end,
        tries = 0, reason = null, not_before = null, changed_at = at
    where d.wanted is distinct from excluded.wanted;
    delete from delivered where reader_id = who and wanted is null and held is null and not unsure and state <> 'sending';

    update reader set offered = last where id = who;
    return taken;
end;
$$;

-- History stands in a table a month. Makes this month's and the next one's, and drops challenges that are too old to
-- be used again. Answers how many tables were made. A row that was on its way to the default partition while a month
-- was cut out of it would be refused there, so whoever writes history waits for the moment that this takes.
create or replace function keep_history(at timestamptz) returns int language plpgsql as $$
declare
    month timestamptz;
    made int := 0;
begin
    delete from challenge where challenge.at < keep_history.at - interval '1 day';
    foreach month in array array[date_trunc('month', at), date_trunc('month', at) + interval '1 month'] loop
        continue when to_regclass('event_' || to_char(month, 'YYYY_MM')) is not null;
        lock table only event in share row exclusive mode;
        continue when to_regclass('event_' || to_char(month, 'YYYY_MM')) is not null;
        execute format('create table %I (like event including defaults)', 'event_' || to_char(month, 'YYYY_MM'));
        execute format('with moved as (delete from event_other where at >= %L and at < %L returning *) insert into %I select * from moved',
                       month, month + interval '1 month', 'event_' || to_char(month, 'YYYY_MM'));
        execute format('alter table event attach partition %I for values from (%L) to (%L)',
                       'event_' || to_char(month, 'YYYY_MM'), month, month + interval '1 month');
        made := made + 1;
    end loop;
    return made;
end;
$$;

-- A new registry has its months before anybody writes.
do $$ begin perform keep_history(now()); end $$;
