-- List files: products that are given their whole view as a file, and what stands in it.

-- Not told changes one by one. What it was offered is what somebody fetched; its watermark is what the hub put in place.
alter table reader add whole boolean not null default false;

create table list_file (
    reader_id   int not null references reader,
    name        text not null,
    number      bigint not null,               -- the highest number of what was read when the content last changed
    up_to       bigint not null,               -- the content holds for all numbers up to here
    digest      text not null,                 -- SHA-256 of the content
    entries     bigint not null,
    left_out    jsonb not null,                -- how many objects the format can't carry, by reason
    rendered_at timestamptz not null,
    placed      text,                          -- the digest of the content that the hub itself put in place
    placed_at   timestamptz,
    primary key (reader_id, name)
);

-- The objects that a file's format can't carry.
create table list_left_out (
    reader_id int not null references reader,
    name      text not null,
    object_id bigint not null,
    reason    text not null,
    primary key (reader_id, object_id, name)
);
