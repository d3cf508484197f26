-- Detections stand in a table a day, since 2,000 of them a second are 170 million a day: to take away what is old, row by row,
-- would cost as much as to write it.

-- Makes the tables of yesterday, today and tomorrow, and drops those of which nothing is to be kept. Answers how many were
-- made. Who writes waits for the moment in which a day is cut out of the default partition. A table that somebody reads
-- for long is dropped at a later turn, so that nobody queues behind the drop.
create or replace function keep_detections(at timestamptz, keep interval) returns int language plpgsql
set timezone = 'UTC' set lock_timeout = '5s' as $$
declare
    today constant timestamptz := date_trunc('day', at);
    day timestamptz;
    part text;
    made int := 0;
begin
    for part in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
                 where i.inhparent = 'detection'::regclass and c.relname ~ '^detection_\d{4}_\d\d_\d\d$'
                   and to_date(right(c.relname, 10), 'YYYY_MM_DD') + interval '1 day' <= keep_detections.at - keep
                 order by c.relname loop
        begin
            execute format('drop table if exists %I', part); -- another node may be at it
        exception when lock_not_available then
            exit;
        end;
    end loop;
    delete from detection_other d where d.at < keep_detections.at - keep;
    foreach day in array array[today - interval '1 day', today, today + interval '1 day'] loop
        part := 'detection_' || to_char(day, 'YYYY_MM_DD');
        continue when to_regclass(part) is not null or day + interval '1 day' <= keep_detections.at - keep;
        lock table only detection in share row exclusive mode;
        continue when to_regclass(part) is not null;
        execute format('create table %I (like detection including defaults including constraints)', part);
        execute format('with moved as (delete from detection_other where at >= %L and at < %L returning *) insert into %I select * from moved',
                       day, day + interval '1 day', part);
        execute format('alter table detection attach partition %I for values from (%L) to (%L)',
                       part, day, day + interval '1 day');
        made := made + 1;
    end loop;
    return made;
end;
$$;

-- Has the planner look again at today's table once it has doubled: until its own daemon comes by, it takes it for empty.
create or replace function keep_detection_statistics(at timestamptz) returns void language plpgsql
set timezone = 'UTC' as $$
declare
    part constant text := 'detection_' || to_char(at, 'YYYY_MM_DD');
begin
    if exists (select from pg_class c where c.oid = to_regclass(part)
                  and pg_relation_size(c.oid) / current_setting('block_size')::int > 2 * greatest(c.relpages, 64)) then
        execute format('analyze %I', part);
    end if;
end;
$$;

-- Products met these objects at these times: what a sandbox found of them, and is on the list now, stays for its type's
-- usual life from then. Never shorter than it would, and a person's date goes before. Only what moves by more than a day is
-- written. Answers how many objects that were.
create or replace function extend(keys bigint[], met timestamptz[], at timestamptz) returns int language plpgsql
set plan_cache_mode = force_custom_plan as $$
declare
    longer bigint[];
begin
    perform keep_lives();
    with given as (
        select m.id, case when v.days is null then 'infinity'
                          else least(m.met, extend.at) + v.days * interval '1 day' end as until
          from (select g.id, max(g.met) as met from unnest(keys, extend.met) as g(id, met) group by g.id) m
          join object o on o.id = m.id
          join life v on v.type = o.type
    ), written as (
        insert into extension as x (object_id, since, until)
        select g.id, extend.at, g.until
          from given g
          join entry e on e.object_id = g.id and e.list = 'virtual_analyzer' and e.present
               and e.origin = (select origin from hub) and g.until > e.expires_at + interval '1 day'
         order by g.id
        on conflict (object_id) do update set
            since = case when x.until > extend.at then x.since else excluded.since end,
            until = greatest(x.until, excluded.until)
        returning x.object_id
    )
    select array_agg(w.object_id) into longer from written w;
    if longer is not null then
        perform enlist(longer, extend.at);
    end if;
    return coalesce(cardinality(longer), 0);
end;
$$;

-- What was met of an object, as its story tells it: for each product, day and action one line, and for each endpoint one where
-- they are few. Of an object that is met all the time the latest 10,000 are looked at, and the line says so.
create or replace function met(object bigint)
returns table (at timestamptz, kind text, name text, who text, seq bigint, detail text)
language sql stable set timezone = 'UTC' as $$
    with latest as (
        select d.* from detection d where d.object_id = met.object order by d.at desc limit 10000
    ), counted as (
        select count(*) > 20 as many, count(*) = 10000 as more from latest
    ), line as (
        select max(l.at) as at, l.product_id, l.action, count(*) as times, count(distinct l.endpoint) as endpoints,
               min(l.endpoint) as endpoint, string_agg(distinct l.scan, ', ') as scans
          from latest l cross join counted c
         group by l.product_id, date_trunc('day', l.at), l.action, case when c.many then null else l.endpoint end
    )
    select l.at, 'detected', p.name, null, null::bigint,
           l.action || case when l.times > 1 then ', ' || l.times || ' times' || case when c.more then ' or more' else '' end
                            else '' end
                    || case when l.endpoints > 1 then ' at ' || l.endpoints || ' endpoints'
                            when l.endpoints = 1 then ' at ' || l.endpoint else '' end
                    || coalesce(' (' || l.scans || ')', '')
      from line l cross join counted c join product p on p.id = l.product_id;
$$;

-- A new registry has its days before anybody writes.
do $$ begin perform keep_detections(now(), interval '100 years'); end $$;
