-- Numbers alone are in an order only for the page of objects that changed last. An index that serves it and nothing else: with one on
-- the number itself, the planner looked for the changes of one type among those of all others.
drop index listed_seq;
create index listed_changed on listed ((-seq));
