-- A document that was claimed is not in the queue any more: its stage says so before the first report of progress.
CREATE OR REPLACE FUNCTION claim_ingestion(p_lease_token text, p_lease_seconds integer) RETURNS text LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off AS $$
DECLARE
  last text;
  running jsonb;
  tenant text;
  claimed text;
  until timestamptz;
BEGIN
  PERFORM 1 FROM documents WHERE next_attempt_at <= clock_timestamp() LIMIT 1;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT organization_id INTO last FROM ingestion_turn FOR UPDATE;
  SELECT jsonb_object_agg(organization_id, runs) INTO running
    FROM (SELECT organization_id, count(*) AS runs FROM documents WHERE lease_token IS NOT NULL AND lease_until > clock_timestamp()
      GROUP BY organization_id) r;
  tenant := next_ingestion_tenant(last, coalesce(running, '{}'));
  SELECT id INTO claimed FROM documents WHERE organization_id = tenant AND next_attempt_at <= clock_timestamp()
    ORDER BY organization_id, next_attempt_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    SELECT id INTO claimed FROM documents WHERE next_attempt_at <= clock_timestamp()
      ORDER BY next_attempt_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
  END IF;
  until := clock_timestamp() + make_interval(secs => p_lease_seconds);
  UPDATE documents SET stage = 'reading', lease_token = p_lease_token, lease_until = until, next_attempt_at = until,
      attempts = least(attempts + 1, 30000), started_at = coalesce(started_at, clock_timestamp())
    WHERE id = claimed;
  UPDATE ingestion_turn SET organization_id = coalesce(tenant, last);
  RETURN claimed;
END $$;
