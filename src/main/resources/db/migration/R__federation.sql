-- Hub and edge: what goes over the link between two managers, and how it is taken in. docs/decisions/0009-federation.md
-- says why it is so. All of it is set-based, works under the list lock like R__change_log.sql, and takes at most 10,000
-- records at a time.
--
-- Lists on the link: va (virtual analyzer entries by manager), user (user-defined entries), decision (what people decided
-- of objects, and presets), exception. A bucket is named list/type/xx: the records whose digest begins with the byte xx.

-- These gave other columns in earlier versions.
drop function if exists link_feed(uuid, bigint, int, boolean, text[]);
drop function if exists link_upload(bigint, int);

-- The head of what other managers are told.
create or replace function link_head() returns bigint language sql stable as $$
    select greatest(0,
                    (select max(link_seq) from entry where list = 'virtual_analyzer'),
                    (select max(link_seq) from entry where list = 'user_defined'),
                    (select max(seq) from decision), (select max(seq) from preset), (select max(seq) from exception));
$$;

create or replace function manager_name(who uuid) returns text language sql stable as $$
    select coalesce((select name from manager where origin = who), who::text);
$$;

-- Entries go out once more with the SHA-256 that was learned. A manager that stands alone tells nobody.
create or replace function tell_pairs(sha1s text[]) returns void language sql as $$
    update entry e set told_seq = nextval('change_seq')
      from object o
     where (select role from federation) <> 'none'
       and o.type = 'file_sha1' and o.digest = any(select sha256(convert_to(s, 'UTF8')) from unnest(sha1s) s)
       and e.object_id = o.id and e.list = 'virtual_analyzer' and e.present;
$$;

-- The date that a person set on these objects, or took back, counts for what other managers found of them as well: as in
-- enlist(), it ends what was reported before it. When that was is its origin's word, so all managers come to the same.
create or replace function date_received(keys bigint[], at timestamptz) returns void language sql as $$
    update entry e set due_at = x.due, present = x.stands,
           seq = case when x.stands <> e.present then nextval('change_seq') else e.seq end
      from (select e.object_id, e.origin, case when d.expires_at > at then d.expires_at else e.expires_at end as due,
                   e.at_origin and (coalesce(d.expires_at > at, false)
                                    or e.expires_at > at
                                       and (d.expires_at is null
                                            or coalesce(e.reported_at, e.last_seen) > d.expires_at)) as stands
              from entry e left join decision d on d.object_id = e.object_id
             where e.object_id = any(keys) and e.list = 'virtual_analyzer' and e.origin_seq is not null) x
     where e.object_id = x.object_id and e.list = 'virtual_analyzer' and e.origin = x.origin
       and (e.due_at, e.present) is distinct from (x.due, x.stands);
$$;

-- The part of the digests that a bucket holds; high is null for the last one.
create or replace function bucket_range(name text, out list text, out type text, out low bytea, out high bytea)
language sql immutable as $$
    select split_part(name, '/', 1), split_part(name, '/', 2), decode(split_part(name, '/', 3), 'hex'),
           case when split_part(name, '/', 3) <> 'ff'
                then set_byte('\x00', 0, get_byte(decode(split_part(name, '/', 3), 'hex'), 0) + 1) end;
$$;

-- What an edge is told: the records behind a number in rising order, or all records of some buckets. Never what it found
-- itself, unless it asks for its own share by name (own/type/xx).
create or replace function link_feed(edge uuid, after bigint, most int, only_standing boolean, buckets text[] default null)
returns table (number bigint, list text, type text, value text, origin uuid, origin_seq bigint, stands boolean, risk smallint,
               action text, expires_at timestamptz, hold boolean, detection text, source_sha1 text, root_sha1 text, sha256 text,
               reported_at timestamptz)
