-- People look through the quarantine from what came last, page by page.
create index quarantine_last on quarantine (last_at, id);
