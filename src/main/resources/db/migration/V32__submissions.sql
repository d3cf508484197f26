-- What became of objects that programs handed in as STIX, for whoever asks later.
create table submission (
    id     uuid primary key,
    at     timestamptz not null,
    status jsonb not null
);
create index submission_at on submission (at);