language sql stable set random_page_cost = 1.1 as $$
    with picked as (
        (select e.link_seq as number, 'va' as list, e.object_id, e.origin, null::text as type, null::smallint as risk
           from entry e
          where link_feed.buckets is null and e.list = 'virtual_analyzer' and e.link_seq > after and e.origin <> edge
            and (coalesce(e.at_origin, e.present) or not only_standing)
          order by e.link_seq limit most)
        union all
        (select e.link_seq, 'user', e.object_id, e.origin, null, null
           from entry e
          where link_feed.buckets is null and e.list = 'user_defined' and e.link_seq > after and e.origin <> edge
            and (coalesce(e.at_origin, e.present) or not only_standing)
          order by e.link_seq limit most)
        union all
        (select d.seq, 'decision', d.object_id, h.origin, null, null
           from decision d cross join hub h
          where link_feed.buckets is null and d.seq > after
            and (not only_standing or d.action is not null or d.expires_at is not null or d.hold)
          order by d.seq limit most)
        union all
        select p.seq, 'decision', null, h.origin, p.type, p.risk
          from preset p cross join hub h
         where link_feed.buckets is null and p.seq > after
        union all
        select e.link_seq, b.list, e.object_id, e.origin, null, null
          from unnest(link_feed.buckets) n cross join lateral bucket_range(n) b
          join object o on o.type = b.type and o.digest >= b.low and (b.high is null or o.digest < b.high)
          join entry e on e.object_id = o.id
               and e.list = case b.list when 'user' then 'user_defined' else 'virtual_analyzer' end
               and (e.origin = edge) = (b.list = 'own')
         where b.list in ('va', 'own', 'user') and e.link_seq is not null
        union all
        select d.seq, 'decision', d.object_id, h.origin, null, null
          from unnest(link_feed.buckets) n cross join lateral bucket_range(n) b cross join hub h
          join object o on o.type = b.type and o.digest >= b.low and (b.high is null or o.digest < b.high)
          join decision d on d.object_id = o.id
         where b.list = 'decision'
        union all
        select p.seq, 'decision', null, h.origin, p.type, p.risk
          from unnest(link_feed.buckets) n cross join lateral bucket_range(n) b cross join hub h
          join preset p on p.type = b.type
         where b.list = 'decision' and b.low = '\xe3'     -- where the digest of no value begins
    )
    select i.number, case i.list when 'own' then 'va' else i.list end, coalesce(o.type, i.type), coalesce(o.value, ''),
           i.origin, coalesce(e.origin_seq, e.seq, i.number),
           case when e.object_id is not null then coalesce(e.at_origin, e.present)
                when d.object_id is not null then d.action is not null or d.expires_at is not null or d.hold
                else true end,
           case when i.list = 'user' then 3 else coalesce(e.risk, p.risk) end::smallint,
           coalesce(e.action, d.action, p.action), coalesce(e.expires_at, d.expires_at), coalesce(d.hold, false),
           e.detection, e.source_sha1, e.root_sha1, h.sha256,
           case when i.list in ('va', 'own') then coalesce(e.reported_at, e.last_seen) end
      from (select * from picked order by picked.number limit most) i
      left join object o on o.id = i.object_id
      left join entry e on i.list <> 'decision' and e.object_id = i.object_id and e.origin = i.origin
           and e.list = case i.list when 'user' then 'user_defined' else 'virtual_analyzer' end
      left join decision d on i.list = 'decision' and d.object_id = i.object_id
      left join preset p on i.object_id is null and p.type = i.type and p.risk = i.risk
      left join hash_pair h on i.list in ('va', 'own') and o.type = 'file_sha1' and h.sha1 = o.value
     order by i.number;
$$;

