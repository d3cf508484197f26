-- Products that are registered while the hub runs, and what is known of those who call it.

alter table product
    add column source           text not null default 'configuration' check (source in ('configuration', 'registered')),
    add column revision         bigint not null default 1,   -- rises with each change that a person makes
    add column removed_at       timestamptz,
    add column read_every       interval,                    -- null: as the manifest says
    add column calls_per_second int;                         -- null: as the manifest says

-- Of registered products alone; a secret stands sealed, never in the clear.
create table product_setting (
    product_id int not null references product,
    name       text not null,
    value      text,
    sealed     bytea,
    primary key (product_id, name),
    check ((value is null) <> (sealed is null))
);

-- Who called the distribution service, and what came of it. One row for a client, a service and a cause.
create table incoming_call (
    id           bigint generated always as identity primary key,
    first_at     timestamptz not null,
    last_at      timestamptz not null,
    times        int not null default 1,
    address      text not null,
    service      text not null,
    client       text not null,          -- as the caller wrote it; empty: it wrote none
    host_name    text not null,
    product_name text not null,
    outcome      text not null,
    cause        text not null,
    unique (client, service, cause)
);
create index incoming_call_last on incoming_call (last_at);

-- Which subscribers are let in without anybody looking: by the product name that they tell.
create table admission_rule (
    product_name text primary key,       -- in lower case
    connector    text not null,
    version      text
);
