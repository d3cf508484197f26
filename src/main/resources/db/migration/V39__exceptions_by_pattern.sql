-- For pages of exceptions by what they say.
create index exception_pattern on exception (left(pattern, 100) collate "C", id) where present;
