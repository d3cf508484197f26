-- For pages of objects in another order than that in which they came.
create index object_value on object (left(value, 100) collate "C", id);
create index listed_seq on listed (seq);
create index listed_leaves on listed (due_at, object_id) where present;
drop index listed_due;
