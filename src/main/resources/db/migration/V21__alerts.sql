-- What a person should look at: from when it was seen until it was gone. It is told once when it has held for a minute, and once
-- when it has stayed away for a minute, each under the next number.
create sequence alert_number;
create table alert (
    id             bigint generated always as identity primary key,
    kind           text not null,
    subject        text not null,     -- whom it is about: a product, an edge, a forward
    message        text not null,
    seen_at        timestamptz not null,
    raised_at      timestamptz,
    raised_number  bigint unique,
    gone_at        timestamptz,       -- since when it doesn't hold
    cleared_at     timestamptz,
    cleared_number bigint unique
);
create unique index alert_open on alert (kind, subject) where cleared_at is null;
