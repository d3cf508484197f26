-- What a person should look at, for sites without anything that watches the metrics.

-- What holds now. silent: how long a product that has to call may stay away.
create or replace function conditions(at timestamptz, silent interval)
returns table (kind text, subject text, message text) language sql stable as $$
    with patience as (select conditions.at - interval '5 minutes' as since)
    select distinct on (c.kind, c.subject) c.kind, c.subject, c.message from (
        select 'product_behind', p.name, 'It could not be told what changed for 5 minutes or more: ' || r.last_error
          from patience t cross join reader r join product p on p.id = r.product_id
         where p.enabled and r.state = 'active' and r.client is null and r.failures > 0
           and coalesce(r.last_success_at, '-infinity') < t.since and r.last_error is not null
        union all
        select 'product_behind', p.name, 'It takes what it is sent more slowly than it comes: something waits for 15 minutes or more.'
          from reader r join product p on p.id = r.product_id
         where p.enabled and r.state = 'active' and r.client is null and r.failures = 0
           and exists (select from delivered d where d.reader_id = r.id and d.state = 'due' and d.tries = 0
                          and d.changed_at < conditions.at - interval '15 minutes')
        union all
        select 'product_behind', p.name, 'It asked for its list last at ' || to_char(r.last_call_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '.'
          from reader r join product p on p.id = r.product_id
         where p.enabled and r.state = 'active' and r.client is not null and not r.edge
           and r.last_call_at < conditions.at - silent
        union all
        select 'product_behind', p.name, 'It could not be read for 5 minutes or more: ' || p.last_error
          from patience t cross join product p
         where p.enabled and p.removed_at is null and p.collect_every is not null and p.last_error is not null
           and coalesce(p.last_success_at, '-infinity') < t.since
        union all
        select 'credentials_refused', p.name, 'It refused the hub: ' || e.error
          from product p
         cross join lateral (select p.last_error as error
                             union all
                             select r.last_error from reader r where r.product_id = p.id and r.client is null) e
         where p.enabled and p.removed_at is null and e.error ~ '(^|: )HTTP 40[13]( |$)'
        union all
        select 'list_full', p.name || ' ' || x.type,
               'Its list of ' || x.type || ' holds ' || x.held || ' of ' || x.most || ', and others are left out.'
          from view_limit x
          join reader r on r.view_id = x.view_id and r.state = 'active'
          join product p on p.id = r.product_id
         where x.over and p.enabled
        union all
        select 'brake_on', b.kind || coalesce(' ' || p.name, ''), b.reason
          from brake b left join product p on p.id = b.product_id
         where b.released_at is null
        union all
        select 'warning_list_failed', f.name, f.error from warning_failure f
        union all
        select 'quarantine_not_empty', p.name, 'Something that it reported in the last 24 hours could not be taken; GET /api/v1/quarantine tells what and why.'
          from product p
         where p.removed_at is null
           and exists (select from quarantine q where q.product_id = p.id and q.last_at > conditions.at - interval '24 hours')
        union all
        select 'edge_behind', coalesce(r.host_name, r.client::text), 'It has not had everything since '
               || coalesce(to_char(r.complete_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'it registered') || '.'
          from patience t cross join reader r
         where r.edge and r.state = 'active' and greatest(r.complete_at, '-infinity') < t.since
           and (r.last_call_at < t.since
                or exists (select from link_feed(r.client, greatest(r.asked, r.watermark), 1, false)))
        union all
        select 'edge_behind', 'this edge', 'It has not reached its hub for 5 minutes or more: ' || k.last_error
          from patience t cross join link k
         where k.failures > 0 and k.last_error is not null and coalesce(k.last_success_at, '-infinity') < t.since
           and (select role from federation) = 'edge'
        union all
        select 'forward_behind', f.name, case when f.stopped is not null then 'Its receiver refuses what it is sent: ' || f.stopped
               else 'It could not be told for 5 minutes or more: ' || f.last_error end
          from patience t cross join forward f
         where f.stopped is not null
            or f.failures > 0 and coalesce(f.last_success_at, '-infinity') < t.since
    ) c(kind, subject, message)
    where c.subject is not null
    order by c.kind, c.subject, c.message;
$$;

-- Looks what holds, and raises and clears. One node at a time; the others leave it to that one.
create or replace function watch(at timestamptz, silent interval) returns void language plpgsql as $$
begin
    if not pg_try_advisory_xact_lock(hashtext('ctd-hub alerts')) then
        return;
    end if;
    create temporary table if not exists holding (kind text, subject text, message text) on commit delete rows;
    delete from holding;
    insert into holding select * from conditions(watch.at, silent);
    insert into alert as a (kind, subject, message, seen_at)
    select h.kind, h.subject, left(h.message, 1000), watch.at from holding h
    on conflict (kind, subject) where cleared_at is null do update set message = excluded.message, gone_at = null
     where a.message <> excluded.message or a.gone_at is not null;
    update alert a set gone_at = watch.at
     where a.cleared_at is null and a.gone_at is null
       and not exists (select from holding h where h.kind = a.kind and h.subject = a.subject);
    delete from alert a where a.raised_at is null and a.gone_at is not null;
    update alert a set raised_at = watch.at, raised_number = nextval('alert_number')
     where a.raised_at is null and a.seen_at <= watch.at - interval '1 minute';
    update alert a set cleared_at = watch.at, cleared_number = nextval('alert_number')
     where a.raised_at is not null and a.cleared_at is null and a.gone_at <= watch.at - interval '1 minute';
    delete from alert a where a.cleared_at < watch.at - interval '90 days';
end;
$$;
