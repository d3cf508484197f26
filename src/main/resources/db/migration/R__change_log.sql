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

-- These took other parameters in earlier versions.
drop function if exists relist(bigint[], timestamptz);
drop function if exists enlist(bigint[], timestamptz);
drop function if exists except_objects(bigint, timestamptz);
drop function if exists gives(int, listed, boolean);

create or replace function lock_list() returns void language sql as $$
    select pg_advisory_xact_lock(hashtext('ctd-hub list'));
$$;

-- The highest number whose date is not later than a date; null where no number is that old.
create or replace function number_at(date timestamptz) returns bigint language sql stable as $$
    select least(d.first + floor(extract(epoch from date - d.at) * 100000)::bigint, d.last)
      from dated d where d.at <= date order by d.at desc limit 1;
$$;

-- The date from which the next numbers count; only under the list lock. It stands on a millisecond of its own: what an object
-- was and what it became never share one, and who cuts dates to milliseconds sees it move.
create or replace function next_date() returns timestamptz language sql as $$
    select date_trunc('milliseconds', greatest(clock_timestamp(), (select max(d.at + (d.last - d.first) * interval '10 microseconds')
                                                                     from (select * from dated order by first desc limit 1) d)))
           + interval '1 millisecond';
$$;

-- How long objects stay is read before the list lock is taken, so a report that is on its way while it changes would keep
-- the old life for good. Whoever reads it holds this lock, and whoever changes it waits for them; both before the list lock.
create or replace function keep_lives() returns void language sql as $$
    select pg_advisory_xact_lock_shared(hashtext('ctd-hub lives'));
$$;
create or replace function change_lives() returns void language sql as $$
    select pg_advisory_xact_lock(hashtext('ctd-hub lives'));
$$;

-- The head of the log, as far as this transaction can see it. Each poll asks: so the plan is made once, and takes the last
-- entry of an index, also where it was made while the tables were empty: max() might read all of a type then.
create or replace function head() returns bigint language plpgsql stable
set enable_seqscan = off set enable_sort = off set plan_cache_mode = force_generic_plan as $$
begin
    return (select greatest(0, max(x.last), (select v.seq from view_change v order by v.seq desc limit 1),
                            (select max(m.seq) from view_limit y
                              cross join lateral (select seq from member where view_id = y.view_id and type = y.type
                                                   order by seq desc limit 1) m))
              from unnest('{file_sha1,file_sha256,ip,domain,url}'::text[]) as t(type)
             cross join lateral (select l.sha256_seq as last from listed l where l.type = t.type
                                  order by l.sha256_seq desc limit 1) x);
end;
$$;

-- No row that view_of gives a reader has a higher number than this. Most polls find nothing new, and end here: it takes one
-- entry of an index a type, where view_of takes milliseconds to be planned alone.
create or replace function highest_of(reader int) returns bigint language plpgsql stable
set enable_seqscan = off set enable_sort = off set plan_cache_mode = force_generic_plan as $$
begin
    return (select greatest(0, (select case when v.reader_id = highest_of.reader then v.seq end
                                  from view_change v where (v.reader_id, v.seq) <= (highest_of.reader, 9223372036854775807)
                                 order by v.reader_id desc, v.seq desc limit 1),
                            max(case when t.limited then (select m.seq from member m
                                                           where m.view_id = t.view_id and m.type = t.type
                                                           order by m.seq desc limit 1)
                                     when t.needs_sha256 then (select l.sha256_seq from listed l where l.type = t.type
                                                                order by l.sha256_seq desc limit 1)
                                     else (select l.seq from listed l where l.type = t.type
                                            order by l.seq desc limit 1) end))
              from (select distinct c.view_id, c.type, c.needs_sha256, x.view_id is not null as limited
                      from reader s
                      join capability c on c.view_id = s.view_id
                      left join view_limit x on x.view_id = c.view_id and x.type = c.type
                     where s.id = highest_of.reader) t);
end;
$$;

-- Every suffix of a host's labels that an exception could name: for test.example.bad. these are test., test.example.
-- and test.example.bad. itself.
create or replace function hosts_above(host text) returns setof text language sql immutable as $$
    select left(host, n) from generate_series(1, length(host)) n where substr(host, n, 1) = '.';
$$;

-- Whether a canonical URL fits what an exception says beside the host. Its parts: scheme, port, path with query.
create or replace function url_fits(url text, rule exception) returns boolean language plpgsql immutable as $$
declare
    part constant text[] := regexp_match(url, '^([a-z]+)://(?:\[[^]]*\]|[^/:]*)(?::([0-9]+))?(/.*)$');
begin
    return (rule.scheme is null or rule.scheme = part[1])
       and (rule.port = '*' or rule.port is not distinct from part[2])
       and (rule.path is null
            or (not rule.open and part[3] = rule.path)
            or (rule.open and starts_with(part[3], rule.path) and length(part[3]) > length(rule.path)));
end;
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
       and (o.type <> 'url' or url_fits(o.value, e))
    union
    select o.id, e.id
      from object o join exception e on e.type = o.type and inetrange(e.low, e.high, '[]') @> o.addr
     where o.id = any(keys) and o.addr is not null and e.present and e.kind = 'address'
       and (o.type <> 'url' or url_fits(o.value, e))
    on conflict do nothing;
$$;

-- The objects that an exception covers, by the same keys the other way round.
create or replace function covered(rule exception) returns setof bigint language sql stable
set random_page_cost = 1.1 as $$
    select o.id from object o
     where rule.kind = 'exact' and o.type = rule.type and o.digest = rule.digest
    union all
    select o.id from object o
     where rule.kind = 'host' and o.type = rule.type
       and o.host >= rule.host and o.host < left(rule.host, -1) || '/'
       and (o.host <> rule.host) = rule.below
       and (o.type <> 'url' or url_fits(o.value, rule))
    union all
    select o.id from object o
     where rule.kind = 'address' and o.type = rule.type and o.addr >= rule.low and o.addr <= rule.high
       and (o.type <> 'url' or url_fits(o.value, rule));
$$;

-- Whether a value holds what an entry of a warning list says: a part, or a pattern of the kind that is never slow.
create or replace function fits(e warning_entry, value text) returns boolean language sql immutable as $$
    select case when e.part is not null then position(e.part in lower(value)) > 0 else value ~ e.pattern end;
$$;

-- The entries of warning lists that match these objects; only under the list lock. What a list that was just loaded matches
-- stands in its task, else in the history of the object.
create or replace function find_warnings(keys bigint[], at timestamptz, task bigint) returns void language plpgsql
set plan_cache_mode = force_custom_plan set random_page_cost = 1.1 as $$
declare
    exact constant boolean := (select sum(l.exact) > 0 from warning_list l);
    hosts constant boolean := (select sum(l.hosts) > 0 from warning_list l);
    networks constant boolean := (select sum(l.networks) > 0 from warning_list l);
    others constant boolean := (select sum(l.others) > 0 from warning_list l);
