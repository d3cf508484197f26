-- What the manager decides: dates, actions, exceptions by pattern, user-defined objects, and work over many objects at once.

-- A report says when it was news, and whether it gave the date itself or got its type's default.
alter table sighting
    add dated boolean not null default true,
    add reported_at timestamptz not null default now();
update sighting set reported_at = last_seen;

-- How long an object of a type stays when nobody gave a date. null: for ever.
create table life (
    type object_type primary key,
    days int check (days between 1 and 3650)
);
insert into life select unnest('{file_sha1,file_sha256,ip,domain,url}'::text[]), 30;

-- When an entry has to be looked at again: its own date, or the one that a person set on the object.
alter table entry add due_at timestamptz;
update entry set due_at = expires_at;
alter table entry alter due_at set not null;
drop index entry_due;
create index entry_due on entry (due_at) where present;
create index entry_user_defined on entry (object_id) where list = 'user_defined' and present;

-- A producer whose whole word is taken back for now, and a reader whose whole list is.
alter table product add stopped boolean not null default false;
alter table reader add stopped boolean not null default false;

-- Exceptions by pattern. A host rule of a URL also looks at scheme, port and path; an address rule is a range.
create type inetrange as range (subtype = inet);
alter table exception
    add scheme text,                      -- null: any
    add port text,                        -- null: the scheme's own; '*': any
    add path text,                        -- null: any
    add open boolean not null default false, -- something must stand behind the path
    add low inet,
    add high inet,
    add source text not null default 'person' check (source in ('person', 'setting'));
update exception set low = host(network)::inet, high = host(broadcast(network))::inet where kind = 'address';
drop index exception_network;
alter table exception drop network;
create index exception_range on exception using gist (inetrange(low, high, '[]')) where present and kind = 'address';
create unique index exception_once on exception (type, pattern, source) where present;
create index exception_seq on exception (seq);

-- An object that joined or left one reader's view although it didn't change itself.
create table view_change (
    reader_id int not null references reader,
    object_id bigint not null,
    seq       bigint not null,
    primary key (reader_id, object_id)
);
create index view_change_seq on view_change (reader_id, seq);
create index view_change_head on view_change (seq);

-- A decision over objects. Up to 10,000 objects are done at once, more in chunks, by whichever node comes by; what it is
-- about stands in task_object until then, so that a crash in the middle loses nothing and repeats nothing.
create table task (
    id         bigint generated always as identity primary key,
    kind       text not null,
    detail     jsonb not null,
    state      text not null default 'running' check (state in ('running', 'done', 'refused', 'failed')),
    total      bigint not null default 0,
    done       bigint not null default 0,
    undoes     bigint references task,
    actor_kind text not null,
    actor      text not null,
    created_at timestamptz not null,
    ended_at   timestamptz,
    error      text,
    lease      timestamptz,
    attempt    int not null default 0
);
create index task_running on task (id) where state = 'running';
create table task_object (
    task_id   bigint not null references task,
    object_id bigint not null,
    before    jsonb,                      -- what was decided of it until then; for undo
    seq       bigint,                     -- the number that it got; null: not yet, or nothing changed
    done      boolean not null default false,
    primary key (task_id, object_id)
);
create index task_object_waiting on task_object (task_id, object_id) where not done;
create index task_object_by_object on task_object (object_id);

-- A file that is read in: what could be read waits here until the whole of it was, then goes on the list in chunks.
create table import_line (
    task_id    bigint not null references task,
    line       bigint not null,
    type       object_type not null,
    value      text not null,
    host       text collate "C",
    addr       inet,
    action     scan_action,
    risk       risk,
    expires_at timestamptz,
    notes      text,
    primary key (task_id, line)
);
create table import_pattern (
    task_id bigint not null references task,
    line    bigint not null,
    type    object_type not null,
    pattern text not null,
    notes   text,
    primary key (task_id, line)
);
create table import_fault (
    task_id bigint not null references task,
    line    bigint not null,
    reason  text not null,
    message text not null,
    text    text not null
);
create index import_fault_line on import_fault (task_id, line);

-- Up to where a reader that asks was answered, and when: the story tells by it when an object was offered.
create table offer (
    reader_id int not null references reader,
    up_to     bigint not null,
    at        timestamptz not null,
    primary key (reader_id, up_to)
);

-- What was held because it looks like a mistake, until a person looked at it.
create table brake (
    id          bigint generated always as identity primary key,
    kind        text not null check (kind in ('mass_arrival', 'mass_withdrawal', 'clock_jump')),
    product_id  int references product,
    reason      text not null,
    at          timestamptz not null,
    last_at     timestamptz not null,
    released_at timestamptz,
    released_by text
);
create unique index brake_on on brake (kind, coalesce(product_id, 0)) where released_at is null;
alter table product
    add arrived       int not null default 0,   -- new objects since
    add arrived_since timestamptz,
    add withdrawn     int not null default 0,   -- objects that this run took back
    add withdrawn_run int,
    add free_until    timestamptz;              -- a person let it go on: no brake until then

-- Whether an exception was made for one of many selected objects, and by which task.
alter table exception add task_id bigint references task;
create index exception_task on exception (task_id) where task_id is not null;

-- Test objects are numbered.
create sequence test_number;
