-- The head when the hub said that it has nothing from here: what had left by then was never told. What leaves later may have
-- been, although no answer came.
alter table link add told_from bigint not null default 0;   -- upload