begin
    with matching as (
        select o.id, o.type, e.list_id, e.id as entry_id
          from object o join warning_entry e on e.digest = o.digest
         where exact and o.id = any(keys)
        union all
        select o.id, o.type, e.list_id, e.id
          from object o cross join lateral hosts_above(o.host) above join warning_entry e on e.host = above
         where hosts and o.id = any(keys) and o.host is not null
        union all
        select o.id, o.type, e.list_id, e.id
          from object o cross join lateral (select * from warning_entry e where e.network >>= o.addr offset 0) e
         where networks and o.id = any(keys) and o.addr is not null
        union all
        select o.id, o.type, e.list_id, e.id
          from object o join warning_entry e on (e.part is not null or e.pattern is not null) and fits(e, o.value)
         where others and o.id = any(keys)
    ), found as (
        insert into warning_hit (object_id, list_id, entry_id)
        select m.id, m.list_id, m.entry_id
          from matching m join warning_list l on l.id = m.list_id and m.type = any(l.types)
         order by 1, 2, 3
        on conflict do nothing
        returning object_id, list_id, entry_id
    )
    insert into event (at, object_id, kind, detail)
    select find_warnings.at, f.object_id, 'warned', left(l.title || ': ' || e.entry, 512)
      from found f join warning_list l on l.id = f.list_id join warning_entry e on e.id = f.entry_id
     where find_warnings.task is null;
end;
$$;

-- The objects that the entries match which came with an edition of a list, by the same keys the other way round: an index
-- scan for each entry. offset 0 keeps the planner from turning that round, which takes minutes.
create or replace function warned_by(list int, since int) returns setof bigint language sql stable
set random_page_cost = 1.1 as $$
    select o.id
      from warning_entry e join warning_list l on l.id = e.list_id
      join object o on o.digest = e.digest and o.type = any(l.types)
     where e.list_id = list and e.edition = since and e.digest is not null
    union all
    select o.id
      from warning_entry e join warning_list l on l.id = e.list_id
     cross join lateral (select o.id from object o
                          where o.host >= e.host and o.host < left(e.host, -1) || '/' and o.type = any(l.types) offset 0) o
     where e.list_id = list and e.edition = since and e.host is not null
    union all
    select o.id
      from warning_entry e join warning_list l on l.id = e.list_id
     cross join lateral (select o.id from object o
                          where o.addr <<= e.network and o.type = any(l.types) offset 0) o
     where e.list_id = list and e.edition = since and e.network is not null
    union all
    select o.id
      from warning_entry e join warning_list l on l.id = e.list_id
      join object o on fits(e, o.value) and o.type = any(l.types)
     where e.list_id = list and e.edition = since and (e.part is not null or e.pattern is not null);
$$;

-- What the guard keeps off the list. What a person put there stays, and what a person let go is held no more.
create or replace view guarded as
    select h.object_id, case when bool_or(l.mode = 'suppress') then 'suppressed' else 'held' end as state
      from warning_hit h
      join warning_list l on l.id = h.list_id
     where (l.mode = 'suppress'
            or l.mode = 'hold' and not exists (select from warning_release r where r.object_id = h.object_id))
       and not exists (select from entry e where e.object_id = h.object_id and e.list = 'user_defined' and e.present)
     group by h.object_id;

-- What each of these objects shall be on the consolidated list. The only place where that is decided.
create or replace function wanted(keys bigint[]) returns table (
    object_id bigint, type object_type,
    va_action scan_action, va_risk risk, va_expires_at timestamptz,
    ud_action scan_action, ud_expires_at timestamptz,
    sources smallint, detection text, source_sha1 text, root_sha1 text, sha256 text)
