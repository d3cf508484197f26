-- Tokens of applications whose tokens count once: the hash of what was signed, until the token is too old anyway.
create table used_token (
    fingerprint text primary key,
    until       timestamptz not null
);
create index used_token_until on used_token (until);
