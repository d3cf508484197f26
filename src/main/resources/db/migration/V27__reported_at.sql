-- When an entry was reported last, by the clock of the manager at which it entered: what people ended before that stays ended.
alter table entry add reported_at timestamptz;   -- null: not known; then last_seen counts