-- The exceptions as an edge is told them: one record for a pattern, in force as long as any rule of that pattern is.
create or replace function link_exceptions(after bigint, most int, only_standing boolean, buckets text[] default null)
returns table (number bigint, type text, pattern text, stands boolean) language sql stable as $$
    with rules as (
        select max(e.seq) as number, e.type::text as type, e.pattern, bool_or(e.present) as stands
          from exception e group by e.type, e.pattern
    )
    select r.* from rules r
     where link_exceptions.buckets is null and r.number > after and (r.stands or not only_standing)
        or exists (select from unnest(link_exceptions.buckets) n cross join lateral bucket_range(n) b
                    where b.list = 'exception' and b.type = r.type
                      and substr(sha256(convert_to(r.pattern, 'UTF8')), 1, 1) = b.low)
     order by r.number limit most;
$$;

-- What of this manager's findings its hub has not confirmed. At first that is all that stands, and what has left since: the
-- hub may have it from an upload whose answer was lost.
create or replace function link_upload(after bigint, most int)
returns table (number bigint, type text, value text, origin_seq bigint, stands boolean, risk smallint, expires_at timestamptz,
               detection text, source_sha1 text, root_sha1 text, sha256 text, reported_at timestamptz)
language sql stable set random_page_cost = 1.1 as $$
    select e.link_seq, o.type, o.value, e.seq, e.present, e.risk, e.expires_at, e.detection, e.source_sha1, e.root_sha1,
           h.sha256, coalesce(e.reported_at, e.last_seen)
      from (select * from entry e
             where e.list = 'virtual_analyzer' and e.origin_seq is null and e.link_seq > after
               and (e.present or after > 0 or e.link_seq > (select told_from from link where errand = 'upload'))
             order by e.link_seq limit most) e
      join object o on o.id = e.object_id
      left join hash_pair h on o.type = 'file_sha1' and h.sha1 = o.value
     order by e.link_seq;
$$;

-- Both sides of a link by bucket: how many records stand, and a digest of which versions they are. here_is_edge says from
-- which side this manager looks.
create or replace function link_digests(edge uuid, here_is_edge boolean)
returns table (bucket text, records bigint, digest text) language sql stable set work_mem = '64MB' as $$
    with rows as (
        select case when e.list = 'user_defined' then 'user' when e.origin = edge then 'own' else 'va' end as list,
               o.type, o.digest, e.origin::text || ':' || coalesce(e.origin_seq, e.seq) as version
          from entry e join object o on o.id = e.object_id
         where coalesce(e.at_origin, e.present) and e.link_seq is not null
           and not (e.list = 'user_defined' and e.origin = edge)
        union all
        select 'decision', o.type, o.digest, (case when here_is_edge then d.origin_seq else d.seq end)::text
          from decision d join object o on o.id = d.object_id
         where (d.action is not null or d.expires_at is not null or d.hold) and (not here_is_edge or d.origin_seq is not null)
        union all
        select 'decision', p.type, sha256(''), p.risk || ':' || case when here_is_edge then p.origin_seq else p.seq end
          from preset p where not here_is_edge or p.origin_seq is not null
        union all
        select 'exception', r.type, sha256(convert_to(r.pattern, 'UTF8')), r.number::text
          from link_exceptions(0, 2147483647, true) r where not here_is_edge
        union all
        select 'exception', x.type, sha256(convert_to(x.pattern, 'UTF8')), x.origin_seq::text
          from exception x where here_is_edge and x.source = 'hub' and x.present
    )
    select list || '/' || type || '/' || encode(substr(rows.digest, 1, 1), 'hex'), count(*),
           encode(sha256(convert_to(string_agg(encode(rows.digest, 'hex') || version, ',' order by rows.digest, version), 'UTF8')),
                  'hex')
      from rows group by list, type, substr(rows.digest, 1, 1);
$$;

-- Takes entries in that came over a link. Only a higher number counts for an (object, list, origin); nobody tells this
-- manager what it found itself. With buckets, the records are all that stand there: their word counts whatever its number,
-- and what they don't name is gone. Answers how many versions were new here.
create or replace function take_entries(records jsonb, at timestamptz, buckets text[] default null)
returns int language plpgsql set plan_cache_mode = force_custom_plan set random_page_cost = 1.1 as $$
declare
    here constant uuid := (select origin from hub);
    keys bigint[];
    paired text[];
