-- Products that keep exceptions of their own, and are told the hub's.
alter table product
    add except_every   interval,          -- null: the hub doesn't keep its exceptions
    add except_by_hand text;              -- why a person has to enter them there, if so

create table exception_target (
    product_id      int primary key references product,
    told            bigint not null default 0,  -- the number up to which it was told
    told_at         timestamptz,
    lease           timestamptz,
    attempt         int not null default 0,
    not_before      timestamptz,
    failures        int not null default 0,
    last_error      text
);

-- What became of each exception there; what was taken away stays until the product was told.
create table exception_place (
    product_id   int not null references product,
    exception_id bigint not null references exception,
    state        text not null check (state in ('delivered', 'refused')),
    reason       text,
    changed_at   timestamptz not null,
    primary key (product_id, exception_id)
);
