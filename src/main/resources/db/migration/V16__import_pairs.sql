-- What an imported file says of both hashes of files, until it has been read to its end.
create table import_pair (
    task_id bigint not null references task,
    sha1    text not null,
    sha256  text not null,
    primary key (task_id, sha1)
);
