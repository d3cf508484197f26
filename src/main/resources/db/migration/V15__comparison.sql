-- Products that can be read back: what they really hold is compared with what they were sent.

create table comparison (
    reader_id   int primary key references reader,
    every       interval not null,
    next_at     timestamptz not null,
    compared_at timestamptz,              -- the last reading that came to its end
    entries     bigint not null default 0,
    left_alone  bigint not null default 0, -- entries that this hub did not put there
    missing     bigint not null default 0,
    surplus     bigint not null default 0,
    changed     bigint not null default 0,
    failures    int not null default 0,
    last_error  text
);

-- What the reading that is under way has told so far. One that breaks off changes nothing, so it may be lost in a crash.
create unlogged table actual (
    reader_id int not null,
    identity  text not null,
    type      object_type not null,
    value     text not null,
    host      text,
    addr      inet,
    remote_id text,
    action    scan_action,                -- null: the product doesn't tell
    ours      boolean not null,
    primary key (reader_id, identity)
);

-- When an entry was last read back as it was delivered; null: not since.
alter table delivered add confirmed_at timestamptz;

-- Types that a product doesn't take itself, but learns of through another one.
create table product_via (
    product_id int not null references product,
    type       object_type not null,
    through    text not null,
    primary key (product_id, type)
);
