-- How the answers of a producer that always brings its whole list are judged.
alter table product
    add missing_answers int not null default 1, -- after so many in a row that lack it, an object is withdrawn
    add hold_at_loss    int;                    -- in percent of the last one: what lost more is held; null: nothing is

-- The last complete answers. A sighting's snapshot tells which of them held it last.
create table complete_answer (
    product_id int not null references product,
    stream     text not null,
    attempt    bigint not null,       -- the reading that brought it
    objects    int not null,          -- how many objects of the producer's own it held
    primary key (product_id, stream, attempt)
);