begin
    create temporary table if not exists arrival (
        list list_name, type object_type, value text, host text collate "C", addr inet, origin uuid, number bigint,
        stands boolean, risk smallint, action text, expires_at timestamptz, detection text, source_sha1 text, root_sha1 text,
        sha256 text, reported_at timestamptz, object_id bigint) on commit delete rows;
    delete from arrival;
    insert into arrival
    select distinct on (r.type, r.value, r.list, r.origin)
           r.list, r.type, r.value, r.host, r.addr::inet, r.origin, r.number, r.stands, r.risk, r.action, r.expires_at,
           left(r.detection, 512), r.source_sha1, r.root_sha1, r.sha256, coalesce(r.reported_at, at)
      from jsonb_to_recordset(records) as r(list text, type text, value text, host text, addr text, origin uuid,
           number bigint, stands boolean, risk smallint, action text, expires_at timestamptz, detection text,
           source_sha1 text, root_sha1 text, sha256 text, reported_at timestamptz)
     where r.origin <> here
     order by r.type, r.value, r.list, r.origin, r.number desc;
    insert into object (type, value, digest, host, addr)
    select distinct a.type, a.value, sha256(convert_to(a.value, 'UTF8')), a.host, a.addr
      from arrival a where a.stands order by a.type, a.value
    on conflict (type, digest) do nothing;
    update arrival a set object_id = o.id
      from object o where o.type = a.type and o.digest = sha256(convert_to(a.value, 'UTF8'));
    delete from arrival where object_id is null;
    with learned as (
        insert into hash_pair (sha1, sha256, source, learned_at)
        select distinct on (a.value) a.value, a.sha256, 'manager', at from arrival a
         where a.type = 'file_sha1' and a.sha256 is not null and a.stands order by a.value
        on conflict (sha1) do nothing
        returning sha1
    )
    select array_agg(sha1) into paired from learned;

    perform lock_list();
    perform keep_statistics();
    if buckets is not null then
        insert into arrival (list, type, value, origin, number, stands, object_id)
        select e.list, o.type, o.value, e.origin, e.origin_seq, false, e.object_id
          from unnest(buckets) n cross join lateral bucket_range(n) b
          join object o on o.type = b.type and o.digest >= b.low and (b.high is null or o.digest < b.high)
          join entry e on e.object_id = o.id
               and e.list = case b.list when 'user' then 'user_defined' else 'virtual_analyzer' end
         where b.list in ('va', 'user') and e.origin_seq is not null and e.told_seq is not null and e.at_origin
           and not exists (select from arrival a where a.object_id = o.id and a.list = e.list and a.origin = e.origin);
    end if;
    with compared as (
        select a.object_id, a.list, a.origin, a.number, a.stands, coalesce(a.risk, e.risk) as risk, a.action,
               case when a.stands then a.detection else e.detection end as detection,
               case when a.stands then a.source_sha1 else e.source_sha1 end as source_sha1,
               case when a.stands then a.root_sha1 else e.root_sha1 end as root_sha1,
               coalesce(a.expires_at, e.expires_at) as expires_at,
               coalesce(case when d.expires_at > at then d.expires_at end, a.expires_at, e.expires_at) as due,
               coalesce(a.reported_at, e.reported_at, e.last_seen) as reported_at, d.expires_at as person,
               coalesce(e.present, false) as stood
          from arrival a
          left join entry e on e.object_id = a.object_id and e.list = a.list and e.origin = a.origin
          left join decision d on d.object_id = a.object_id and a.list = 'virtual_analyzer'
         -- the removal of what was never here says nothing
         where case when e.object_id is null then a.stands
                    else a.number > e.origin_seq or e.told_seq is null
                         or buckets is not null and (a.number, a.stands) is distinct from (e.origin_seq, e.at_origin) end
    ), numbered as (
        select c.*, c.stands and c.due > at and (c.person is null or c.person > at or c.reported_at > c.person) as lives,
               nextval('change_seq') as seq
          from (select * from compared order by object_id, list, origin) c
    ), written as (
        insert into entry as e (object_id, list, origin, seq, present, risk, action, sources, detection, source_sha1,
                                root_sha1, first_seen, last_seen, expires_at, due_at, origin_seq, told_seq, at_origin,
                                reported_at)
        select n.object_id, n.list, n.origin, n.seq, n.lives, coalesce(n.risk, 3), n.action, 1, n.detection, n.source_sha1,
               n.root_sha1, at, at, n.expires_at, n.due, n.number, n.seq, n.stands, n.reported_at
          from numbered n
        on conflict on constraint entry_pkey do update set
            seq = case when (e.present, e.risk, e.action, e.detection, e.source_sha1, e.root_sha1, e.expires_at)
                            is distinct from (excluded.present, excluded.risk, excluded.action, excluded.detection,
                                              excluded.source_sha1, excluded.root_sha1, excluded.expires_at)
                       then excluded.seq else e.seq end,
            present = excluded.present, risk = excluded.risk, action = excluded.action, detection = excluded.detection,
            source_sha1 = excluded.source_sha1, root_sha1 = excluded.root_sha1, last_seen = excluded.last_seen,
            expires_at = excluded.expires_at, due_at = excluded.due_at, origin_seq = excluded.origin_seq,
            told_seq = excluded.told_seq, at_origin = excluded.at_origin, reported_at = excluded.reported_at
        returning e.object_id
    ), told as (
        insert into event (at, object_id, kind, detail)
        select at, n.object_id, case when n.lives then 'received' else 'taken back' end, manager_name(n.origin)
          from numbered n where n.lives <> n.stood
    )
    select array_agg(object_id) into keys from written;
    if (select role from federation) = 'hub' then
        perform tell_pairs(paired);
    end if;
    perform relist(array(select k from unnest(keys) k
                         union
                         select o.id from object o
                          where o.type = 'file_sha1'
                            and o.digest = any(select sha256(convert_to(s, 'UTF8')) from unnest(paired) s)), at);
    return coalesce(cardinality(keys), 0);
