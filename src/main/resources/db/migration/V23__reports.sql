-- Reports by schedule: what is to be made when, and what was made. Making one and mailing it are claims
-- with a lease and an attempt number, like all other work.

create table report_plan (
    id         bigint generated always as identity primary key,
    name       text not null unique,
    period     text not null check (period in ('daily', 'weekly', 'monthly')),
    zone       text not null,             -- in which days begin, such as Asia/Tokyo
    hour       int not null check (hour between 0 and 23), -- of the first day behind the period, in that zone
    recipients text[] not null,           -- empty: it is kept, and mailed to nobody
    language   text not null check (language in ('en', 'ja')),
    next_day   date not null,             -- the first day behind the period of the next report
    next_at    timestamptz not null,      -- when that one is due
    lease      timestamptz,
    holder     uuid,
    attempt    int not null default 0,
    not_before timestamptz,               -- it could not be made just now
    failures   int not null default 0,
    last_error text
);

create table made_report (
    id              bigint generated always as identity primary key,
    plan_id         bigint not null references report_plan on delete cascade,
    name            text not null,        -- this and what follows as the plan was when it was made
    zone            text not null,
    language        text not null,
    since           timestamptz not null, -- the first moment of its period
    until           timestamptz not null, -- the first moment behind it
    made_at         timestamptz not null,
    made_by         text,                 -- the person or token that had it made; null: it was due
    numbers         jsonb not null,
    recipients      text[] not null,
    mail            text not null check (mail in ('none', 'due', 'sent', 'failed')),
    mail_tries      int not null default 0,
    mail_not_before timestamptz,
    mail_lease      timestamptz,
    mail_holder     uuid,
    mail_attempt    int not null default 0,
    mail_sent_at    timestamptz,
    mail_error      text
);
create unique index made_report_once on made_report (plan_id, since, until) where made_by is null;
create index made_report_plan on made_report (plan_id, id);
create index made_report_unsent on made_report (mail_not_before) where mail = 'due';
