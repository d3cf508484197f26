-- The processes that are one hub, and which of them has work in hand. A process that dies leaves its claims behind; they are
-- free as soon as the others miss it, and not only when the lease is over.
create table node (
    id      uuid primary key,
    seen_at timestamptz not null     -- by the database's clock, which all processes share
);
alter table product
    add collect_holder uuid,
    add ask_holder     uuid;
alter table reader add holder uuid;
alter table exception_target add holder uuid;
alter table task add holder uuid;
