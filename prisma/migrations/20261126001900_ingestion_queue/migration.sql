-- Whose document is ingested next.

-- The queue, by organization: the next one of each is its first entry.
CREATE INDEX documents_to_ingest_by_organization ON documents (organization_id, next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX documents_being_ingested ON documents (organization_id) WHERE lease_token IS NOT NULL;

-- Entries of the queue change several times in a row's short life there.
ALTER TABLE documents SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);

-- One row: whose document was taken last. It is the lock under which claims take turns, so that each sees the ones before it.
CREATE TABLE ingestion_turn (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  organization_id text COLLATE "C" NOT NULL DEFAULT ''
) WITH (fillfactor = 10);
INSERT INTO ingestion_turn DEFAULT VALUES;
ALTER TABLE ingestion_turn ENABLE ROW LEVEL SECURITY;
ALTER TABLE ingestion_turn FORCE ROW LEVEL SECURITY;
CREATE POLICY every_workspace ON ingestion_turn TO airlock_system USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ON ingestion_turn TO airlock_system;

-- Of the organizations with a document that is due, the one with the fewest running ingestions; of equals the next after
-- p_last, round and round. It hops from one organization to the next through the index and stops at the first with none
-- running. What is under a lease or in a pause is due later: an organization whose first entry is not due has none.
CREATE FUNCTION next_ingestion_tenant(p_last text, p_running jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  best text;
  fewest integer;
  runs integer;
  at text := p_last;
  tenant text;
  due timestamptz;
  is_round boolean := false;
BEGIN
  LOOP
    SELECT organization_id, next_attempt_at INTO tenant, due FROM documents
      WHERE next_attempt_at IS NOT NULL AND organization_id > at ORDER BY organization_id, next_attempt_at LIMIT 1;
    IF NOT FOUND THEN
      EXIT WHEN is_round;
      is_round := true;
      at := '';
      CONTINUE;
    END IF;
    EXIT WHEN is_round AND tenant > p_last;
    IF due <= clock_timestamp() THEN
      runs := coalesce((p_running ->> tenant)::integer, 0);
      IF best IS NULL OR runs < fewest THEN
        best := tenant;
        fewest := runs;
      END IF;
      EXIT WHEN runs = 0;
    END IF;
    at := tenant;
  END LOOP;
  RETURN best;
END $$;

-- Takes the next document for a worker, or answers null. Of the organization that is next, the document that is due for
-- longest; one that a move has locked is passed over. It is due again when its lease ends: so a worker that died loses it.
-- NO KEY: a worker that lost its lease, and is inserting chunks in a transaction that will fail, is not waited for.
-- The settings keep every read an index read, whatever the statistics were when a session made its plans.
CREATE FUNCTION claim_ingestion(p_lease_token text, p_lease_seconds integer) RETURNS text LANGUAGE plpgsql
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
  UPDATE documents SET lease_token = p_lease_token, lease_until = until, next_attempt_at = until,
      attempts = least(attempts + 1, 30000), started_at = coalesce(started_at, clock_timestamp())
    WHERE id = claimed;
  UPDATE ingestion_turn SET organization_id = coalesce(tenant, last);
  RETURN claimed;
END $$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['claim_ingestion(text, integer)', 'next_ingestion_tenant(text, jsonb)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO airlock_system', name);
  END LOOP;
END $$;
