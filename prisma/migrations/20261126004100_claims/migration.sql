-- Claims of several uploads in one call, whole records in the answer; one renewal for all leases of a process.

-- What a bucket does with files that are not simply clean and of their declared type, in the words of the service.
CREATE FUNCTION bucket_policies(p_workspace_id text, p_bucket_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('unscannablePolicy', unscannable_policy, 'unscannableExceptions',
    coalesce(nullif(unscannable_exceptions, 'null'), '{}'), 'typePolicy', type_policy)
  FROM buckets WHERE workspace_id = p_workspace_id AND id = p_bucket_id
$$;

DROP FUNCTION begin_scan_attempt(text, text, integer, bigint);
-- A lease, a number and trash rows for one attempt. The caller holds the upload's row. Answers the row.
CREATE FUNCTION begin_scan_attempt(p_upload_id text, p_lease_token text, p_lease_seconds integer, p_parts_above bigint)
RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
BEGIN
  UPDATE uploads
    SET lease_token = p_lease_token, lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
      attempts = least(attempts + 1, 30000)
    WHERE id = p_upload_id RETURNING * INTO u;
  PERFORM trash_after_attempt(u.workspace_id, scan_attempt_keys(u), u.reserved_bytes, p_parts_above, p_lease_seconds);
  RETURN u;
END $$;

CREATE OR REPLACE FUNCTION next_scan_attempt(p_upload_id text, p_lease_token text, p_lease_seconds integer, p_parts_above bigint)
RETURNS integer LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  u uploads;
BEGIN
  PERFORM 1 FROM uploads WHERE id = p_upload_id AND lease_token = p_lease_token AND status = 'SCANNING' FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  u := begin_scan_attempt(p_upload_id, p_lease_token, p_lease_seconds, p_parts_above);
  RETURN u.attempts;
END $$;

DROP FUNCTION claim_scan(text, integer, integer, bigint);
-- Takes the next p_most uploads for a worker, in the order in which as many single claims would; fewer, when no more are
-- due. Claims take turns at the row of scan_turn, so that each sees what the ones before it took: the order is exact
-- however many workers there are. What is locked by a move under way is passed over. In order:
--   every fifth: the oldest of all, so that none starves;
--   otherwise: confirmed by a client first; of these the organization with the fewest running scans, and of equals the
--   next one in the round; of its uploads the oldest, or the newest while more than p_lifo_threshold wait.
-- Each attempt begins in the same transaction, with the trash rows of every key that it may write. Answers whole records
-- (upload_json) with the `policies` of their buckets.
-- The settings keep every read an index read, whatever the statistics were when a session made its plans.
CREATE FUNCTION claim_scans(
  p_most integer, p_lease_token text, p_lease_seconds integer, p_lifo_threshold integer, p_parts_above bigint
) RETURNS SETOF jsonb LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off AS $$
DECLARE
  turn scan_turn;
  taken integer := 0;
  running jsonb;
  takes_oldest boolean;
  newest_first boolean;
  clients boolean;
  tenant text;
  candidate text;
  u uploads;
BEGIN
  PERFORM 1 FROM scan_queue WHERE lease_until IS NULL LIMIT 1;
  IF NOT FOUND THEN
    PERFORM 1 FROM scan_queue WHERE lease_until <= clock_timestamp() LIMIT 1;
    IF NOT FOUND THEN
      RETURN;
    END IF;
  END IF;
  SELECT * INTO turn FROM scan_turn FOR UPDATE;

  WHILE taken < p_most LOOP
    -- A lease or a pause that is over: back to its old place. A worker that is only slow may still renew its lease.
    UPDATE scan_queue SET lease_until = NULL, is_running = false WHERE upload_id = ANY (ARRAY(
      SELECT upload_id FROM scan_queue WHERE lease_until <= clock_timestamp() ORDER BY lease_until LIMIT 50 FOR UPDATE SKIP LOCKED));

    takes_oldest := (turn.claims + 1) % 5 = 0;
    newest_first := false;
    tenant := NULL;
    IF NOT takes_oldest THEN
      SELECT jsonb_object_agg(organization_id, scans) INTO running
        FROM (SELECT organization_id, count(*) AS scans FROM scan_queue WHERE is_running GROUP BY organization_id) r;
      FOREACH clients IN ARRAY ARRAY[true, false] LOOP
        tenant := next_scan_tenant(clients, turn.organization_id, coalesce(running, '{}'));
        EXIT WHEN tenant IS NOT NULL;
      END LOOP;
      newest_first := scan_backlog_exceeds(p_lifo_threshold);
    END IF;

    u := NULL;
    FOR candidate IN
      SELECT c.upload_id FROM (
        (SELECT upload_id FROM scan_queue WHERE NOT takes_oldest AND NOT newest_first
           AND lease_until IS NULL AND by_client = clients AND organization_id = tenant ORDER BY arrived LIMIT 100)
        UNION ALL
        (SELECT upload_id FROM scan_queue WHERE NOT takes_oldest AND newest_first
           AND lease_until IS NULL AND by_client = clients AND organization_id = tenant ORDER BY arrived DESC LIMIT 100)
        UNION ALL
        (SELECT upload_id FROM scan_queue WHERE lease_until IS NULL ORDER BY arrived LIMIT 100)
      ) c
    LOOP
      PERFORM 1 FROM uploads
        WHERE id = candidate AND status = 'SCANNING' AND (lease_until IS NULL OR lease_until <= clock_timestamp())
        FOR UPDATE SKIP LOCKED;
      CONTINUE WHEN NOT FOUND;
      u := begin_scan_attempt(candidate, p_lease_token, p_lease_seconds, p_parts_above);
      EXIT;
    END LOOP;
    EXIT WHEN u.id IS NULL;

    taken := taken + 1;
    turn.claims := turn.claims + 1;
    IF NOT takes_oldest THEN
      turn.organization_id := coalesce(tenant, '');
    END IF;
    RETURN NEXT upload_json(u) || jsonb_build_object('policies', bucket_policies(u.workspace_id, u.bucket_id));
  END LOOP;

  IF taken > 0 THEN
    UPDATE scan_turn SET claims = turn.claims, organization_id = turn.organization_id;
  END IF;
END $$;

DROP FUNCTION renew_scan(text, text, integer, bigint);
-- A sign of life for leases, [{"id", "leaseToken"}, ...]: they go on, and the trash rows stay behind their last moment.
-- Answers for each, in their order, whether it goes on. A row that another transaction holds is left for the next renewal: no
-- upload waits for another's lock.
CREATE FUNCTION renew_scans(p_leases jsonb, p_lease_seconds integer, p_parts_above bigint)
RETURNS SETOF boolean LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  lease jsonb;
  u uploads;
BEGIN
  FOR place IN 1..jsonb_array_length(p_leases) LOOP
    lease := p_leases -> (place - 1);
    PERFORM 1 FROM uploads
      WHERE id = lease ->> 'id' AND lease_token = lease ->> 'leaseToken' AND status = 'SCANNING' FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
      UPDATE uploads SET lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
        WHERE id = lease ->> 'id' RETURNING * INTO u;
      PERFORM trash_after_attempt(u.workspace_id, scan_attempt_keys(u), u.reserved_bytes, p_parts_above, p_lease_seconds);
      RETURN NEXT true;
    ELSE
      RETURN NEXT EXISTS (
        SELECT FROM uploads WHERE id = lease ->> 'id' AND lease_token = lease ->> 'leaseToken' AND status = 'SCANNING');
    END IF;
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION bucket_policies, begin_scan_attempt, claim_scans, renew_scans FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bucket_policies, begin_scan_attempt, claim_scans, renew_scans TO airlock_system;