end;
$$;

-- Takes in what the hub's people decided of objects. Presets are tasks, since they may be about any number of objects.
create or replace function take_decisions(records jsonb, hub_origin uuid, at timestamptz, buckets text[] default null)
returns int language plpgsql set plan_cache_mode = force_custom_plan set random_page_cost = 1.1 as $$
declare
    keys bigint[];
    dated bigint[];
begin
    create temporary table if not exists ruling (
        type object_type, value text, host text collate "C", addr inet, number bigint, stands boolean, action text,
        expires_at timestamptz, hold boolean, object_id bigint) on commit delete rows;
    delete from ruling;
    insert into ruling
    select distinct on (r.type, r.value) r.type, r.value, r.host, r.addr::inet, r.number, r.stands, r.action, r.expires_at,
           coalesce(r.hold, false)
      from jsonb_to_recordset(records) as r(type text, value text, host text, addr text, number bigint, stands boolean,
           action text, expires_at timestamptz, hold boolean)
     order by r.type, r.value, r.number desc;
    insert into object (type, value, digest, host, addr)
    select r.type, r.value, sha256(convert_to(r.value, 'UTF8')), r.host, r.addr from ruling r where r.stands
     order by r.type, r.value
    on conflict (type, digest) do nothing;
    update ruling r set object_id = o.id
      from object o where o.type = r.type and o.digest = sha256(convert_to(r.value, 'UTF8'));
    delete from ruling where object_id is null;

    perform lock_list();
    if buckets is not null then
        insert into ruling (type, value, number, stands, hold, object_id)
        select o.type, o.value, d.origin_seq, false, false, d.object_id
          from unnest(buckets) n cross join lateral bucket_range(n) b
          join object o on o.type = b.type and o.digest >= b.low and (b.high is null or o.digest < b.high)
          join decision d on d.object_id = o.id and d.origin = hub_origin
         where b.list = 'decision' and not exists (select from ruling r where r.object_id = o.id);
    end if;
    with compared as (
        select r.*, case when r.stands then r.expires_at end as date,
               d.expires_at is distinct from case when r.stands then r.expires_at end as dated
          from ruling r left join decision d on d.object_id = r.object_id
         where case when d.object_id is null then r.stands
                    else d.origin is distinct from hub_origin or r.number > d.origin_seq or buckets is not null end
    ), written as (
        insert into decision as d (object_id, seq, action, expires_at, hold, decided_by, decided_at, origin, origin_seq)
        select c.object_id, nextval('change_seq'), case when c.stands then c.action end, c.date, c.stands and c.hold,
               manager_name(hub_origin), at, hub_origin, c.number
          from (select * from compared order by object_id) c
        on conflict (object_id) do update set
            seq = case when (d.action, d.expires_at, d.hold)
                            is distinct from (excluded.action, excluded.expires_at, excluded.hold)
                       then excluded.seq else d.seq end,
            action = excluded.action, expires_at = excluded.expires_at, hold = excluded.hold,
            decided_by = excluded.decided_by, decided_at = excluded.decided_at,
            origin = excluded.origin, origin_seq = excluded.origin_seq
        returning d.object_id
    )
    select array_agg(w.object_id), array_agg(w.object_id) filter (where c.dated and c.date <= at) into keys, dated
      from written w join compared c on c.object_id = w.object_id;
    if keys is null then
        return 0;
    end if;
    perform date_received(keys, at);
    perform enlist(keys, at);
    -- What was reported here after that date is told again with its time: others may only know of an earlier report.
    update entry e set seq = nextval('change_seq')
     where e.object_id = any(dated) and e.list = 'virtual_analyzer' and e.origin_seq is null and e.present;
    return cardinality(keys);
