insert into product (name, connector, version, collect_every) values
    ('sandbox', 'ddan', '7.5', '1 minute'), ('gate', 'ds', '20.0', null);
insert into cursor values (1, 'objects', '42', now() - interval '1 hour', now() - interval '1 hour');
insert into object (type, value, digest, host, addr)
select type, value, sha256(convert_to(value, 'UTF8')), host, addr
  from (values ('ip', '203.0.113.7', null, inet '203.0.113.7'),
               ('url', 'http://old.example.test/x', 'test.example.old.', null),
               ('domain', 'excepted.example.test', 'test.example.excepted.', null),
               ('file_sha1', repeat('a', 40), null, null),
               ('ip', '198.51.100.9', null, inet '198.51.100.9')) o (type, value, host, addr);
insert into sighting (object_id, product_id, stream, risk, detection, first_seen, last_seen, expires_at)
select id, 1, 'objects', 3, 'VAN_BOT', now() - interval '2 days', now() - interval '1 day', now() + interval '20 days'
  from object where id <> 5;
insert into entry (object_id, list, origin, seq, present, risk, action, sources, first_seen, last_seen, expires_at)
select o.id, case o.id when 5 then 'user_defined' else 'virtual_analyzer' end, h.origin, nextval('change_seq'), true, 3,
       case o.id when 5 then 'log' end, 1, now() - interval '2 days', now() - interval '1 day', now() + interval '20 days'
  from object o, hub h order by o.id;
insert into decision values (2, nextval('change_seq'), 'log', null, false, 'olga', now() - interval '1 day');
insert into preset values ('ip', 3, 'block', nextval('change_seq'));
insert into exception (seq, type, pattern, kind, digest, host, below, network, decided_by, decided_at) values
    (nextval('change_seq'), 'domain', 'excepted.example.test', 'exact',
     sha256(convert_to('excepted.example.test', 'UTF8')), 'test.example.excepted.', false, null, 'olga', now()),
    (nextval('change_seq'), 'ip', '192.0.2.0/25', 'address', null, null, false, '192.0.2.0/25', 'olga', now());
insert into exception_hit values (3, 1);
insert into listed (object_id, type, seq, sha256_seq, va_action, va_risk, va_expires_at, ud_action, ud_expires_at, sources, sha256,
                    changed_at)
select e.object_id, o.type, e.seq, e.seq,
       case when e.list = 'virtual_analyzer' then case o.type when 'url' then 'log' else 'block' end end,
       case when e.list = 'virtual_analyzer' then 3 end, case when e.list = 'virtual_analyzer' then e.expires_at end,
       e.action, case when e.list = 'user_defined' then e.expires_at end, 1,
       case o.type when 'file_sha1' then repeat('b', 64) end, now()
  from entry e join object o on o.id = e.object_id where o.id <> 3;
insert into hash_pair values (repeat('a', 40), repeat('b', 64), 'sandbox', now());
insert into question values (1, 4, now(), 'infinity', 1);
insert into reader (name, product_id, watermark) values ('gate', 2, 5);
insert into reader (name, client, host_name, product_name, asked, offered, offered_head, watermark)
values ('apex one', 'aaaaaaaa-0000-4000-9000-000000000001', 'apex.example.test', 'Apex One', 3, 5, 5, 3);
insert into challenge values ('aaaaaaaa-0000-4000-9000-000000000001', 'used', now());
insert into capability values
    (1, 'file_sha1', 'block', 'block', true, true), (1, 'ip', 'block', null, false, false), (2, 'ip', 'block', 'block', false, true);
insert into contribution values (1, 4, repeat('b', 64), 'block');
insert into delivered (reader_id, identity, object_id, wanted, held, state, remote_id, changed_at)
values (1, repeat('b', 64), 4, 'block', 'block', 'delivered', '17', now());
insert into quarantine (product_id, stream, reason, message, record, first_at, last_at, digest)
values (1, 'objects', 'scheme', 'smb is no scheme of a URL here.', '{"value":"smb://x"}', now(), now(), sha256(''));
insert into event values (now() - interval '1 day', 1, 'reported', 1, 1, null);
