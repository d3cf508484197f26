-- Forwards: who is told what the hub learns, by syslog, webhook or mail. A forward is one more reader with cursors: on the change
-- log, on the detections and on the alerts. Nothing is written for it when something happens.

create table forward (
    id              int generated always as identity primary key,
    name            text not null unique,
    kind            text not null check (kind in ('syslog', 'webhook', 'mail')),
    tells           text[] not null,                -- alerts, changes, detections
    address         text not null,
    authority       text,                           -- certificates that alone are trusted, as PEM; null: the system's
    sealed          bytea,                          -- the secret that signs
    batch           int not null check (batch > 0),
    configured      boolean not null default false, -- it stands in the configuration
    alerts_at       bigint not null,                -- cursors: it was told everything up to here
    changes_at      bigint not null,
    detections_at   bigint not null,
    trying          text,                           -- what is being sent, or was when it failed: sent again, it is the same
    trying_to       bigint,
    lease           timestamptz,
    holder          uuid,
    attempt         int not null default 0,
    not_before      timestamptz,
    failures        int not null default 0,
    stopped         text,                           -- why the receiver refuses it for good: a person has to look
    told            bigint not null default 0,
    last_success_at timestamptz,
    last_error      text,
    last_error_at   timestamptz
);

-- Detections are told in the order of this number. Those that came before it have none, and are not told.
create sequence detection_number;
alter table detection add number bigint;
alter table detection alter column number set default nextval('detection_number');
create index detection_told on detection (number) where number is not null;
