insert into view_change values (2, 1, nextval('change_seq'));
insert into task (kind, detail, state, total, done, actor_kind, actor, created_at, ended_at)
values ('decide', '{"action": "log"}', 'done', 1, 1, 'account', 'olga', now(), now());
insert into task_object values (1, 2, '{}', 1, true);
insert into import_line values (1, 1, 'ip', '203.0.113.8', null, '203.0.113.8', 'block', null, null, null);
insert into import_pattern values (1, 2, 'domain', '*.example.test', null);
insert into import_fault values (1, 3, 'type', 'This is no type.', 'x');
insert into offer values (2, 3, now());
insert into brake (kind, product_id, reason, at, last_at) values ('mass_withdrawal', 1, 'Half of it is gone.', now(), now());
