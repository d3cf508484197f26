select keep_history(cast(:#at as timestamptz))
