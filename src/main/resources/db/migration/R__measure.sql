-- What is measured of the registry: one row a value. docs/operate.md says what each tells. Whatever can be long is counted up to
-- 100,000, and labels are products and the like, never objects.

-- How many objects of a type there is no room for on a list that is full.
create or replace function left_out(x view_limit) returns bigint language sql stable as $$
    select case when x.over then (select count(*) from listed l
                                   where l.type = x.type and l.present and gives(x.view_id, l) is not null) - x.held
                else 0 end;
$$;

-- How many things of a kind a forward was not told yet.
create or replace function untold(f forward, about text) returns bigint language sql stable as $$
    select case about
        when 'alerts' then (select count(*) from alert where raised_number > f.alerts_at)
                           + (select count(*) from alert where cleared_number > f.alerts_at)
        when 'changes' then (select count(*) from (
                                select from unnest('{file_sha1,file_sha256,ip,domain,url}'::text[]) as t(type)
                                 cross join lateral (select from listed
                                                      where type = t.type and seq > f.changes_at limit 100000) l
                                 limit 100000) c)
        when 'detections' then (select count(*) from (
                                    select from detection where number > f.detections_at limit 100000) d)
    end;
$$;

-- Up to which number a reader's list is with it, or on its way there.
create or replace function reached(r reader) returns bigint language sql stable as $$
    select case when r.whole then (select coalesce(min(f.up_to), 0) from list_file f where f.reader_id = r.id)
                when r.client is null then r.offered
                else greatest(r.asked, r.watermark) end;
$$;

-- How many entries and changes a reader lacks, and since when.
create or replace function lacks(r reader, out changes bigint, out since timestamptz) language sql stable as $$
    with waiting as (
        select due_since from delivered
         where reader_id = r.id and r.client is null and state in ('due', 'sending')
         order by due_since limit 100000
    )
    select (select count(*) from waiting) + (select count(*) from view_of(r.id, reached(r), 100000, false)),
           least((select min(due_since) from waiting),
                 (select l.changed_at from view_of(r.id, reached(r), 1, false) v join listed l on l.object_id = v.object_id));
$$;

