insert into account (name, role, password, created_at) values ('olga', 'operator', '{noop}made up and never used', now());
insert into api_token (name, digest, role, created_at) values ('script', sha256('made up'), 'viewer', now());
insert into signing_key (kind, name, sealed, admits, created_at, revoked_at)
values ('distribution', 'old', '\x00', 'every-type', now(), now());
insert into audit (at, actor, actor_kind, action, subject) values (now(), 'olga', 'account', 'decide', 'objects');
