-- A lease has one name in every table: a token and a time. Of the scan queue, `lease_until` is also the pause before a retry.
ALTER TABLE idempotency_records RENAME COLUMN holder TO lease_token;
ALTER TABLE idempotency_records RENAME COLUMN held_until TO lease_until;
ALTER TABLE scan_queue RENAME COLUMN held_until TO lease_until;
ALTER INDEX scan_queue_held RENAME TO scan_queue_by_lease;

CREATE OR REPLACE FUNCTION claim_scan(p_lease_token text, p_lease_seconds integer, p_lifo_threshold integer, p_parts_above bigint)
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
  PERFORM 1 FROM scan_queue WHERE lease_until IS NULL LIMIT 1;
  IF NOT FOUND THEN
    PERFORM 1 FROM scan_queue WHERE lease_until <= clock_timestamp() LIMIT 1;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
  END IF;
  SELECT * INTO turn FROM scan_turn FOR UPDATE;

  -- A lease or a pause that is over: back to its old place. A worker that is only slow may still renew its lease.
  UPDATE scan_queue SET lease_until = NULL, is_running = false WHERE upload_id = ANY (ARRAY(
    SELECT upload_id FROM scan_queue WHERE lease_until <= clock_timestamp() ORDER BY lease_until LIMIT 50 FOR UPDATE SKIP LOCKED));

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
    PERFORM begin_scan_attempt(candidate, p_lease_token, p_lease_seconds, p_parts_above);
    UPDATE scan_turn SET claims = claims + 1, organization_id = CASE WHEN takes_oldest THEN turn.organization_id ELSE coalesce(tenant, '') END;
    RETURN candidate;
  END LOOP;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION keep_scan_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> 'SCANNING' THEN
    DELETE FROM scan_queue WHERE upload_id = NEW.id;
  ELSIF OLD.status = 'SCANNING' THEN
    UPDATE scan_queue
      SET by_client = NEW.confirmed_by_client, lease_until = NEW.lease_until, is_running = NEW.lease_token IS NOT NULL
      WHERE upload_id = NEW.id;
  ELSE
    INSERT INTO scan_queue (upload_id, organization_id, workspace_id, by_client, lease_until, is_running)
      VALUES (NEW.id, NEW.organization_id, NEW.workspace_id, NEW.confirmed_by_client, NEW.lease_until, NEW.lease_token IS NOT NULL);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION next_scan_tenant(p_by_client boolean, p_last text, p_running jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  best text;
  fewest integer;
  scans integer;
  at text := p_last;
  tenant text;
  is_round boolean := false;
BEGIN
  LOOP
    SELECT organization_id INTO tenant FROM scan_queue
      WHERE lease_until IS NULL AND by_client = p_by_client AND organization_id > at ORDER BY organization_id LIMIT 1;
    IF NOT FOUND THEN
      EXIT WHEN is_round;
      is_round := true;
      at := '';
      CONTINUE;
    END IF;
    EXIT WHEN is_round AND tenant > p_last;
    scans := coalesce((p_running ->> tenant)::integer, 0);
    IF best IS NULL OR scans < fewest THEN
      best := tenant;
      fewest := scans;
    END IF;
    EXIT WHEN scans = 0;
    at := tenant;
  END LOOP;
  RETURN best;
END $$;

CREATE OR REPLACE FUNCTION scan_backlog_exceeds(p_threshold integer) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM scan_queue WHERE lease_until IS NULL ORDER BY arrived OFFSET p_threshold LIMIT 1)
$$;

CREATE OR REPLACE FUNCTION scan_position(p_upload_id text, p_lifo_threshold integer, p_most integer) RETURNS integer LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off AS $$
DECLARE
  mine scan_queue;
  older integer;
  own integer;
  ahead integer := 0;
  more integer;
  tenant text := '';
BEGIN
  SELECT * INTO mine FROM scan_queue WHERE upload_id = p_upload_id AND (lease_until IS NULL OR lease_until <= clock_timestamp());
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT count(*) INTO older FROM (SELECT FROM scan_queue WHERE lease_until IS NULL AND arrived < mine.arrived LIMIT p_most) o;
  IF scan_backlog_exceeds(p_lifo_threshold) THEN
    SELECT count(*) INTO own FROM (SELECT FROM scan_queue WHERE lease_until IS NULL AND by_client = mine.by_client
      AND organization_id = mine.organization_id AND arrived > mine.arrived LIMIT p_most) o;
  ELSE
    SELECT count(*) INTO own FROM (SELECT FROM scan_queue WHERE lease_until IS NULL AND by_client = mine.by_client
      AND organization_id = mine.organization_id AND arrived < mine.arrived LIMIT p_most) o;
  END IF;
  ahead := own;
  IF NOT mine.by_client THEN
    SELECT count(*) INTO more FROM (SELECT FROM scan_queue WHERE lease_until IS NULL AND by_client LIMIT p_most) o;
    ahead := ahead + more;
  END IF;
  -- Every other organization gets one turn for each of ours.
  WHILE ahead < p_most LOOP
    SELECT organization_id INTO tenant FROM scan_queue
      WHERE lease_until IS NULL AND by_client = mine.by_client AND organization_id > tenant ORDER BY organization_id LIMIT 1;
    EXIT WHEN NOT FOUND;
    CONTINUE WHEN tenant = mine.organization_id;
    SELECT count(*) INTO more FROM (SELECT FROM scan_queue WHERE lease_until IS NULL AND by_client = mine.by_client
      AND organization_id = tenant LIMIT least(own + 1, p_most)) o;
    ahead := ahead + more;
  END LOOP;
  -- Whatever the rest, every fifth claim takes the oldest.
  RETURN least(ahead, 5 * (older + 1) - 1, p_most);
END $$;

CREATE OR REPLACE FUNCTION note_made(p_note jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE idempotency_records SET made = decode(p_note ->> 'made', 'base64')
    WHERE workspace_id = p_note ->> 'workspaceId' AND caller = p_note ->> 'caller' AND route = p_note ->> 'route'
      AND key = p_note ->> 'key' AND lease_token = p_note ->> 'leaseToken';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'another request has the lease of the idempotency key' USING ERRCODE = 'AL003';
  END IF;
END $$;
