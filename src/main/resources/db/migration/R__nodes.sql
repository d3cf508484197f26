-- The processes that are one hub: each says that it lives, and ends the claims of those that don't say so any more.
--
-- All of this goes by the database's clock. A process that was only stopped for a while may find its work taken over; what it
-- writes then is refused by its attempt number, as after any lease.

-- The process at the other end of this connection, which says who it is when it connects; null: none of the hub's.
create or replace function node() returns uuid language sql stable as $$
    select nullif(current_setting('ctd.node', true), '')::uuid;
$$;

-- Ends the claims of these processes, so that whoever looks next may take the work over.
create or replace function end_claims(gone uuid[]) returns void language sql as $$
    update product set collect_lease = null where collect_holder = any(gone) and collect_lease is not null;
    update product set ask_lease = null where ask_holder = any(gone) and ask_lease is not null;
    update reader set lease = null where holder = any(gone) and lease is not null;
    update exception_target set lease = null where holder = any(gone) and lease is not null;
    update detection_source set lease = null where holder = any(gone) and lease is not null;
    update link set lease = null where holder = any(gone) and lease is not null;
    update forward set lease = null where holder = any(gone) and lease is not null;
    update task set lease = null where holder = any(gone) and lease is not null;
    update report_plan set lease = null where holder = any(gone) and lease is not null;
    update made_report set mail_lease = null where mail_holder = any(gone) and mail_lease is not null;
$$;

-- This process lives; those that were not heard for ten seconds don't. One that begins may have begun with a registry
-- that was restored: all producers have to be heard again, and asked again for the SHA-256s that are not known.
create or replace function live() returns void language plpgsql as $$
declare
    dead uuid[];
begin
    update node set seen_at = clock_timestamp() where id = node();
    if not found then
        insert into node (id, seen_at) values (node(), clock_timestamp());
        update product set heard = false where heard;
        update link set heard = false where heard;
        update question q set heard = false
          from listed l
         where l.object_id = q.object_id and l.present and l.type = 'file_sha1' and l.sha256 is null and q.heard;
    end if;
    with missed as (
        delete from node where seen_at < clock_timestamp() - interval '10 seconds' returning id
    )
    select array_agg(id) into dead from missed;
    if dead is not null then
        perform end_claims(dead);
    end if;
end;
$$;

-- This process stops in good order.
create or replace function leave() returns void language sql as $$
    delete from node where id = node();
    select end_claims(array[node()]);
$$;
