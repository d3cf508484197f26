-- Whether a SHA-256 was asked for since a process of the hub began last, as it is kept of producers whether they were read.
alter table question add column heard boolean not null default true;
