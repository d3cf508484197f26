insert into member (view_id, type, object_id, present, rank, seq)
select id, 'ip', 1, true, 300001, nextval('change_seq') from view where definition = 'reader 2';
insert into exception_target (product_id, told) values (1, 3);
insert into exception_place values (1, 1, 'delivered', null, now());
