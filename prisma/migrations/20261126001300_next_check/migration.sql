-- The reconciler's schedule in plain terms: how often an upload was checked, and when it is checked next.
ALTER TABLE uploads RENAME COLUMN looks TO check_count;
ALTER TABLE uploads RENAME COLUMN look_at TO next_check_at;
ALTER INDEX uploads_due RENAME TO uploads_by_next_check;
