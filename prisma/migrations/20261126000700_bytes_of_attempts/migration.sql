-- What an attempt may still write ---------------------------------------------------------------------------------------
-- A call to the store can take effect after the worker that sent it has died. Every key that an attempt may write
-- therefore has a trash row from the moment of the claim, due after the last moment at which such a call can take effect.

-- How long after its lease an attempt can still change the store: the longest call may take 15 seconds and one for each
-- 8 MiB (s3/deadlines.ts). Twice that, and ten minutes for clocks and networks.
CREATE FUNCTION store_call_outlives(p_bytes bigint) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
  SELECT make_interval(mins => 10, secs => 30 + p_bytes / 4194304)
$$;

-- Keeps the trash rows of an attempt's keys ahead of its last moment: those that wait are put off, missing ones are
-- written. What is copied in parts has a second row, `*`, for whatever session is open at the key.
CREATE FUNCTION trash_after_attempt(
  p_workspace_id text, p_keys text[], p_bytes bigint, p_parts_above bigint, p_lease_seconds integer
) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  last timestamptz := clock_timestamp() + make_interval(secs => p_lease_seconds) + store_call_outlives(p_bytes);
  kinds text[] := CASE WHEN p_bytes > p_parts_above THEN ARRAY[NULL, '*'] ELSE ARRAY[NULL]::text[] END;
BEGIN
  WITH ahead AS (
    UPDATE trash SET not_before = greatest(not_before, last)
    WHERE key = ANY (p_keys) AND workspace_id = p_workspace_id AND not_before > clock_timestamp()
    RETURNING key, multipart_id
  )
  INSERT INTO trash (workspace_id, key, multipart_id, not_before)
    SELECT p_workspace_id, k.key, m.kind, last FROM unnest(p_keys) AS k(key) CROSS JOIN unnest(kinds) AS m(kind)
    WHERE NOT EXISTS (SELECT FROM ahead a WHERE a.key = k.key AND a.multipart_id IS NOT DISTINCT FROM m.kind);
END $$;

-- The keys of an upload's current attempt: its sealed copy, its final key, its key in quarantine. Each attempt has its
-- own (domain/object-key.ts), so that no key is ever written by two.
CREATE FUNCTION scan_attempt_keys(u uploads) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY[
    u.workspace_id || '/sealed/' || u.id || '/' || u.attempts,
    CASE WHEN u.attempts = 1 THEN u.key ELSE u.key || '.' || u.attempts END,
    u.workspace_id || '/quarantine/' || u.id || '/' || u.attempts
  ]
$$;

-- A lease, a number and trash rows for one attempt. The caller holds the upload's row. Answers the number.
CREATE FUNCTION begin_scan_attempt(p_upload_id text, p_lease_token text, p_lease_seconds integer, p_parts_above bigint)
RETURNS integer LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  u uploads;
BEGIN
  UPDATE uploads
    SET lease_token = p_lease_token, lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
      attempts = least(attempts + 1, 30000)
    WHERE id = p_upload_id RETURNING * INTO u;
  PERFORM trash_after_attempt(u.workspace_id, scan_attempt_keys(u), u.reserved_bytes, p_parts_above, p_lease_seconds);
  RETURN u.attempts;
END $$;

-- A sign of life: the lease goes on, and the trash rows stay behind its last moment. False: the lease was lost.
CREATE FUNCTION renew_scan(p_upload_id text, p_lease_token text, p_lease_seconds integer, p_parts_above bigint)
RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  u uploads;
BEGIN
  UPDATE uploads SET lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
    WHERE id = p_upload_id AND lease_token = p_lease_token AND status = 'SCANNING' RETURNING * INTO u;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM trash_after_attempt(u.workspace_id, scan_attempt_keys(u), u.reserved_bytes, p_parts_above, p_lease_seconds);
  RETURN true;
END $$;

DROP FUNCTION claim_scan(text, integer, integer);
-- Takes the next upload for a worker, or answers null. Claims take turns at the row of scan_turn, so that each sees what
-- the ones before it took: the order is exact however many workers there are. What is locked by a move under way is
-- passed over. In order:
--   every fifth claim: the oldest of all, so that none starves;
--   otherwise: confirmed by a client first; of these the organization with the fewest running scans, and of equals the
--   next one in the round; of its uploads the oldest, or the newest while more than p_lifo_threshold wait.
-- The attempt begins in the same transaction, with the trash rows of every key that it may write.
-- The settings keep every read an index read, whatever the statistics were when a session made its plans.
CREATE FUNCTION claim_scan(p_lease_token text, p_lease_seconds integer, p_lifo_threshold integer, p_parts_above bigint)
RETURNS text LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off AS $$
DECLARE
  turn scan_turn;
  running jsonb;
  takes_oldest boolean;
  newest_first boolean := false;
  clients boolean;
  tenant text;
  candidate text;
