insert into product_setting values (2, 'url', 'https://gate.example.test', null);
insert into incoming_call (first_at, last_at, address, service, client, host_name, product_name, outcome, cause)
values (now(), now(), '127.0.0.1', 'register', '', '', '', 'refused', 'unknown key');
insert into admission_rule values ('apex one', 'osce', '2019');
insert into used_token values ('made up', now());
