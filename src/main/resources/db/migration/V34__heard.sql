-- Whether a producer's list, or the hub's, was read to its end since a process of this hub began last. A registry that was
-- restored knows less than its products hold; until all were heard it can't tell what nobody wants.
alter table product add heard boolean not null default false;
alter table link add heard boolean not null default false;    -- read
