-- Views: what readers receive, and what they hold of a list that is longer than they can take.

-- What several readers may receive alike. Its definition says all of it, and never changes: a reader whose row, switches or
-- limit change gets another view, and is told the difference.
create table view (
    id         int generated always as identity primary key,
    definition text not null unique
);
alter table reader add view_id int references view;

insert into view (definition) select 'reader ' || r.id from reader r where exists (select from capability where reader_id = r.id);
update reader r set view_id = v.id from view v where v.definition = 'reader ' || r.id;
alter table capability add view_id int references view;
delete from capability where given is null;
update capability c set view_id = r.view_id from reader r where r.id = c.reader_id;
alter table capability drop constraint capability_pkey, drop column reader_id, alter view_id set not null,
    add primary key (view_id, type, wanted);

-- Types of which a view holds a limited number of objects.
create table view_limit (
    view_id int not null references view,
    type    object_type not null,
    most    int not null check (most > 0),
    held    int not null default 0,
    over    boolean not null default false, -- some were left out, and come in when there is room
    primary key (view_id, type)
);

-- What a limited view holds. It is a compacted table on the one numbering like the list: what left stays as a tombstone.
create table member (
    view_id   int not null references view,
    type      object_type not null,
    object_id bigint not null,
    present   boolean not null,
    rank      int not null,
    seq       bigint not null,
    primary key (view_id, object_id)
);
create index member_seq on member (view_id, type, seq);
create index member_rank on member (view_id, type, rank, object_id desc) where present;

-- The order in which objects come in where there is room for some only: what people entered, risk, number of sources.
create index listed_rank on listed
    (type, ((case when ud_action is not null then 4 else va_risk end) * 100000 + sources) desc, object_id) where present;

-- Since which number an object is on the list without a break.
alter table listed add joined_seq bigint not null default 0;
update listed set joined_seq = seq;

-- A report by a product that had the object from this hub: it is kept, and counts for nothing.
alter table sighting add echo boolean not null default false;

-- How a product tells what it met, and what it was last heard to say. A product that is leaving is emptied first.
alter table product
    add detections text not null default 'none',
    add heard_at   timestamptz,
    add leaving    boolean not null default false;

-- A removal that is on its way no longer has contributors.
create index delivered_removal on delivered (reader_id, object_id) where wanted is null;
