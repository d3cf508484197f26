-- The change log for readers that go by date: each stretch of numbers that one transaction drew has its date, and within it a
-- number is 10 µs later than the one before. So dates rise with the numbers, and no row carries one.
create extension if not exists pgcrypto;   -- for SHA-1, on which the ids of indicators rest

create table dated (
    first bigint primary key,
    last  bigint not null,
    at    timestamptz not null unique    -- the date of the first; a millisecond of its own
);
insert into dated
select 0, last_value, date_trunc('milliseconds', clock_timestamp() - last_value * interval '10 microseconds') from change_seq;

-- When an object was listed first, and on which lists it ever was: a collection keeps what left it, as revoked.
alter table listed
    add created_at timestamptz,
    add ever_va    boolean not null default false,
    add ever_ud    boolean not null default false;
update listed l set created_at = l.changed_at,
       ever_va = exists (select from entry e where e.object_id = l.object_id and e.list = 'virtual_analyzer'),
       ever_ud = exists (select from entry e where e.object_id = l.object_id and e.list = 'user_defined');
alter table listed alter created_at set not null;
create index listed_va on listed (seq) where ever_va;
create index listed_ud on listed (seq) where ever_ud;

-- The id of an object's indicator: UUIDv5 of its type and value, so that two hubs agree. It never changes: it is indexed.
create function indicator_id(type text, value text) returns uuid language sql immutable strict parallel safe
return (select encode(set_byte(set_byte(d, 6, get_byte(d, 6) & 15 | 80), 8, get_byte(d, 8) & 63 | 128), 'hex')::uuid
          from substr(digest('\x619017095a534b9393bed54f3fcf7329'::bytea || convert_to(type || ':' || value, 'UTF8'), 'sha1'),
                      1, 16) d);
create index object_indicator on object (indicator_id(type, value));
