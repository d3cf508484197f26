-- Hub and edge: managers that tell each other what they found, and one of which decides for the others.

-- What stands in an entry of another manager, and under which number entries go to other managers.
alter table entry
    add origin_seq bigint,    -- another manager's entry: that manager's own number for this version; null: an own entry
    add at_origin  boolean,   -- another manager's entry: whether it stands there, as that manager said last
    add told_seq   bigint;    -- another manager's entry: the number here at which it came in, null once its link is cut;
                              -- an own entry: a number above seq at which it has to be told again
alter table entry add link_seq bigint generated always as
    (case when origin_seq is null then greatest(seq, coalesce(told_seq, 0)) else told_seq end) stored;
create index entry_link on entry (list, link_seq);
create index entry_upload on entry (link_seq) where list = 'virtual_analyzer' and origin_seq is null;

-- Decisions and exceptions that came from the hub, with the hub's own numbers.
alter table decision add origin uuid, add origin_seq bigint;
create index decision_seq on decision (seq);
alter table preset add origin uuid, add origin_seq bigint;
alter table exception
    add origin_seq bigint,
    drop constraint exception_source_check,
    add constraint exception_source_check check (source in ('person', 'setting', 'hub'));

-- What this manager is, and whom it takes its policy from.
create table federation (
    one           boolean primary key default true check (one),
    role          text not null default 'none' check (role in ('none', 'hub', 'edge')),
    hub_url       text,
    hub_key       bytea,                   -- sealed; null where the key stands in the configuration
    hub_origin    uuid,                    -- as the hub said when this edge registered
    registered_at timestamptz,
    left_url      text,                    -- a hub that has not been told yet that this edge left
    left_key      bytea
);
insert into federation default values;

-- What an edge has to do on the link to its hub: how far each errand is, and who is at work on it.
create table link (
    errand          text primary key check (errand in ('register', 'read', 'exceptions', 'upload', 'compare', 'leave')),
    position        bigint not null default 0,
    greeted         boolean not null default true,   -- upload: whether the hub was asked what it has
    due_at          timestamptz not null default '-infinity',
    lease           timestamptz,
    holder          uuid,
    attempt         int not null default 0,
    failures        int not null default 0,
    last_success_at timestamptz,
    last_error      text,
    last_error_at   timestamptz
);
insert into link (errand) select unnest('{register,read,exceptions,upload,compare,leave}'::text[]);

-- Other managers by name.
create table manager (
    origin uuid primary key,
    name   text not null
);

-- An edge reads the log like a subscriber, and brings what it found.
alter table reader
    add edge        boolean not null default false,
    add complete_at timestamptz,                     -- when it last had everything
    add received    bigint not null default 0,       -- the highest number of its own that came in
    add records_out bigint not null default 0,
    add records_in  bigint not null default 0,
    add skipped     bigint not null default 0,
    drop constraint reader_state_check,
    add constraint reader_state_check check (state in ('active', 'waiting', 'gone', 'revoked'));
alter table signing_key
    drop constraint signing_key_admits_check,
    add constraint signing_key_admits_check check (admits in ('nobody', 'every-type', 'edge'));
