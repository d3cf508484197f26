-- How long products wait for what they shall have.

-- Since when an entry is not at the product as it shall be there.
alter table delivered add due_since timestamptz not null default now();
create index delivered_waiting on delivered (reader_id, due_since) where state in ('due', 'sending');
create index delivered_refused on delivered (reader_id) where state = 'refused';

-- When it began to read: how long older changes waited says nothing about it.
alter table reader add since timestamptz not null default now();
