-- Answers how many objects were looked at; as many as were asked for means that there may be more.
select expire_due(cast(:#at as timestamptz), cast(:#most as int))