language sql stable as $$
    with ud as (
        -- the hub's entry outranks one that this manager made for itself; ids settle what is left
        select distinct on (e.object_id) e.object_id, e.action, e.expires_at, e.origin <> hub.origin as received
          from entry e cross join hub
         where e.object_id = any(keys) and e.list = 'user_defined' and e.present
         order by e.object_id, (e.origin = hub.origin), e.origin
    ), va as (
        -- what the hub's people listed is shown with high risk here; the entry itself keeps its own
        select e.object_id, max(case when ud.received then 3 else e.risk end)::smallint as risk,
               max(e.due_at) as expires_at, least(sum(e.sources), 32767)::smallint as sources,
               left(string_agg(distinct e.detection, '; '), 512) as detection,
               min(e.source_sha1) as source_sha1, min(e.root_sha1) as root_sha1
          from entry e left join ud on ud.object_id = e.object_id
         where e.object_id = any(keys) and e.list = 'virtual_analyzer' and e.present
         group by e.object_id
    ), off as (
        -- an edge's own exceptions don't outrank what the hub's people listed
        select h.object_id
          from exception_hit h
          join exception x on x.id = h.exception_id
          left join ud on ud.object_id = h.object_id and ud.received and x.source = 'person'
               and (select role from federation) = 'edge'
         where h.object_id = any(keys) and ud.object_id is null
        union
        select d.object_id from decision d where d.object_id = any(keys) and d.hold
        union
        select g.object_id from guarded g where g.object_id = any(keys)
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
-- difference, none for a repeat. Answers how many there were. What a person decided over many objects stands in the
-- history once, as its task; each object keeps its number there.
create or replace function relist(keys bigint[], at timestamptz, task bigint default null) returns int language plpgsql
set plan_cache_mode = force_custom_plan set random_page_cost = 1.1 as $$
declare
    differences int;
    since bigint;
    today timestamptz;
begin
    perform lock_list();
    since := (select last_value from change_seq);
    today := next_date();
    if exists (select from exception where present) then
        perform find_hits(keys);
    end if;
    if exists (select from warning_list) then
        perform find_warnings(keys, at, task);
    end if;
    with compared as (
        select w.*, l.object_id is not null as known, coalesce(l.present, false) as was_present,
               w.va_action is not null or w.ud_action is not null as is_present,
               (l.va_action, l.va_risk, l.ud_action)
                   is distinct from (w.va_action, w.va_risk, w.ud_action)
               -- what a person decided is told to the second, what producers renew in steps
               or l.ud_expires_at is distinct from w.ud_expires_at
               or (relist.task is not null and l.va_expires_at is distinct from w.va_expires_at)
               or worth_telling(l.va_expires_at, l.changed_at, w.va_expires_at, at) as differs,
               l.sha256 is distinct from w.sha256 as paired,
               l.seq as old_seq, l.changed_at as old_changed_at, l.joined_seq as old_joined_seq,
               l.sources is distinct from w.sources as recounted
          from wanted(keys) w
          left join (select * from listed where object_id = any(keys)) l on l.object_id = w.object_id
         where l.object_id is not null or w.va_action is not null or w.ud_action is not null
    ), numbered as (
        select c.*, nextval('change_seq') as number
          from (select * from compared where differs or paired order by object_id) c
    ), written as (
        insert into listed (object_id, type, seq, sha256_seq, joined_seq, va_action, va_risk, va_expires_at,
                            ud_action, ud_expires_at, sources, detection, source_sha1, root_sha1, sha256, changed_at,
                            created_at, ever_va, ever_ud)
        select n.object_id, n.type, case when n.differs then n.number else n.old_seq end, n.number,
               case when n.was_present or (n.known and not n.is_present) then n.old_joined_seq else n.number end,
               n.va_action, n.va_risk, n.va_expires_at, n.ud_action, n.ud_expires_at,
               n.sources, n.detection, n.source_sha1, n.root_sha1, n.sha256,
               case when n.differs then at else n.old_changed_at end,
               today, n.va_action is not null, n.ud_action is not null
          from numbered n
        on conflict (object_id) do update set
            seq = excluded.seq, sha256_seq = excluded.sha256_seq, joined_seq = excluded.joined_seq,
            va_action = excluded.va_action, va_risk = excluded.va_risk, va_expires_at = excluded.va_expires_at,
            ud_action = excluded.ud_action, ud_expires_at = excluded.ud_expires_at,
            sources = excluded.sources, detection = excluded.detection,
            source_sha1 = excluded.source_sha1, root_sha1 = excluded.root_sha1,
            sha256 = excluded.sha256, changed_at = excluded.changed_at,
            ever_va = listed.ever_va or excluded.ever_va, ever_ud = listed.ever_ud or excluded.ever_ud
    ), recounted as (
        -- nobody is told how many sources there are, but it decides who comes into a list that is full
        update listed l set sources = c.sources
          from compared c
         where c.recounted and not c.differs and not c.paired and c.known and l.object_id = c.object_id
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
         where relist.task is null
    ), noted as (
        update task_object t set seq = n.number
          from numbered n
         where t.task_id = relist.task and t.object_id = n.object_id
    )
    select count(*) into differences from numbered;
    if differences > 0 then
        insert into dated (first, last, at) select since + 1, last_value, today from change_seq;
    end if;
    perform keep_members(keys, since);
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

-- Whether a product holds an object because this hub gave it: what it reports of such an object, without a sample in which
-- it found it, is the echo of the hub's own words.
create or replace function was_given(product int, object bigint) returns boolean language sql stable as $$
    select exists (
        select from reader r
          join contribution b on b.reader_id = r.id and b.object_id = object
          join delivered d on d.reader_id = r.id and d.identity = b.identity
         where r.product_id = product and r.client is null and (d.held is not null or d.unsure or d.state = 'sending')
    ) or exists (
        select from reader r
          join delivered d on d.reader_id = r.id and d.object_id = object and d.wanted is null and d.held is not null
         where r.product_id = product and r.client is null
    ) or exists (
        select from reader r
          join listed l on l.object_id = object
          left join view_limit x on x.view_id = r.view_id and x.type = l.type
          left join member m on m.view_id = x.view_id and m.object_id = object
         where r.product_id = product and (r.client is not null or r.whole) and r.state = 'active'
           and exists (select from capability c where c.view_id = r.view_id and c.type = l.type and c.given is not null)
           and l.joined_seq <= greatest(r.offered, case when r.whole then r.watermark end)
           and (l.present or l.seq > r.offered)
           and (x.view_id is null or m.present or m.seq > r.offered)
    );
$$;

-- Merges the sightings of these objects into this hub's own virtual analyzer entries, then relists.
--
-- Until when an entry stands: until the date that a person set, whatever is reported meanwhile; once that is past, only
-- reports count that were news after it. Else until the latest date that a report gave, else until the latest date that
-- followed from the type's default. An entry keeps the reports' own date beside the one at which it is due.
create or replace function enlist(keys bigint[], at timestamptz, task bigint default null) returns int language plpgsql
set plan_cache_mode = force_custom_plan set random_page_cost = 1.1 as $$
declare
    here constant uuid := (select origin from hub);
begin
    perform lock_list();
    perform keep_statistics();
    with counted as (
        select s.*, d.expires_at as person, case when s.expires_at > x.since then x.until end as until
          from sighting s
          left join product p on p.id = s.product_id
          left join (select * from extension where object_id = any(keys)) x on x.object_id = s.object_id
          left join (select * from decision where object_id = any(keys)) d on d.object_id = s.object_id
         where s.object_id = any(keys) and p.stopped is not true and not s.echo
           -- what another manager remembered for this one (reclaim) counts until a product here says it anew
           and not (s.product_id = 0 and exists (select from sighting n
                                                  where n.object_id = s.object_id and n.product_id <> 0
                                                    and n.reported_at > s.reported_at))
           and case when d.expires_at > at then true
                    else s.withdrawn_at is null and greatest(s.expires_at, case when s.expires_at > x.since then x.until end) > at
                         and (d.expires_at is null or s.reported_at > d.expires_at) end
    ), merged as (
        select c.object_id, max(c.risk)::smallint as risk, least(count(*), 32767)::smallint as sources,
               left(string_agg(distinct c.detection, '; '), 512) as detection,
               min(c.source_sha1) as source_sha1, min(c.root_sha1) as root_sha1,
               min(c.first_seen) as first_seen, max(c.last_seen) as last_seen, max(c.reported_at) as reported_at,
               greatest(coalesce(max(c.expires_at) filter (where c.dated), max(c.expires_at)), max(c.until)) as expires_at,
               max(c.person) filter (where c.person > at) as person
          from counted c
         group by c.object_id
         order by c.object_id
    ), written as (
        insert into entry (object_id, list, origin, seq, present, risk, sources, detection, source_sha1, root_sha1,
                           first_seen, last_seen, expires_at, due_at, reported_at)
        select m.object_id, 'virtual_analyzer', here, nextval('change_seq'), true, m.risk, m.sources,
               m.detection, m.source_sha1, m.root_sha1, m.first_seen, m.last_seen, m.expires_at,
               coalesce(m.person, m.expires_at), m.reported_at
          from merged m
        on conflict (object_id, list, origin) do update set
            seq = case when not entry.present
                         or (entry.risk, entry.detection, entry.source_sha1, entry.root_sha1)
                            is distinct from (excluded.risk, excluded.detection, excluded.source_sha1, excluded.root_sha1)
                         or worth_telling(entry.expires_at, entry.last_seen, excluded.expires_at, at)
                       then excluded.seq else entry.seq end,
            present = true, risk = excluded.risk, sources = excluded.sources, detection = excluded.detection,
            source_sha1 = excluded.source_sha1, root_sha1 = excluded.root_sha1,
            first_seen = least(entry.first_seen, excluded.first_seen),
            last_seen = excluded.last_seen, expires_at = excluded.expires_at, due_at = excluded.due_at,
            reported_at = excluded.reported_at
        returning entry.object_id
    )
    update entry set present = false, seq = nextval('change_seq')
     where object_id = any(keys) and list = 'virtual_analyzer' and origin = here and present
       and object_id not in (select object_id from merged);
    return relist(keys, at, task);
end;
$$;

-- Takes what is due off the list. Answers how many objects it looked at: fewer than asked for means that it is done.
create or replace function expire_due(at timestamptz, most int) returns int language plpgsql as $$
declare
    keys bigint[];
begin
    select array_agg(id) into keys
      from (select object_id as id from entry where present and due_at <= at
            union
            select object_id from listed where present and due_at <= at
            limit most) due;
    if keys is null then
        return 0;
    end if;
    -- An object leaves as a whole at the latest date that a report gave: what others reported without a date ends with it.
    -- Before the lock, since whoever reports holds these rows when it asks for the lock.
    with ended as (
        select s.object_id, s.product_id, e.expires_at as date
          from sighting s
          join entry e on e.object_id = s.object_id and e.list = 'virtual_analyzer' and e.present
         where s.object_id = any(keys) and e.due_at <= at and e.expires_at <= at
           and not s.dated and s.withdrawn_at is null and s.expires_at > at and s.reported_at < e.expires_at
         order by s.object_id, s.product_id
           for update of s
    )
    update sighting s set expires_at = at from ended e
     where s.object_id = e.object_id and s.product_id = e.product_id and s.reported_at < e.date;
    perform lock_list();
    with gone as (
        update entry set present = false, seq = nextval('change_seq')
         where object_id = any(keys) and present and due_at <= at
        returning object_id
    )
    insert into event (at, object_id, kind) select distinct at, object_id, 'expired' from gone;
    perform enlist(keys, at);
    return cardinality(keys);
end;
$$;

-- Keeps what was learned about files' hashes, and moves the objects that were waiting for it.
create or replace function learn_pairs(sha1s text[], sha256s text[], source text, at timestamptz)
returns int language plpgsql as $$
declare
    fresh text[];
    keys bigint[];
begin
    with learned as (
        insert into hash_pair (sha1, sha256, source, learned_at)
        select distinct on (p.sha1) p.sha1, p.sha256, learn_pairs.source, at
          from unnest(sha1s, sha256s) as p(sha1, sha256)
         order by p.sha1
        on conflict (sha1) do nothing
        returning sha1
    )
    select array_agg(sha1) into fresh from learned;
    keys := array(select o.id
                    from object o
                   where o.type = 'file_sha1'
                     and o.digest = any(select sha256(convert_to(s, 'UTF8')) from unnest(sha1s) s));
    perform lock_list();
    perform tell_pairs(fresh);
    return relist(keys, at);
end;
$$;

-- A person's decision about these objects: what {"action", "expires_at", "hold"} name is set, null takes it back, and
-- what they don't name stays. list says on which list the action and the date are set; both where it is null. A date
-- that is past means now.
create or replace function decide(keys bigint[], detail jsonb, who text, at timestamptz, task bigint)
returns int language plpgsql as $$
declare
    list constant text := detail ->> 'list';
    date constant timestamptz := case when detail ->> 'expires_at' is not null
                                      then greatest((detail ->> 'expires_at')::timestamptz, at) end;
begin
    perform lock_list();
    update task_object t
       set before = jsonb_build_object('decision', to_jsonb(d), 'user_defined', to_jsonb(e),
                                       'release', (select to_jsonb(r) from warning_release r where r.object_id = k.id))
      from unnest(keys) as k(id)
      left join decision d on d.object_id = k.id
      left join entry e on e.object_id = k.id and e.list = 'user_defined' and e.origin = (select origin from hub)
     where t.task_id = decide.task and t.object_id = k.id;
    -- what warning lists hold is let go with it
    if (detail ->> 'release')::boolean or not (detail ->> 'hold')::boolean then
        insert into warning_release (object_id, released_by, released_at)
        select k, who, at from unnest(keys) k where exists (select from warning_hit h where h.object_id = k) order by k
        on conflict do nothing;
    elsif (detail ->> 'hold')::boolean then
        delete from warning_release r where r.object_id = any(keys);
    end if;
    if list is distinct from 'user_defined' then
        insert into decision as d (object_id, seq, action, expires_at, hold, decided_by, decided_at)
        select k, nextval('change_seq'), detail ->> 'action', date, coalesce((detail ->> 'hold')::boolean, false), who, at
          from unnest(keys) k
         where detail ->> 'action' is not null or date is not null or (detail ->> 'hold')::boolean
            or exists (select from decision x where x.object_id = k)
         order by k
        on conflict (object_id) do update set
            seq = excluded.seq, decided_by = excluded.decided_by, decided_at = excluded.decided_at,
            origin = null, origin_seq = null,
            action = case when detail ? 'action' then excluded.action else d.action end,
            expires_at = case when detail ? 'expires_at' then excluded.expires_at else d.expires_at end,
            hold = case when detail ? 'hold' then excluded.hold else d.hold end
         where detail ? 'action' and d.action is distinct from excluded.action
            or detail ? 'expires_at' and d.expires_at is distinct from excluded.expires_at
            or detail ? 'hold' and d.hold <> excluded.hold;
        if detail ? 'expires_at' then
            perform date_received(keys, at);
        end if;
    end if;
    if list is distinct from 'virtual_analyzer' then
        update entry e set
            seq = nextval('change_seq'),
            action = case when detail ? 'action' then detail ->> 'action' else e.action end,
            expires_at = case when detail ? 'expires_at' then coalesce(date, 'infinity') else e.expires_at end,
            due_at = case when detail ? 'expires_at' then coalesce(date, 'infinity') else e.due_at end,
            present = case when detail ? 'expires_at' then coalesce(date, 'infinity') > at else e.present end
         where e.object_id = any(keys) and e.list = 'user_defined' and e.present
           and e.origin = (select origin from hub)
           and (detail ? 'action' and e.action::text is distinct from detail ->> 'action'
                or detail ? 'expires_at' and e.expires_at is distinct from coalesce(date, 'infinity'));
    end if;
    return enlist(keys, at, task);
end;
$$;

-- Puts back what was decided of these objects before a task.
create or replace function put_back(keys bigint[], undone bigint, who text, at timestamptz, task bigint)
returns int language plpgsql as $$
begin
    perform lock_list();
    insert into decision as d (object_id, seq, action, expires_at, hold, decided_by, decided_at)
    select b.object_id, nextval('change_seq'), b.was ->> 'action', (b.was ->> 'expires_at')::timestamptz,
           coalesce((b.was ->> 'hold')::boolean, false), who, at
      from (select t.object_id, t.before -> 'decision' as was from task_object t
             where t.task_id = undone and t.object_id = any(keys) and t.done order by t.object_id) b
    on conflict (object_id) do update set
        seq = excluded.seq, action = excluded.action, expires_at = excluded.expires_at, hold = excluded.hold,
        decided_by = excluded.decided_by, decided_at = excluded.decided_at, origin = null, origin_seq = null;
    perform date_received(keys, at);
    delete from warning_release r using task_object t
     where t.task_id = undone and t.object_id = any(keys) and t.done and t.before ? 'release' and r.object_id = t.object_id
       and jsonb_typeof(t.before -> 'release') <> 'object';
    insert into warning_release
    select r.* from task_object t cross join lateral jsonb_populate_record(null::warning_release, t.before -> 'release') r
     where t.task_id = undone and t.object_id = any(keys) and t.done and jsonb_typeof(t.before -> 'release') = 'object'
    on conflict do nothing;
    update entry e set
        seq = nextval('change_seq'), present = (b.was ->> 'present')::boolean and (b.was ->> 'due_at')::timestamptz > at,
        action = b.was ->> 'action', expires_at = (b.was ->> 'expires_at')::timestamptz,
        due_at = (b.was ->> 'due_at')::timestamptz
      from (select t.object_id, t.before -> 'user_defined' as was from task_object t
             where t.task_id = undone and t.object_id = any(keys) and t.done
               and jsonb_typeof(t.before -> 'user_defined') = 'object') b
     where e.object_id = b.object_id and e.list = 'user_defined' and e.origin = (select origin from hub);
    return enlist(keys, at, task);
end;
$$;

-- Objects get their type's default life anew, counted from their last report, where no report gave a date. That is when it
-- came in, as for a new report: what a producer dates back shall not leave early.
create or replace function renew(keys bigint[], at timestamptz, task bigint) returns int language plpgsql as $$
begin
    with undated as (
        select s.object_id, s.product_id, l.days
          from sighting s
          join object o on o.id = s.object_id
          join life l on l.type = o.type
         where s.object_id = any(keys) and not s.dated and s.withdrawn_at is null and s.expires_at > at
         order by s.object_id, s.product_id
           for update of s
    )
    update sighting s
       set expires_at = case when u.days is null then 'infinity'
                             else greatest(greatest(s.last_seen, s.reported_at) + u.days * interval '1 day', at) end
      from undated u
     where s.object_id = u.object_id and s.product_id = u.product_id;
    return enlist(keys, at, task);
end;
$$;

-- The exceptions that a decision is about.
create or replace function rules_of(detail jsonb) returns bigint[] language sql immutable as $$
    select case when detail ? 'exceptions' then array(select jsonb_array_elements_text(detail -> 'exceptions')::bigint)
                else array[(detail ->> 'exception')::bigint] end;
$$;

-- Exceptions let go of these objects.
drop function if exists let_go(bigint[], bigint, timestamptz, bigint);
create or replace function let_go(keys bigint[], rules bigint[], at timestamptz, task bigint) returns int language plpgsql as $$
begin
    perform lock_list();
    delete from exception_hit where exception_id = any(rules) and object_id = any(keys);
    return relist(keys, at, task);
end;
$$;

-- A warning list changed: what matches no longer lets go of these objects, what matches now takes hold of them.
create or replace function guard(keys bigint[], list int, at timestamptz, task bigint) returns int language plpgsql as $$
begin
    perform lock_list();
    delete from warning_hit h
     where h.object_id = any(keys) and h.list_id = guard.list
       and not exists (select from warning_entry e where e.id = h.entry_id);
    return relist(keys, at, task);
end;
$$;

-- Each of these objects gets an exception of its own.
create or replace function except_each(keys bigint[], who text, notes text, at timestamptz, task bigint)
returns int language plpgsql as $$
begin
    perform lock_list();
    insert into exception (seq, type, pattern, kind, digest, notes, decided_by, decided_at, task_id)
    select nextval('change_seq'), o.type, o.value, 'exact', o.digest, except_each.notes, who, at, except_each.task
      from object o where o.id = any(keys) order by o.id
    on conflict (type, pattern, source) where present do nothing;
    return relist(keys, at, task);
end;
$$;

-- The exceptions that a task made for these objects go again.
create or replace function let_each_go(keys bigint[], undone bigint, at timestamptz, task bigint)
returns int language plpgsql as $$
begin
    perform lock_list();
    with gone as (
        update exception e set present = false, seq = nextval('change_seq')
          from object o
         where o.id = any(keys) and e.task_id = undone and e.present and e.type = o.type and e.digest = o.digest
        returning e.id
    )
    delete from exception_hit h using gone g where h.exception_id = g.id;
    return relist(keys, at, task);
end;
$$;

-- Writes objects on the user-defined list, or changes what stands there. Only what differs gets a number. action null: as
-- preset. The keys are the ids of the objects, in the order of the other arrays.
create or replace function define(keys bigint[], actions text[], dates timestamptz[], notes text[], at timestamptz, task bigint)
returns table (object_id bigint, was_there boolean, differs boolean) language plpgsql as $$
declare
    here constant uuid := (select origin from hub);
begin
    perform lock_list();
    return query
    with given as (
        select * from unnest(define.keys, define.actions, define.dates, define.notes) as g(id, action, date, note)
    ), compared as (
        select g.*, coalesce(e.present, false) as stood,
               not coalesce(e.present, false)
               or (e.action::text, e.expires_at, e.notes) is distinct from (g.action, g.date, g.note) as changed
          from given g
          left join entry e on e.object_id = g.id and e.list = 'user_defined' and e.origin = here
    ), written as (
        insert into entry as e (object_id, list, origin, seq, present, risk, action, sources, first_seen, last_seen,
                                expires_at, due_at, notes)
        select c.id, 'user_defined', here, nextval('change_seq'), c.date > at, 3, c.action, 1, at, at, c.date, c.date, c.note
          from compared c where c.changed order by c.id
        on conflict on constraint entry_pkey do update set
            seq = excluded.seq, present = excluded.present, action = excluded.action,
            last_seen = excluded.last_seen, expires_at = excluded.expires_at, due_at = excluded.due_at,
            notes = excluded.notes,
            first_seen = case when e.present then e.first_seen else excluded.first_seen end
        returning e.object_id
    )
    select c.id, c.stood, c.changed from compared c left join written w on w.object_id = c.id;
    perform relist(keys, at, task);
end;
$$;

-- Takes objects off the user-defined list. Answers how many were on it. What an edge has from its hub goes there only; once
-- it is no edge any more, people may take it off here.
create or replace function undefine(keys bigint[], at timestamptz, task bigint) returns int language plpgsql as $$
declare
    removed int;
begin
    perform lock_list();
    update entry e set present = false, seq = nextval('change_seq')
     where e.object_id = any(keys) and e.list = 'user_defined' and e.present
       and (e.origin = (select origin from hub) or (select role from federation) <> 'edge');
    get diagnostics removed = row_count;
    perform relist(keys, at, task);
    return removed;
end;
$$;

-- Takes the next lines of a file that was read in: onto the user-defined list, or, with a product, as its reports.
-- Answers how many there were.
create or replace function take_lines(file bigint, most int, product int, at timestamptz) returns int language plpgsql as $$
declare
    ids bigint[];
    actions text[];
    dates timestamptz[];
    texts text[];
    fresh bigint[];
    lines int;
begin
    perform keep_lives();
    create temporary table if not exists taken_line (like import_line) on commit delete rows;
    delete from taken_line;
    with next as (
        delete from import_line i
         where i.task_id = file
           -- up to a line, not one of many: after an earlier import the planner takes the table for empty, and would
           -- compare each row with each of the next
           and i.line <= (select max(n.line)
                            from (select line from import_line where task_id = file order by line limit most) n)
        returning i.*
    )
    insert into taken_line select * from next;
    get diagnostics lines = row_count;

    insert into object (type, value, digest, host, addr)
    select distinct on (t.type, t.value) t.type, t.value, sha256(convert_to(t.value, 'UTF8')), t.host, t.addr
      from taken_line t order by t.type, t.value
    on conflict (type, digest) do nothing;

    if product is null then
        -- an object twice in a file: the later line stands
        select array_agg(x.id order by x.id), array_agg(x.action order by x.id),
               array_agg(x.expires_at order by x.id), array_agg(x.notes order by x.id)
          into ids, actions, dates, texts
          from (select distinct on (o.id) o.id, t.action::text, t.expires_at, t.notes
                  from taken_line t
                  join object o on o.type = t.type and o.digest = sha256(convert_to(t.value, 'UTF8'))
                 order by o.id, t.line desc) x;
        insert into task_object (task_id, object_id, before, done)
        select file, k, jsonb_build_object('stood', exists (select from entry e where e.object_id = k
                 and e.list = 'user_defined' and e.present)), true
          from unnest(ids) k
        on conflict do nothing;
        select array_agg(d.object_id) into fresh from define(ids, actions, dates, texts, at, file) d where d.differs;
    else
        with given as (
            select distinct on (o.id) o.id, t.risk, t.expires_at, l.days
              from taken_line t
              join object o on o.type = t.type and o.digest = sha256(convert_to(t.value, 'UTF8'))
              join life l on l.type = o.type
             order by o.id, t.line desc
        ), written as (
            insert into sighting (object_id, product_id, stream, risk, first_seen, last_seen, reported_at, dated, expires_at)
            select g.id, product, 'moved-in', coalesce(g.risk, 3), at, at, at, g.expires_at is not null,
                   coalesce(g.expires_at, case when g.days is null then 'infinity' else at + g.days * interval '1 day' end)
              from given g
             where coalesce(g.expires_at, 'infinity') > at
             order by g.id
            on conflict (object_id, product_id) do nothing
            returning sighting.object_id
        )
        select array_agg(w.object_id) into fresh from written w;
        insert into event (at, object_id, kind, product_id)
        select take_lines.at, k, 'reported', product from unnest(fresh) k;
        perform enlist(fresh, at, null);
    end if;
    update task t set
        done = t.done + lines,
        detail = t.detail || jsonb_build_object(
            'taken', (t.detail ->> 'taken')::bigint + coalesce(cardinality(fresh), 0),
            'already_there', (t.detail ->> 'already_there')::bigint + lines - coalesce(cardinality(fresh), 0))
     where t.id = file;
    return lines;
end;
$$;

-- Learns the next pairs of hashes that a file named. Answers how many there were.
create or replace function take_pairs(file bigint, most int, at timestamptz) returns int language plpgsql as $$
declare
    sha1s text[];
    sha256s text[];
begin
    with next as (
        delete from import_pair i
         where i.task_id = file
           and i.sha1 <= (select max(n.sha1)
                            from (select sha1 from import_pair where task_id = file order by sha1 limit most) n)
        returning i.sha1, i.sha256
    )
    select array_agg(n.sha1 order by n.sha1), array_agg(n.sha256 order by n.sha1) into sha1s, sha256s from next n;
    if sha1s is null then
        return 0;
    end if;
    perform learn_pairs(sha1s, sha256s, 'import ' || file, at);
    return cardinality(sha1s);
end;
$$;

-- Objects join or leave a reader's view although they didn't change: a row of its own for each.
create or replace function review(keys bigint[], who int, at timestamptz, task bigint) returns int language plpgsql as $$
declare
    rows int;
begin
    perform lock_list();
    with numbered as (
        insert into view_change as v (reader_id, object_id, seq)
        select who, k, nextval('change_seq') from unnest(keys) k order by k
        on conflict (reader_id, object_id) do update set seq = excluded.seq
        returning v.object_id, v.seq
    )
    update task_object t set seq = n.seq from numbered n where t.task_id = review.task and t.object_id = n.object_id;
    get diagnostics rows = row_count;
    return rows;
end;
$$;

-- The action that a view gives for an object of the list, whether or not there is room for it; null: none.
create or replace function gives(view int, l listed) returns text language sql stable as $$
    select c.given from capability c
     where c.view_id = gives.view and c.type = l.type
       and c.wanted = case when c.user_defined and l.ud_action is not null then l.ud_action else l.va_action end;
$$;

-- How an object ranks in a list that has room for some only: what people entered first, where the view honours it, then
-- risk, then the number of sources. The same expression as that of the index listed_rank.
create or replace function rank_in(l listed, honours boolean) returns int language sql immutable as $$
    select (case when honours and l.ud_action is not null then 4 else l.va_risk end) * 100000 + l.sources;
$$;

-- The best of those that a full view left out, in the order in which they come in.
create or replace function left_out(view int, of object_type, honours boolean, most int) returns setof listed
language sql stable set random_page_cost = 1.1 as $$
    (select l.* from listed l
      where honours and l.type = left_out.of and l.present and gives(view, l) is not null
        and not exists (select from member m where m.view_id = view and m.object_id = l.object_id and m.present)
      order by (case when l.ud_action is not null then 4 else l.va_risk end) * 100000 + l.sources desc, l.object_id limit most)
    union all
    (select x.* from (
        (select l.* from listed l
          where not honours and l.type = left_out.of and l.present and gives(view, l) is not null
            and (case when l.ud_action is not null then 4 else l.va_risk end) * 100000 + l.sources < 400000
            and not exists (select from member m where m.view_id = view and m.object_id = l.object_id and m.present)
          order by (case when l.ud_action is not null then 4 else l.va_risk end) * 100000 + l.sources desc, l.object_id
          limit most)
        union all
        select l.* from listed l
         where not honours and l.type = left_out.of and l.present and gives(view, l) is not null
           and (case when l.ud_action is not null then 4 else l.va_risk end) * 100000 + l.sources >= 400000
           and not exists (select from member m where m.view_id = view and m.object_id = l.object_id and m.present)) x
      order by x.va_risk * 100000 + x.sources desc, x.object_id limit most);
$$;

-- Keeps what limited views hold in line with the list, after these objects may have changed: members that no longer fit
-- leave, and who is left out comes in where there is room, or where it ranks strictly higher than the lowest member, so
-- that lists don't flap. What changed by itself since a number keeps its own; who joins or leaves because of another
-- gets one.
create or replace function keep_members(keys bigint[], since bigint) returns void language plpgsql as $$
declare
    part view_limit;
begin
    for part in
        select x.* from view_limit x
         where exists (select from listed l where l.object_id = any(keys) and l.type = x.type)
         order by x.view_id, x.type
    loop
        perform keep_members_of(part, keys, since);
    end loop;
end;
$$;

create or replace function keep_members_of(part view_limit, keys bigint[], since bigint) returns void language plpgsql
set plan_cache_mode = force_custom_plan set random_page_cost = 1.1 as $$
declare
    honours boolean;
    by_sha256 boolean;
    dropped int;
    fallen int;
    room int;
    asked int;
    found int;
    unlucky int;
begin
    select c.user_defined, c.needs_sha256 into honours, by_sha256
      from capability c where c.view_id = part.view_id and c.type = part.type limit 1;
    with touched as (
        select l.object_id, l.present and gives(part.view_id, l) is not null as fits, rank_in(l, honours) as rank,
               case when by_sha256 then l.sha256_seq else l.seq end as number
          from listed l
         where l.object_id = any(keys) and l.type = part.type
    ), compared as (
        select t.*, t.fits and t.rank < m.rank as fell
          from touched t join member m on m.view_id = part.view_id and m.object_id = t.object_id and m.present
    ), kept as (
        update member m set present = c.fits, rank = coalesce(c.rank, m.rank), seq = greatest(m.seq, c.number)
          from compared c
         where m.view_id = part.view_id and m.object_id = c.object_id
           and (not c.fits or c.rank <> m.rank or c.number > m.seq)
    )
    select count(*) filter (where not fits), count(*) filter (where fell) into dropped, fallen from compared;

    room := part.most - part.held + dropped;
    asked := case when part.over then greatest(room, 0) + fallen else 0 end;
    create temporary table if not exists candidate (
        object_id bigint, rank int, number bigint, place int) on commit delete rows;
    delete from candidate;
    insert into candidate
    select c.object_id, c.rank, c.number, row_number() over (order by c.rank desc, c.object_id)
      from (select l.object_id, rank_in(l, honours) as rank,
                   case when by_sha256 then l.sha256_seq else l.seq end as number
              from listed l
             where l.object_id = any(keys) and l.type = part.type and l.present and gives(part.view_id, l) is not null
               and not exists (select from member m
                                where m.view_id = part.view_id and m.object_id = l.object_id and m.present)
            union
            select l.object_id, rank_in(l, honours), case when by_sha256 then l.sha256_seq else l.seq end
              from left_out(part.view_id, part.type, honours, asked) l
             where asked > 0) c;
    get diagnostics found = row_count;

    with lowest as (
        select m.object_id, m.rank, row_number() over (order by m.rank, m.object_id desc) as place
          from (select * from member m
                 where m.view_id = part.view_id and m.type = part.type and m.present
                 order by m.rank, m.object_id desc
                 limit greatest(found - greatest(room, 0), 0)) m
    ), displaced as (
        select l.object_id, c.object_id as by
          from candidate c join lowest l on l.place = c.place - greatest(room, 0) and c.rank > l.rank
    ), gone as (
        update member m set present = false, seq = nextval('change_seq')
          from displaced d where m.view_id = part.view_id and m.object_id = d.object_id
    ), joined as (
        insert into member (view_id, type, object_id, present, rank, seq)
        select part.view_id, part.type, c.object_id, true, c.rank,
               case when c.number > since then c.number else nextval('change_seq') end
          from candidate c
         where c.place <= room or c.object_id in (select by from displaced)
         order by c.place
        on conflict (view_id, object_id) do update set present = true, rank = excluded.rank, seq = excluded.seq
        returning 1
    )
    select found - (select count(*) from joined) + (select count(*) from displaced) into unlucky;
    update view_limit x
       set held = (select count(*) from member m where m.view_id = part.view_id and m.type = part.type and m.present),
           over = unlucky > 0 or (part.over and found >= asked and asked > 0) or (part.over and asked = 0)
     where x.view_id = part.view_id and x.type = part.type and (dropped > 0 or found > 0 or asked > 0);
end;
$$;

-- What one reader may see of the log behind a number, in rising order: the action as it receives it, or null where
-- the object left (or never entered) its view. With only_present, the current objects alone. A type of which the view
-- holds a limited number is read from what it holds.
create or replace function view_of(reader int, after bigint, most int, only_present boolean)
returns table (number bigint, object_id bigint, type object_type, value text, action scan_action, risk smallint,
               expires_at timestamptz, detection text, source_sha1 text, root_sha1 text, sha256 text)
language sql stable as $$
    with types as (
        select distinct s.view_id, c.type, c.needs_sha256, c.user_defined, x.view_id is not null as limited
          from reader s
          join capability c on c.view_id = s.view_id
          left join view_limit x on x.view_id = c.view_id and x.type = c.type
         where s.id = reader and not (only_present and s.stopped)
    ), rows as (
        select l.seq as number, l.*, t.user_defined as honours, true as member
          from types t
         cross join lateral (select * from listed l
                              where l.type = t.type and l.seq > after
                                and (not only_present or l.present and gives(t.view_id, l) is not null)
                                and not exists (select from view_change v
                                                 where v.reader_id = reader and v.object_id = l.object_id and v.seq > l.seq)
                              order by l.seq limit most) l
         where not t.needs_sha256 and not t.limited
        union all
        select l.sha256_seq, l.*, t.user_defined, true
          from types t
         cross join lateral (select * from listed l
                              where l.type = t.type and l.sha256_seq > after
                                and (not only_present or l.present and gives(t.view_id, l) is not null)
                                and not exists (select from view_change v
                                                 where v.reader_id = reader and v.object_id = l.object_id
                                                   and v.seq > l.sha256_seq)
                              order by l.sha256_seq limit most) l
         where t.needs_sha256 and not t.limited
        union all
        select m.seq, l.*, t.user_defined, m.present
          from types t
         cross join lateral (select * from member m
                              where m.view_id = t.view_id and m.type = t.type and m.seq > after
                                and (m.present or not only_present)
                                and not exists (select from view_change v
                                                 where v.reader_id = reader and v.object_id = m.object_id and v.seq > m.seq)
                              order by m.seq limit most) m
          join listed l on l.object_id = m.object_id
         where t.limited
        union all
        (select v.seq, l.*, coalesce(t.user_defined, false), t.type is not null and (not t.limited or m.present is true)
           from view_change v
           join listed l on l.object_id = v.object_id
           left join types t on t.type = l.type
           left join member m on t.limited and m.view_id = t.view_id and m.object_id = v.object_id
          where v.reader_id = reader and v.seq > after
            and (not only_present or l.present and (not t.limited or m.present) and gives(t.view_id, l) is not null)
            and v.seq > case when t.limited then coalesce(m.seq, 0)
                             when t.needs_sha256 then l.sha256_seq
                             when t.type is null then 0
                             else l.seq end
          order by v.seq limit most)
    )
    select r.number, r.object_id, r.type, o.value, case when s.stopped or not r.member then null else c.given end,
           (case when r.honours and r.ud_action is not null then 3 else r.va_risk end)::smallint,
           case when r.honours and r.ud_action is not null then r.ud_expires_at else r.va_expires_at end,
           r.detection, r.source_sha1, r.root_sha1, r.sha256
      from (select * from rows order by number limit most) r
      join object o on o.id = r.object_id
      join reader s on s.id = view_of.reader
      left join capability c on c.view_id = s.view_id and c.type = r.type
           and c.wanted = case when r.honours and r.ud_action is not null then r.ud_action else r.va_action end
     order by r.number;
$$;

-- What each reader is given of these objects.
create or replace function gets(keys bigint[]) returns table (reader_id int, object_id bigint, given text)
language sql stable as $$
    select r.id, l.object_id, c.given
      from listed l
     cross join reader r
      join capability c on c.view_id = r.view_id and c.type = l.type and c.given is not null
           and c.wanted = case when c.user_defined and l.ud_action is not null then l.ud_action else l.va_action end
      left join view_limit x on x.view_id = c.view_id and x.type = l.type
      left join member m on m.view_id = x.view_id and m.object_id = l.object_id
     where l.object_id = any(keys) and l.present and r.state = 'active' and not r.stopped
       and (x.view_id is null or m.present);
$$;

-- Those of these objects of which some product is told to log them, while none that is told so says what it meets: nobody
-- would hear of a match.
create or replace function unheard(keys bigint[]) returns setof bigint language sql stable as $$
    select g.object_id
      from gets(keys) g
      join reader r on r.id = g.reader_id
      left join product p on p.id = r.product_id
     group by g.object_id
    having bool_or(g.given = 'log')
       and not bool_or(g.given = 'log' and (coalesce(p.detections, 'none') <> 'none'
                                            or exists (select from detection_source s where s.product_id = p.id and s.taken > 0)));
$$;

-- What a reader has to be told that goes from one view to another: the objects that they give differently, and, because a
-- limited view numbers what it holds by itself, what the reader was not told yet.
create or replace function differing(before int, after int, told bigint) returns setof bigint language sql stable as $$
    select l.object_id
      from listed l
      left join capability b on b.view_id = before and b.type = l.type
           and b.wanted = case when b.user_defined and l.ud_action is not null then l.ud_action else l.va_action end
      left join capability a on a.view_id = after and a.type = l.type
           and a.wanted = case when a.user_defined and l.ud_action is not null then l.ud_action else l.va_action end
      left join view_limit bx on bx.view_id = before and bx.type = l.type
      left join view_limit ax on ax.view_id = after and ax.type = l.type
      left join member bm on bm.view_id = bx.view_id and bm.object_id = l.object_id
      left join member am on am.view_id = ax.view_id and am.object_id = l.object_id
     where l.present
       and (b.given is not null or a.given is not null)
       and (case when bx.view_id is null or bm.present then (b.given, b.needs_sha256, b.user_defined and l.ud_action is not null) end)
           is distinct from
           (case when ax.view_id is null or am.present then (a.given, a.needs_sha256, a.user_defined and l.ud_action is not null) end)
        or (bx.view_id is not null or ax.view_id is not null) and greatest(bm.seq, l.sha256_seq) > told;
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
           case when v.action is null then null
                when c.needs_sha256 then v.sha256
                when octet_length(v.value) <= 1000 then v.value  -- a longer one doesn't fit an index entry
                else 'sha256:' || encode(sha256(convert_to(v.value, 'UTF8')), 'hex') end
      from reader r
     cross join lateral view_of(r.id, r.offered, most, false) v
      left join (select distinct c.type, c.needs_sha256 from capability c join reader s on s.view_id = c.view_id
                  where s.id = who) c using (type)
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

    insert into delivered as d (reader_id, identity, object_id, wanted, state, changed_at, due_since)
    select who, i.identity, coalesce(max(c.object_id), 0),
           (array_agg(c.action order by array_position('{quarantine,block,log}'::text[], c.action::text))
               filter (where c.action is not null))[1],
           'due', at, at
      from (select distinct identity from stretch where identity is not null) i
      left join contribution c on c.reader_id = who and c.identity = i.identity
     group by i.identity
     order by i.identity
    on conflict (reader_id, identity) do update set
        wanted = excluded.wanted,
        object_id = case when excluded.object_id = 0 then d.object_id else excluded.object_id end,
        state = case when excluded.wanted is not distinct from d.held and not d.unsure then 'delivered' else 'due' end,
        tries = 0, reason = null, not_before = null, changed_at = at, due_since = at
    where d.wanted is distinct from excluded.wanted;
    delete from delivered where reader_id = who and wanted is null and held is null and not unsure and state <> 'sending';

    update reader set offered = last where id = who;
    return taken;
end;
$$;

-- Whether each producer's list was read to its end since a process of this hub began last, and on an edge the hub's as well.
create or replace function all_heard() returns boolean language sql stable as $$
    select not exists (select from product
                        where enabled and removed_at is null and collect_every is not null and not heard)
       and not exists (select from link where errand = 'read' and not heard and (select role from federation) = 'edge');
$$;

-- Whether each SHA-256 of a file on the list that can be asked for was asked for, and again since a process of this hub began last
-- where it was time to.
create or replace function all_answered(at timestamptz) returns boolean language sql stable as $$
    select not exists (select from listed l
                         join sighting s on s.object_id = l.object_id and s.withdrawn_at is null
                         join product p on p.id = s.product_id and p.enabled and p.removed_at is null and p.ask_every is not null
                         left join question q on q.product_id = p.id and q.object_id = l.object_id
                        where l.present and l.type = 'file_sha1' and l.sha256 is null
                          and (q.object_id is null or not q.heard and q.again_at <= all_answered.at));
$$;

-- Compares what a product was read to hold with what it was sent, and makes due what has to be repaired. Called by who holds
-- the product's lease, once the reading has come to its end; the log was taken before it began. What does not bear this
-- hub's mark is left alone; if it is the very entry that is wanted, it counts as present, without an id by which it could be
-- removed. Of what was being sent when the hub lost sight of it, the product's list tells the outcome; that is no drift. What
-- bears the mark and nobody here ever knew stays an hour where not all producers were heard since a process
-- of the hub began last: the registry may have been restored, and can't tell yet what isn't wanted. So does a file's SHA-256
-- while some were not asked for: it may be that of a file which is wanted.
create or replace function compare(who int, at timestamptz)
returns table (left_alone bigint, missing bigint, surplus bigint, changed bigint) language sql as $$
    -- what bears the mark, and nobody here knows: it was sent before the registry was restored or made anew
    insert into object (type, value, digest, host, addr)
    select a.type, a.value, sha256(convert_to(a.value, 'UTF8')), a.host, a.addr
      from actual a
     where a.reader_id = who and a.ours
       and not exists (select from delivered d where d.reader_id = who and d.identity = a.identity)
     order by a.type, a.value
    on conflict (type, digest) do nothing;

    with beside as (
        select identity, d.identity is not null as known, coalesce(d.object_id, o.id) as object_id,
               d.wanted, d.held, d.state, d.unsure,
               a.identity is not null as there, coalesce(a.ours, false) as ours, a.action, a.remote_id,
               a.type = 'file_sha256' as by_sha256,
               case when a.ours then coalesce(a.action, d.held, d.wanted, 'block')
                    when a.identity is not null then d.wanted end as holds
          from (select * from delivered where reader_id = who) d
          full join (select * from actual where reader_id = who) a using (identity)
          left join object o on a.ours and d.identity is null
               and o.type = a.type and o.digest = sha256(convert_to(a.value, 'UTF8'))
    ), judged as (
        select b.*,
               case when b.ours and not b.known then 'surplus'
                    when b.unsure or b.wanted is null or b.held is null then null
                    when not b.there then 'missing'
                    when b.ours and b.holds <> b.held and b.holds <> b.wanted then 'changed' end as drift
          from beside b
    ), decided as (
        select j.*,
               case when j.holds is not distinct from j.wanted then 'delivered'
                    when j.state = 'refused' and j.drift is null then 'refused'
                    else 'due' end as becomes
          from judged j
    ), gone as (
        delete from delivered d using decided j
         where d.reader_id = who and d.identity = j.identity and j.wanted is null and j.holds is null
    ), settled as (
        update delivered d set
            held = j.holds, state = j.becomes, unsure = false,
            remote_id = case when j.ours then j.remote_id end,
            tries = case when j.becomes = 'delivered' or j.drift is not null then 0 else d.tries end,
            reason = case when j.becomes <> 'delivered' and j.drift is null then d.reason end,
            not_before = case when j.becomes <> 'delivered' and j.drift is null then d.not_before end,
            changed_at = case when j.becomes <> d.state or j.drift is not null then at else d.changed_at end,
            due_since = case when j.drift is not null then at else d.due_since end,
            confirmed_at = case when j.there and j.becomes = 'delivered' and coalesce(j.action, j.wanted) = j.wanted
                                then at end
          from decided j
         where d.reader_id = who and d.identity = j.identity and (j.wanted is not null or j.holds is not null)
           and (j.there or j.held is not null or j.unsure)
    ), added as (
        insert into delivered (reader_id, identity, object_id, wanted, held, state, remote_id, not_before, changed_at, due_since)
        select who, j.identity, j.object_id, null, j.holds, 'due', j.remote_id,
               case when not all_heard() or j.by_sha256 and not all_answered(compare.at) then at + interval '1 hour' end, at, at
          from decided j where j.drift = 'surplus'
    ), told as (
        insert into event (at, object_id, kind, product_id, detail)
        select at, coalesce(c.object_id, t.object_id), t.kind, r.product_id,
               case t.drift when 'missing' then 'it is gone from there'
                            when 'surplus' then 'it is there, and shall not be'
                            when 'changed' then 'its action there is ' || t.holds
                            else t.remote_id end
          from (select j.*,
                       case when j.drift is not null then 'drifted'
                            when j.wanted is null and j.holds is null then 'removed'
                            when j.becomes = 'delivered' and j.state <> 'delivered' then 'delivered' end as kind
                  from decided j where j.known or j.drift is not null) t
          join reader r on r.id = who
          left join contribution c on c.reader_id = who and c.identity = t.identity
         where t.kind is not null
    )
    select count(*) filter (where j.there and not j.ours), count(*) filter (where j.drift = 'missing'),
           count(*) filter (where j.drift = 'surplus'), count(*) filter (where j.drift = 'changed')
      from decided j;
$$;

-- History stands in a table a month. Makes this month's and the next one's, and drops what is of no use any more, such as
-- challenges that are too old to be sent again. Answers how many tables were made. A row that was on its way to the default partition while a month
-- was cut out of it would be refused there, so whoever writes history waits for the moment that this takes.
create or replace function keep_history(at timestamptz) returns int language plpgsql as $$
declare
    month timestamptz;
    made int := 0;
begin
    delete from challenge where challenge.at < keep_history.at - interval '1 day';
    -- when something was offered is asked of what is on the list now, and most of that is younger than this
    delete from offer where offer.at < keep_history.at - interval '60 days';
    delete from submission where submission.at < keep_history.at - interval '7 days';
    -- the dates of numbers that no object stands at any more
    delete from dated d
     where d.at < keep_history.at - interval '1 day' and d.first < (select max(first) from dated)
       and not exists (select from unnest('{file_sha1,file_sha256,ip,domain,url}'::text[]) as t(type)
                         join listed l on l.type = t.type and l.seq between d.first and d.last);
    -- what was put aside of a file that broke off, or was read by a process that died
    update task set state = 'refused', ended_at = keep_history.at,
                    error = 'The hub stopped while the file came in; nothing of it was taken. Send it again.'
     where kind = 'import' and state = 'running' and detail ->> 'staged' is null
       and created_at < keep_history.at - interval '1 day';
    delete from import_line l using task t where t.id = l.task_id and t.state = 'refused';
    delete from import_pattern l using task t where t.id = l.task_id and t.state = 'refused';
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
