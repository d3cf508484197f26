-- What happened in the last minutes is counted for whoever looks at the flow. Events come in the order of their time, so a few
-- pages tell where it is.
create index event_at on event using brin (at) with (pages_per_range = 16);
