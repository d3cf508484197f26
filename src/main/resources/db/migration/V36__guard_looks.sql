-- When warning lists are looked for again, and what could not be taken then: the version before stays in force.
create table warning_look (
    one     boolean primary key default true check (one),
    next_at timestamptz not null default '-infinity'
);
insert into warning_look default values;
create table warning_failure (
    name   text primary key,
    source text not null,
    error  text not null,
    since  timestamptz not null,
    shrunk boolean not null default false   -- a person said that the next version may have lost most entries
);
