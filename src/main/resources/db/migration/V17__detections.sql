-- What products report that they met. A table a day, dropped whole once it is older than detections are kept.
-- The key tells a repeat, keeps a day's rows in the order in which they are asked for, and is written at its end.
create table detection (
    at         timestamptz not null,      -- when it happened, by the product's clock
    product_id int not null,
    digest     uuid not null,             -- of the product's own number for the event; else of all that it said
    came_at    timestamptz not null,
    event_id   text,                      -- that number, as the product wrote it
    object_id  bigint,                    -- null: nothing that the hub knows
    type       text,
    value      text not null,             -- in canonical form where it has one
    reported   text,                      -- as it was reported, where that differs
    list       text not null check (list in ('virtual_analyzer', 'user_defined', 'none')), -- of the object, when it came
    action     text not null,             -- log, block, quarantine, or the product's own word
    scan       text,                      -- real_time, manual, scheduled, scan_now, or the product's own word
    endpoint   text,
    account    text,
    path       text,
    address    text,
    rule       text,
    detail     jsonb,
    primary key (at, product_id, digest)
) partition by range (at);
create index detection_object on detection (object_id, at) where object_id is not null;
create index detection_product on detection (product_id, at);
create index detection_endpoint on detection (endpoint, at) where endpoint is not null;
create index detection_value on detection using hash (value);
create table detection_other partition of detection default;

-- Who reports detections: how often it is read, by whom it is being read, and what came of it so far.
create table detection_source (
    product_id int primary key references product,
    every      interval,                  -- null: it isn't read, it sends by itself
    next_at    timestamptz,
    lease      timestamptz,
    holder     uuid,
    attempt    int not null default 0,
    taken      bigint not null default 0,
    unmatched  bigint not null default 0,
    duplicates bigint not null default 0,
    last_at    timestamptz                -- when its last detection came
);

-- Objects that stay because products still meet them, and until when. No source of the object: without a report it counts
-- for nothing.
create table extension (
    object_id bigint primary key,
    since     timestamptz not null,       -- reports that had run out by then stay so
    until     timestamptz not null
);

-- A file may be reported by either of its hashes.
create index hash_pair_sha256 on hash_pair (sha256);