create or replace function measures(at timestamptz) returns table (name text, labels text[], value float8)
language sql stable as $$
    with working as (
        select * from product where removed_at is null and enabled
    ), ways as (
        -- how the hub works with each product, and what came of it last
        select p.name, 'collect' as way, p.last_error is not null as failing,
               p.last_error is not null and p.next_collect_at > measures.at as resting, p.last_success_at
          from working p
         where p.collect_every is not null
        union all
        select p.name, 'deliver', bool_or(r.failures > 0), bool_or(r.failures > 0 and r.not_before > measures.at),
               max(r.last_success_at)
          from working p join reader r on r.product_id = p.id and r.state = 'active'
         group by p.name
    ), lag as (
        select p.name, max(l.changes) as changes, min(l.since) as since
          from working p
          join reader r on r.product_id = p.id and r.state = 'active'
         cross join lateral lacks(r) l
         group by p.name
    ), rooms as (
        select distinct p.name, x.view_id, x.type, x.held, x.most, left_out(x) as left_out
          from working p
          join reader r on r.product_id = p.id and r.state = 'active'
          join view_limit x on x.view_id = r.view_id
    ), edges as (
        select r.client, r.complete_at, (select count(*) from link_feed(r.client, reached(r), 100000, false)) as changes
          from reader r
         where r.edge and r.state = 'active'
    )
    select 'ctd.objects', array['type', t.type], (select count(*) from listed l where l.type = t.type and l.present)::float8
      from unnest('{file_sha1,file_sha256,ip,domain,url}'::text[]) as t(type)
    union all
    select 'ctd.log.head', '{}', head()
    union all
    select 'ctd.expiry.due', '{}', count(*)
      from (select from listed where present and due_at <= measures.at limit 100000) l
    union all
    select 'ctd.brakes', array['kind', k.kind],
           (select count(*) from brake b where b.kind = k.kind and b.released_at is null)
      from unnest('{mass_arrival,mass_withdrawal,mass_expiry,clock_jump}'::text[]) as k(kind)
    union all
    select 'ctd.guard.failures', '{}', count(*) from warning_failure
    union all
    select 'ctd.alerts', array['kind', kind], count(*) filter (where raised_at is not null and cleared_at is null)
      from alert group by kind
    union all
    select 'ctd.quarantine', array['product', p.name, 'reason', q.reason], count(*)
      from quarantine q join product p on p.id = q.product_id
     group by p.name, q.reason

    union all
    select 'ctd.product.lag', array['product', name], changes from lag
    union all
    select 'ctd.product.lag.seconds', array['product', name],
           greatest(0, coalesce(extract(epoch from measures.at - since), 0)) from lag
    union all
    select 'ctd.product.failing', array['product', name, 'way', way], failing::int from ways
    union all
    select 'ctd.product.resting', array['product', name, 'way', way], resting::int from ways
    union all
    select 'ctd.product.last.success', array['product', name, 'way', way], extract(epoch from last_success_at)
      from ways where last_success_at is not null
    union all
    select 'ctd.product.last.heard', array['product', p.name],
           coalesce(extract(epoch from greatest(p.heard_at, max(r.last_call_at))), 0)
      from working p left join reader r on r.product_id = p.id
     group by p.name, p.heard_at
    union all
    select 'ctd.product.refused', array['product', p.name],
           (select count(*) from delivered d join reader r on r.id = d.reader_id
             where r.product_id = p.id and r.client is null and d.state = 'refused')
      from working p
     where exists (select from reader r where r.product_id = p.id and r.client is null)

    union all
    select 'ctd.list.held', array['product', name, 'type', type], max(held) from rooms group by name, type
    union all
    select 'ctd.list.limit', array['product', name, 'type', type], min(most) from rooms group by name, type
    union all
    select 'ctd.list.left.out', array['product', name, 'type', type], max(left_out) from rooms group by name, type
    union all
    select 'ctd.drift', array['product', p.name, 'kind', d.kind], d.entries
      from comparison c
      join reader r on r.id = c.reader_id
      join working p on p.id = r.product_id
     cross join lateral (values ('missing', c.missing), ('surplus', c.surplus), ('changed', c.changed)) d(kind, entries)

    union all
    select 'ctd.detections.' || d.what, array['product', p.name], d.counted
      from detection_source s
      join product p on p.id = s.product_id
     cross join lateral (values ('taken', s.taken), ('unmatched', s.unmatched), ('duplicates', s.duplicates),
                                ('last', extract(epoch from s.last_at)::bigint)) d(what, counted)
     where p.removed_at is null and d.counted is not null

    union all
    select 'ctd.subscribers', array['state', state], count(*)
      from reader where client is not null and not edge group by state
    union all
    select 'ctd.subscriber.cursor', array['subscriber', s.name], s.number
      from (select r.name, reached(r) as number from reader r
             where r.client is not null and not r.edge and r.state = 'active' order by r.id limit 100) s
    union all
    select 'ctd.edge.lag', array['edge', client::text], changes from edges
    union all
    select 'ctd.edge.lag.seconds', array['edge', client::text],
           case when changes = 0 then 0 else greatest(0, coalesce(extract(epoch from measures.at - complete_at), 0)) end
      from edges
    union all
    select 'ctd.link.failures', array['errand', errand], failures from link

    union all
    select 'ctd.forward.backlog', array['forward', f.name, 'about', about], untold(f, about)
      from forward f cross join lateral unnest(f.tells) as about
    union all
    select 'ctd.forward.failures', array['forward', name], failures from forward
    union all
    select 'ctd.forward.stopped', array['forward', name], (stopped is not null)::int from forward
    union all
    select 'ctd.forward.last', array['forward', name], extract(epoch from last_success_at)
      from forward where last_success_at is not null;
$$;
