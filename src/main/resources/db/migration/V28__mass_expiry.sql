-- Too much of the list is due at once: a person looks at it first.
alter table brake
    drop constraint brake_kind_check,
    add constraint brake_kind_check check (kind in ('mass_arrival', 'mass_withdrawal', 'mass_expiry', 'clock_jump'));
