-- The registry's tables. What is read by anybody outside carries a number (seq) from one counter;
-- how rows get their numbers stands in R__change_log.sql.
-- Object ids are not foreign keys on the tables that every report writes: objects are never deleted,
-- and the per-row check costs more than the write itself.

create domain object_type as text check (value in ('file_sha1', 'file_sha256', 'ip', 'domain', 'url'));
create domain list_name as text check (value in ('virtual_analyzer', 'user_defined'));
create domain scan_action as text check (value in ('log', 'block', 'quarantine'));
create domain risk as smallint check (value between 1 and 3);

-- Who this hub is. The generation changes when the numbering starts anew.
create table hub (
    one        boolean primary key default true check (one),
    origin     uuid not null default gen_random_uuid(),
    generation uuid not null default gen_random_uuid()
);
insert into hub default values;

-- The one counter. It is drawn from only under the list lock.
create sequence change_seq;

-- Every object ever seen, once. A URL may be too long for an index entry, hence the digest.
create table object (
    id     bigint generated always as identity primary key,
    type   object_type not null,
    value  text not null,
    digest bytea not null,
    host   text collate "C",  -- labels reversed, with a closing dot: bad.example.test -> test.example.bad.
    addr   inet,
    unique (type, digest),
    check (type not in ('ip', 'domain', 'url') or (addr is null) <> (host is null))
);
create index object_host on object (host) where host is not null;
create index object_addr on object using gist (addr inet_ops) where addr is not null;

-- One registered appliance or server. Its settings stay in the configuration.
create table product (
    id               int generated always as identity primary key,
    name             text not null unique,
    connector        text not null,
    version          text,
    enabled          boolean not null default true,
    collect_every    interval,                -- null: not a producer that is read on a schedule
    ask_every        interval,                -- null: can't be asked for the SHA-256 of a SHA-1
    next_collect_at  timestamptz,
    next_ask_at      timestamptz,
    collect_lease    timestamptz,
    collect_attempt  int not null default 0,
    ask_lease        timestamptz,
    ask_attempt      int not null default 0,
    last_success_at  timestamptz,
    last_error_at    timestamptz,
    last_error       text
);

-- Up to where a producer's stream was taken, in the producer's own words.
create table cursor (
    product_id   int not null references product,
    stream       text not null,
    position     text not null,
    full_read_at timestamptz,
    moved_at     timestamptz not null,
    primary key (product_id, stream)
);

-- Who reported what: one product's report of one object. 'infinity' means never expires.
create table sighting (
    object_id    bigint not null,
    product_id   int not null,
    stream       text not null,
    risk         risk not null,
    detection    text,
    source_sha1  text,
    root_sha1    text,
    first_seen   timestamptz not null,
    last_seen    timestamptz not null,
    expires_at   timestamptz not null,
    withdrawn_at timestamptz,             -- the producer took it off its own list
    snapshot     bigint,                  -- the last complete reading that held it
    primary key (object_id, product_id)
);
create index sighting_product on sighting (product_id, stream, snapshot) where withdrawn_at is null;

-- An object on a list, by the manager at which it entered. This hub's own virtual analyzer entry is
-- merged from its sightings.
create table entry (
    object_id   bigint not null,
    list        list_name not null,
    origin      uuid not null,
    seq         bigint not null,
    present     boolean not null,         -- false: a tombstone
    risk        risk not null,
    action      scan_action,              -- user-defined entries only
    sources     smallint not null,
    detection   text,
    source_sha1 text,
    root_sha1   text,
    first_seen  timestamptz not null,
    last_seen   timestamptz not null,
    expires_at  timestamptz not null,
    notes       text,
    primary key (object_id, list, origin)
);
create unique index entry_seq on entry (list, seq);
create index entry_due on entry (expires_at) where present;

-- A person's decision about one object, and the default for a type and risk.
create table decision (
    object_id  bigint primary key,
    seq        bigint not null,
    action     scan_action,
    expires_at timestamptz,
    hold       boolean not null default false,
    decided_by text not null,
    decided_at timestamptz not null
);
create table preset (
    type       object_type not null,
    risk       risk not null,
    action     scan_action not null,
    seq        bigint not null,
    primary key (type, risk),
    check (action <> 'quarantine' or type in ('file_sha1', 'file_sha256'))
);

-- Rules that take objects off the consolidated list, with the keys by which they are matched, and what they match.
create table exception (
    id         bigint generated always as identity primary key,
    seq        bigint not null,
    present    boolean not null default true,
    type       object_type not null,
    pattern    text not null,
    kind       text not null check (kind in ('exact', 'host', 'address')),
    digest     bytea,                     -- exact: of the value
    host       text collate "C",          -- host: this host and, with below, those under it; reversed like object.host
    below      boolean not null default false,
    network    inet,                      -- address
    notes      text,
    decided_by text not null,
    decided_at timestamptz not null
);
create index exception_exact on exception (type, digest) where present and kind = 'exact';
create index exception_host on exception (type, host) where present and kind = 'host';
create index exception_network on exception using gist (network inet_ops) where present and kind = 'address';
create table exception_hit (
    object_id    bigint not null,
    exception_id bigint not null references exception,
    primary key (object_id, exception_id)
);
create index exception_hit_by_exception on exception_hit (exception_id);

