-- The lease of a scan is changed by functions alone: claim_scan, renew_scan, next_scan_attempt, give_back_scan.

-- The next attempt under the same lease, with keys of its own. Null: the lease was lost.
CREATE FUNCTION next_scan_attempt(p_upload_id text, p_lease_token text, p_lease_seconds integer, p_parts_above bigint)
RETURNS integer LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  PERFORM 1 FROM uploads WHERE id = p_upload_id AND lease_token = p_lease_token AND status = 'SCANNING' FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  RETURN begin_scan_attempt(p_upload_id, p_lease_token, p_lease_seconds, p_parts_above);
END $$;

-- The upload waits for its next claim, for so many seconds at least. Does nothing when the lease was lost.
CREATE FUNCTION give_back_scan(p_upload_id text, p_lease_token text, p_after_seconds integer, p_is_unscanned boolean)
RETURNS void LANGUAGE sql SET enable_seqscan = off AS $$
  UPDATE uploads SET lease_token = NULL, lease_until = now() + make_interval(secs => p_after_seconds),
    scan_failures = least(scan_failures + p_is_unscanned::integer, 30000)
  WHERE id = p_upload_id AND lease_token = p_lease_token AND status = 'SCANNING'
$$;

REVOKE ALL ON FUNCTION next_scan_attempt(text, text, integer, bigint),
  give_back_scan(text, text, integer, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION next_scan_attempt(text, text, integer, bigint),
  give_back_scan(text, text, integer, boolean) TO airlock_system;
