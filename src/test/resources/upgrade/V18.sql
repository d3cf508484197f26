insert into comparison (reader_id, every, next_at) values (1, '1 day', now());
insert into detection (at, product_id, digest, came_at, object_id, type, value, list, action, endpoint)
values (now() - interval '1 hour', 2, gen_random_uuid(), now(), 1, 'ip', '203.0.113.7', 'virtual_analyzer', 'block', 'pc1.example.test');
insert into detection_source (product_id, taken) values (2, 1);
insert into extension values (1, now(), now() + interval '40 days');
insert into list_file values (2, 'ip.txt', 1, 1, 'made up', 1, '{}', now(), null, null);