end;
$$;

-- Counts on above a number that the hub has seen of this manager: after a restore the same number would mean two things.
create or replace function lift(above bigint) returns void language sql as $$
    select setval('change_seq', greatest(above, last_value)) from lock_list(), change_seq;
$$;

-- Has this manager's own share of some buckets, as the hub holds it, agree with what stands here. What the hub holds and
-- this registry forgot (it was restored) comes back until its date; the rest goes up again, above the hub's numbers.
create or replace function reclaim(records jsonb, at timestamptz, buckets text[]) returns int language plpgsql
set plan_cache_mode = force_custom_plan set random_page_cost = 1.1 as $$
declare
    here constant uuid := (select origin from hub);
    keys bigint[];
    again int;
begin
    perform lift(coalesce((select max(r.number) from jsonb_to_recordset(records) as r(number bigint)), 0));
    create temporary table if not exists mine (
        type object_type, value text, host text collate "C", addr inet, number bigint, stands boolean, risk smallint,
        expires_at timestamptz, detection text, source_sha1 text, root_sha1 text, reported_at timestamptz, object_id bigint)
        on commit delete rows;
    delete from mine;
    insert into mine
    select r.type, r.value, r.host, r.addr::inet, r.number, r.stands, r.risk, r.expires_at, r.detection, r.source_sha1, r.root_sha1,
           coalesce(r.reported_at, at)
      from jsonb_to_recordset(records) as r(type text, value text, host text, addr text, number bigint, stands boolean,
           risk smallint, expires_at timestamptz, detection text, source_sha1 text, root_sha1 text, reported_at timestamptz);
    insert into object (type, value, digest, host, addr)
    select m.type, m.value, sha256(convert_to(m.value, 'UTF8')), m.host, m.addr from mine m where m.stands order by m.type, m.value
    on conflict (type, digest) do nothing;
    update mine m set object_id = o.id
      from object o where o.type = m.type and o.digest = sha256(convert_to(m.value, 'UTF8'));

    with lost as (
        select m.* from mine m
          left join entry e on e.object_id = m.object_id and e.list = 'virtual_analyzer' and e.origin = here
         where m.stands and (e.object_id is null or not e.present and e.seq < m.number)
    ), remembered as (
        -- no product here is known to have said it
        insert into sighting as s (object_id, product_id, stream, risk, detection, source_sha1, root_sha1, first_seen, last_seen,
                                   reported_at, dated, expires_at)
        select l.object_id, 0, 'hub', l.risk, l.detection, l.source_sha1, l.root_sha1, at, at, l.reported_at, true,
               l.expires_at
          from (select * from lost order by object_id) l
        on conflict (object_id, product_id) do update set
            risk = excluded.risk, detection = excluded.detection, source_sha1 = excluded.source_sha1,
            root_sha1 = excluded.root_sha1, last_seen = excluded.last_seen, reported_at = excluded.reported_at,
            expires_at = excluded.expires_at
    ), back as (
        insert into entry as e (object_id, list, origin, seq, present, risk, sources, detection, source_sha1, root_sha1,
                                first_seen, last_seen, expires_at, due_at)
        select l.object_id, 'virtual_analyzer', here, nextval('change_seq'), l.expires_at > at, l.risk, 1, l.detection,
               l.source_sha1, l.root_sha1, at, at, l.expires_at, l.expires_at
          from (select * from lost order by object_id) l
        on conflict on constraint entry_pkey do update set
            seq = excluded.seq, present = excluded.present, risk = excluded.risk, detection = excluded.detection,
            source_sha1 = excluded.source_sha1, root_sha1 = excluded.root_sha1, last_seen = excluded.last_seen,
            expires_at = excluded.expires_at, due_at = excluded.due_at
        returning e.object_id
    )
    select array_agg(object_id) into keys from back;
    with differing as (
        select e.object_id, e.seq < coalesce(m.number, 0) as behind
          from unnest(buckets) n cross join lateral bucket_range(n) b
          join object o on o.type = b.type and o.digest >= b.low and (b.high is null or o.digest < b.high)
          join entry e on e.object_id = o.id and e.list = 'virtual_analyzer' and e.origin = here
          left join mine m on m.object_id = o.id
         where b.list = 'own' and (keys is null or e.object_id <> all(keys))
           and case when m.object_id is null then e.present else (e.present, e.seq) is distinct from (m.stands, m.number) end
    )
    update entry e set
        seq = case when d.behind then nextval('change_seq') else e.seq end,
        told_seq = case when d.behind then null else nextval('change_seq') end
      from differing d
     where e.object_id = d.object_id and e.list = 'virtual_analyzer' and e.origin = here;
    get diagnostics again = row_count;
    if keys is not null then
        insert into event (at, object_id, kind, detail)
        select at, k, 'received', manager_name((select hub_origin from federation)) from unnest(keys) k;
        perform enlist(keys, at);
    end if;
    return again + coalesce(cardinality(keys), 0);
end;
$$;

-- The link to a hub is cut: what came over it stays, and is compared with nothing any more.
create or replace function cut_link() returns void language sql as $$
    update entry set told_seq = null where origin_seq is not null;
    update decision set origin = null, origin_seq = null where origin is not null;
    update preset set origin = null, origin_seq = null where origin is not null;
    update exception set origin_seq = null where origin_seq is not null;
    update link set position = 0, told_from = 0, greeted = false, due_at = '-infinity', lease = null, attempt = attempt + 1, failures = 0,
           last_success_at = null, last_error = null, last_error_at = null;
$$;

-- A manager that becomes a hub tells its edges of all that it holds, wherever that came from.
create or replace function open_links() returns void language sql as $$
    update entry set told_seq = nextval('change_seq') from lock_list() where origin_seq is not null and told_seq is null;
$$;
