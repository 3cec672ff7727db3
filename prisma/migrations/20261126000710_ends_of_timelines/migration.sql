-- A timeline ends with its record ----------------------------------------------------------------------------------------
-- When uploads are deleted (they expire, their bucket or workspace goes), what only describes them goes too. Events
-- that were not told yet stay: the relay deletes them once it has told them.
CREATE FUNCTION forget_uploads() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  ids text[] := ARRAY(SELECT id FROM gone);
BEGIN
  DELETE FROM upload_events WHERE upload_id = ANY (ids) AND published_at IS NOT NULL;
  DELETE FROM download_notes WHERE upload_id = ANY (ids);
  RETURN NULL;
END $$;
CREATE TRIGGER uploads_forget AFTER DELETE ON uploads REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION forget_uploads();

-- What a subscriber could not take of a workspace that is gone interests no one any more.
CREATE FUNCTION forget_workspaces() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM parked_events WHERE workspace_id IN (SELECT id FROM gone);
  RETURN NULL;
END $$;
CREATE TRIGGER workspaces_forget AFTER DELETE ON workspaces REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION forget_workspaces();

-- Deletes the months that ended before a day and have no event any more: every upload they told of is gone. A month with
-- one event of a file that is still there stays. Partitions have no row-level security of their own, so that the owner
-- sees their rows. A lock that is not free is waited for a moment; the next day is early enough.
CREATE FUNCTION drop_empty_upload_events(p_before date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET timezone = 'UTC' SET lock_timeout = '500ms' AS $$
DECLARE
  month text;
  is_empty boolean;
  empty_ones text[] := '{}';
  dropped integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('make_upload_events_partition'));
  FOR month IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'upload_events'::regclass AND c.relname ~ '^upload_events_\d{4}_\d{2}$'
      AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= least(p_before, date_trunc('month', now()))
    ORDER BY c.relname
  LOOP
    EXECUTE format('SELECT NOT EXISTS (SELECT FROM %I)', month) INTO is_empty;
    CONTINUE WHEN NOT is_empty;
    empty_ones := empty_ones || month;
  END LOOP;
  IF cardinality(empty_ones) = 0 THEN
    RETURN 0;
  END IF;
  LOCK TABLE upload_events IN ACCESS EXCLUSIVE MODE;
  FOREACH month IN ARRAY empty_ones LOOP
    EXECUTE format('SELECT NOT EXISTS (SELECT FROM %I)', month) INTO is_empty;
    CONTINUE WHEN NOT is_empty;
    EXECUTE format('DROP TABLE %I', month);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
EXCEPTION WHEN lock_not_available THEN
  RETURN 0;
END $$;
REVOKE ALL ON FUNCTION drop_empty_upload_events FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_empty_upload_events TO airlock_system;

-- What earlier deletions left behind.
ALTER TABLE uploads NO FORCE ROW LEVEL SECURITY;
ALTER TABLE upload_events NO FORCE ROW LEVEL SECURITY;
DELETE FROM upload_events e WHERE published_at IS NOT NULL AND NOT EXISTS (SELECT FROM uploads u WHERE u.id = e.upload_id);
ALTER TABLE upload_events FORCE ROW LEVEL SECURITY;
ALTER TABLE uploads FORCE ROW LEVEL SECURITY;