BEGIN
  PERFORM 1 FROM scan_queue WHERE held_until IS NULL LIMIT 1;
  IF NOT FOUND THEN
    PERFORM 1 FROM scan_queue WHERE held_until <= clock_timestamp() LIMIT 1;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
  END IF;
  SELECT * INTO turn FROM scan_turn FOR UPDATE;

  -- A lease or a pause that is over: back to its old place. A worker that is only slow may still renew its lease.
  UPDATE scan_queue SET held_until = NULL, is_running = false WHERE upload_id = ANY (ARRAY(
    SELECT upload_id FROM scan_queue WHERE held_until <= clock_timestamp() ORDER BY held_until LIMIT 50 FOR UPDATE SKIP LOCKED));

  takes_oldest := (turn.claims + 1) % 5 = 0;
  IF NOT takes_oldest THEN
    SELECT jsonb_object_agg(organization_id, scans) INTO running
      FROM (SELECT organization_id, count(*) AS scans FROM scan_queue WHERE is_running GROUP BY organization_id) r;
    FOREACH clients IN ARRAY ARRAY[true, false] LOOP
      tenant := next_scan_tenant(clients, turn.organization_id, coalesce(running, '{}'));
      EXIT WHEN tenant IS NOT NULL;
    END LOOP;
    newest_first := scan_backlog_exceeds(p_lifo_threshold);
  END IF;

  FOR candidate IN
    SELECT c.upload_id FROM (
      (SELECT upload_id FROM scan_queue WHERE NOT takes_oldest AND NOT newest_first
         AND held_until IS NULL AND by_client = clients AND organization_id = tenant ORDER BY arrived LIMIT 100)
      UNION ALL
      (SELECT upload_id FROM scan_queue WHERE NOT takes_oldest AND newest_first
         AND held_until IS NULL AND by_client = clients AND organization_id = tenant ORDER BY arrived DESC LIMIT 100)
      UNION ALL
      (SELECT upload_id FROM scan_queue WHERE held_until IS NULL ORDER BY arrived LIMIT 100)
    ) c
  LOOP
    PERFORM 1 FROM uploads
      WHERE id = candidate AND status = 'SCANNING' AND (lease_until IS NULL OR lease_until <= clock_timestamp())
      FOR UPDATE SKIP LOCKED;
    CONTINUE WHEN NOT FOUND;
    PERFORM begin_scan_attempt(candidate, p_lease_token, p_lease_seconds, p_parts_above);
    UPDATE scan_turn SET claims = claims + 1, organization_id = CASE WHEN takes_oldest THEN turn.organization_id ELSE coalesce(tenant, '') END;
    RETURN candidate;
  END LOOP;
  RETURN NULL;
END $$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['claim_scan(text, integer, integer, bigint)', 'begin_scan_attempt(text, text, integer, bigint)',
      'renew_scan(text, text, integer, bigint)', 'scan_attempt_keys(uploads)', 'store_call_outlives(bigint)',
      'trash_after_attempt(text, text[], bigint, bigint, integer)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO airlock_system', name);
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION store_call_outlives(bigint), trash_after_attempt(text, text[], bigint, bigint, integer) TO airlock_app;

-- Contents that are closed and files that are released ------------------------------------------------------------------
-- `generation` counts how often a content was closed. A file reads its bytes only while it has the blob's generation:
-- one row closes all files, and a release opens exactly the file that is given the new number.
ALTER TABLE uploads ADD COLUMN blob_generation integer NOT NULL DEFAULT 0;
ALTER TABLE blobs ADD COLUMN generation integer NOT NULL DEFAULT 0,
  -- Since when its bytes are under this key: for a while after that a copy to it may still take effect.
  ADD COLUMN key_since timestamptz(3) NOT NULL DEFAULT now();
-- Why it was closed last is still told of files that were not released with the others.
ALTER TABLE blobs DROP CONSTRAINT blobs_check, ADD CHECK (state = 'live' OR quarantine_reason IS NOT NULL);
-- The key that links given out may name; the content can be released once its bytes are gone from there.
ALTER TABLE quarantines ADD COLUMN left_key text COLLATE "C";

-- What is closed now stays closed when one of its files is released. The owner is bound by FORCE and sees no row; for
-- this one statement it is not.
ALTER TABLE blobs NO FORCE ROW LEVEL SECURITY;
UPDATE blobs SET generation = 1 WHERE state = 'quarantined';
ALTER TABLE blobs FORCE ROW LEVEL SECURITY;