-- The consolidated list: one row an object, its effective state. Membership and action of both lists are kept,
-- because some products take only what a sandbox found.
create table listed (
    object_id     bigint primary key,
    type          object_type not null,
    seq           bigint not null,
    sha256_seq    bigint not null,        -- the number for views that read the SHA-256 as well; never below seq
    va_action     scan_action,            -- null: not on the virtual analyzer list
    va_risk       risk,
    va_expires_at timestamptz,
    ud_action     scan_action,            -- null: not on the user-defined list
    ud_expires_at timestamptz,
    present       boolean not null generated always as (va_action is not null or ud_action is not null) stored,
    due_at        timestamptz generated always as (least(va_expires_at, ud_expires_at)) stored,
    sources       smallint not null,
    detection     text,
    source_sha1   text,
    root_sha1     text,
    sha256        text,
    changed_at    timestamptz not null
);
create index listed_type_seq on listed (type, seq);
create index listed_type_sha256_seq on listed (type, sha256_seq);
create index listed_due on listed (due_at) where present;
create index listed_without_sha256 on listed (object_id) where present and type = 'file_sha1' and sha256 is null;

-- SHA-1 to SHA-256 of the same file. The first answer stands.
create table hash_pair (
    sha1       text primary key,
    sha256     text not null,
    source     text not null,
    learned_at timestamptz not null
);
create table question (
    product_id   int not null references product,
    object_id    bigint not null,
    asked_at     timestamptz not null,
    again_at     timestamptz not null,    -- 'infinity': the product doesn't know it
    tries        int not null,
    primary key (product_id, object_id)
);

-- Whoever reads the change log: a product that is pushed to, or a subscriber that calls.
create table reader (
    id           int generated always as identity primary key,
    name         text not null unique,
    product_id   int references product,
    client       uuid unique,             -- a subscriber's own id
    state        text not null default 'active' check (state in ('active', 'waiting', 'gone')),
    host_name    text,
    product_name text,
    last_call_at timestamptz,
    asked        bigint not null default 0,   -- the number of its last call
    offered      bigint not null default 0,   -- the highest number of the last answer
    offered_head bigint,                      -- head of the log when that answer was complete
    watermark    bigint not null default 0,   -- it has everything up to here
    lease        timestamptz,
    attempt      int not null default 0,
    not_before   timestamptz,                 -- the product asked for a pause, or is down
    failures     int not null default 0,
    last_success_at timestamptz,
    last_error   text,
    last_error_at timestamptz
);
-- Requests that were answered already; a captured one can't be used again.
create table challenge (
    client    uuid not null,
    challenge text not null,
    at        timestamptz not null,
    primary key (client, challenge)
);
create index challenge_at on challenge (at);

-- What a reader may receive: for each type and effective action, the action that is given to it.
create table capability (
    reader_id    int not null references reader,
    type         object_type not null,
    wanted       scan_action not null,
    given        scan_action,             -- null: left out, because nothing that it can do is weak enough
    needs_sha256 boolean not null,
    user_defined boolean not null,        -- honours the user-defined list for this type
    primary key (reader_id, type, wanted)
);

-- Pushed products: which objects make up which entry there, and what is known of that entry.
create table contribution (
    reader_id int not null,
    object_id bigint not null,
    identity  text not null,
    action    scan_action not null,
    primary key (reader_id, object_id)
);
create index contribution_identity on contribution (reader_id, identity);
create table delivered (
    reader_id  int not null,
    identity   text not null,
    object_id  bigint not null,           -- one of the contributors: its type and value are shown to the connector
    wanted     scan_action,               -- null: shall not be there
    held       scan_action,               -- null: is not there, as far as we know
    state      text not null check (state in ('due', 'sending', 'delivered', 'refused')),
    unsure     boolean not null default false,  -- sent, but the answer never came: look before sending again
    remote_id  text,
    reason     text,
    tries      int not null default 0,
    not_before timestamptz,
    changed_at timestamptz not null,
    primary key (reader_id, identity)
);
create index delivered_due on delivered (reader_id, (wanted is null)) where state = 'due';

-- Records that could not be taken, kept with their reason.
create table quarantine (
    id         bigint generated always as identity primary key,
    product_id int not null references product,
    stream     text not null,
    reason     text not null,
    message    text not null,
    record     text not null,
    first_at   timestamptz not null,
    last_at    timestamptz not null,
    times      int not null default 1,
    digest     bytea not null,
    unique (product_id, stream, digest)
);

-- History, append-only: what the story of an object is read from.
create table event (
    at         timestamptz not null,
    object_id  bigint,
    kind       text not null,
    product_id int,
    seq        bigint,
    detail     text
) partition by range (at);
create index event_object on event (object_id, at);
create table event_other partition of event default;
