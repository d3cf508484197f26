-- How far things have got that forwards are told. Detections are numbered by those who write them, several at the same time:
-- whoever writes holds this lock, and whoever asks for the head waits for them, so that no number below it comes up later.
create or replace function keep_detection_order() returns void language sql as $$
    select pg_advisory_xact_lock_shared(hashtext('ctd-hub detections'));
$$;

-- The last number that was given; some below it may still be on their way.
create or replace function detections_given() returns bigint language sql as $$
    select case when is_called then last_value else 0 end from detection_number;
$$;

-- The head behind which nothing is on its way any more.
create or replace function detections_head() returns bigint language plpgsql as $$
declare
    given constant bigint := detections_given();
begin
    perform pg_advisory_xact_lock(hashtext('ctd-hub detections'));
    return given;
end;
$$;

-- Up to where this forward can be told something at all; its cursor says what it was told.
create or replace function heads(out alerts bigint, out changes bigint, out detections bigint) language sql stable as $$
    select (select greatest(0, max(raised_number), max(cleared_number)) from alert),
           (select coalesce(max(x.seq), 0)
              from unnest('{file_sha1,file_sha256,ip,domain,url}'::text[]) as t(type)
             cross join lateral (select max(l.seq) as seq from listed l where l.type = t.type) x),
           detections_given();
$$;
