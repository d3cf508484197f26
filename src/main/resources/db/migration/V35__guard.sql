-- The false-positive guard: lists of what is mostly reported by mistake. How their entries find objects, and what becomes of
-- those, stands in R__change_log.sql.
create table warning_list (
    id          int generated always as identity primary key,
    name        text not null unique,
    title       text not null,
    description text,
    version     text not null,
    kind        text not null check (kind in ('string', 'substring', 'hostname', 'cidr', 'regex')),
    types       text[] not null,           -- the types of the objects that it is about
    mode        text not null check (mode in ('inform', 'hold', 'suppress')),
    source      text not null,             -- the file or address that it came from
    digest      text not null,             -- of the whole: the same again changes nothing
    edition     int not null,              -- rises with each version that was taken
    exact       int not null,              -- how many entries there are of each way of matching
    hosts       int not null,
    networks    int not null,
    others      int not null,
    left_out    int not null,              -- entries that can match nothing here
    why         text,                      -- one of them, and why
    loaded_at   timestamptz not null,
    looked_at   timestamptz not null
);
create table warning_entry (
    id      bigint generated always as identity primary key,
    list_id int not null,
    edition int not null,                  -- the version of the list that brought it
    entry   text not null,
    key     bytea not null,                -- digest of the entry: it may be too long for an index
    digest  bytea,                         -- of the value of the one object that it is
    host    text collate "C",              -- this host and those below it; reversed like object.host
    network inet,
    part    text,                          -- in small letters
    pattern text,
    unique (list_id, key)
);
create index warning_entry_digest on warning_entry (digest) where digest is not null;
create index warning_entry_host on warning_entry (host) where host is not null;
create index warning_entry_network on warning_entry using spgist (network inet_ops) where network is not null;
create index warning_entry_other on warning_entry (list_id) where part is not null or pattern is not null;

-- Which entries match an object. The ids are not foreign keys: who writes this holds the list lock, and must not wait for
-- who loads a list.
create table warning_hit (
    object_id bigint not null,
    list_id   int not null,
    entry_id  bigint not null,
    primary key (object_id, list_id, entry_id)
);
create index warning_hit_by_list on warning_hit (list_id, object_id);

-- A person looked at an object that was held, and let it go: no list holds it any more.
create table warning_release (
    object_id   bigint primary key,
    released_by text not null,
    released_at timestamptz not null
);
