-- Whose scan is next. A narrow projection of the uploads that are SCANNING, kept by a trigger on `uploads`, so that the
-- hot table needs no index of its own for the order and no writer of a status can forget the queue.

-- A client that confirms waits for an answer: its scan goes before those that only an event or the reconciler found.
ALTER TABLE uploads ADD COLUMN confirmed_by_client boolean NOT NULL DEFAULT false;

CREATE TABLE scan_queue (
  upload_id text COLLATE "C" PRIMARY KEY REFERENCES uploads ON DELETE CASCADE,
  organization_id text COLLATE "C" NOT NULL,
  workspace_id text COLLATE "C" NOT NULL,
  by_client boolean NOT NULL,
  arrived bigint GENERATED ALWAYS AS IDENTITY,
  -- Under a lease or in a pause until then. Null: waits for its turn.
  held_until timestamptz(3),
  is_running boolean NOT NULL DEFAULT false
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
CREATE INDEX scan_queue_by_tenant ON scan_queue (by_client, organization_id, arrived) WHERE held_until IS NULL;
CREATE INDEX scan_queue_by_age ON scan_queue (arrived) WHERE held_until IS NULL;
CREATE INDEX scan_queue_held ON scan_queue (held_until) WHERE held_until IS NOT NULL;
CREATE INDEX scan_queue_running ON scan_queue (organization_id) WHERE is_running;

-- One row: how many scans were begun, and whose the last one was. It survives restarts and is the lock of the claims.
CREATE TABLE scan_turn (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  claims bigint NOT NULL DEFAULT 0,
  organization_id text COLLATE "C" NOT NULL DEFAULT ''
) WITH (fillfactor = 10);
INSERT INTO scan_turn DEFAULT VALUES;

CREATE FUNCTION keep_scan_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> 'SCANNING' THEN
    DELETE FROM scan_queue WHERE upload_id = NEW.id;
  ELSIF OLD.status = 'SCANNING' THEN
    UPDATE scan_queue
      SET by_client = NEW.confirmed_by_client, held_until = NEW.lease_until, is_running = NEW.lease_token IS NOT NULL
      WHERE upload_id = NEW.id;
  ELSE
    INSERT INTO scan_queue (upload_id, organization_id, workspace_id, by_client, held_until, is_running)
      VALUES (NEW.id, NEW.organization_id, NEW.workspace_id, NEW.confirmed_by_client, NEW.lease_until, NEW.lease_token IS NOT NULL);
  END IF;
  RETURN NULL;
END $$;
-- No trigger on INSERT: uploads are created PENDING, on the hot path.
CREATE TRIGGER keep_scan_queue AFTER UPDATE ON uploads FOR EACH ROW
  WHEN ((OLD.status = 'SCANNING' OR NEW.status = 'SCANNING')
    AND (OLD.status, OLD.lease_token, OLD.lease_until, OLD.confirmed_by_client)
      IS DISTINCT FROM (NEW.status, NEW.lease_token, NEW.lease_until, NEW.confirmed_by_client))
  EXECUTE FUNCTION keep_scan_queue();

-- What waits already. The owner is bound by FORCE and sees no row; for this one statement it is not.
ALTER TABLE uploads NO FORCE ROW LEVEL SECURITY;
INSERT INTO scan_queue (upload_id, organization_id, workspace_id, by_client, held_until, is_running)
  SELECT id, organization_id, workspace_id, true, lease_until, lease_token IS NOT NULL
  FROM uploads WHERE status = 'SCANNING' ORDER BY look_at, id;
ALTER TABLE uploads FORCE ROW LEVEL SECURITY;

-- Takes the next upload for a worker, or answers null. Claims take turns at the row of scan_turn, so that each sees what
-- the ones before it took: the order is exact however many workers there are. What is locked by a move under way is
-- passed over. In order:
--   every fifth claim: the oldest of all, so that nobody starves;
--   otherwise: confirmed by a client first; of these the organization with the fewest running scans, and of equals the
--   next one in the round; of its uploads the oldest, or the newest while more than p_lifo_threshold wait.
-- The settings keep every read an index read, whatever the statistics were when a session made its plans.
CREATE FUNCTION claim_scan(p_lease_token text, p_lease_seconds integer, p_lifo_threshold integer)
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
    UPDATE uploads
      SET lease_token = p_lease_token, lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
        attempts = least(attempts + 1, 30000)
      WHERE id = candidate;
    UPDATE scan_turn SET claims = claims + 1, organization_id = CASE WHEN takes_oldest THEN turn.organization_id ELSE coalesce(tenant, '') END;
    RETURN candidate;
  END LOOP;
  RETURN NULL;
END $$;

-- Of the organizations with uploads that wait, the one with the fewest running scans; of equals the next after p_last,
-- round and round. It hops from one organization to the next through the index, and stops at the first with none
-- running: never more hops than scans are running at once, and one.
CREATE FUNCTION next_scan_tenant(p_by_client boolean, p_last text, p_running jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
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
      WHERE held_until IS NULL AND by_client = p_by_client AND organization_id > at ORDER BY organization_id LIMIT 1;
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

CREATE FUNCTION scan_backlog_exceeds(p_threshold integer) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM scan_queue WHERE held_until IS NULL ORDER BY arrived OFFSET p_threshold LIMIT 1)
$$;

-- How many uploads are taken before this one, by the order of claim_scan if nothing else arrives; at most p_most, which
-- is also the most that is counted. Null: it does not wait for its turn.
CREATE FUNCTION scan_position(p_upload_id text, p_lifo_threshold integer, p_most integer) RETURNS integer LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off AS $$
DECLARE
  mine scan_queue;
  older integer;
  own integer;
  ahead integer := 0;
  more integer;
  tenant text := '';
BEGIN
  SELECT * INTO mine FROM scan_queue WHERE upload_id = p_upload_id AND (held_until IS NULL OR held_until <= clock_timestamp());
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT count(*) INTO older FROM (SELECT FROM scan_queue WHERE held_until IS NULL AND arrived < mine.arrived LIMIT p_most) o;
  IF scan_backlog_exceeds(p_lifo_threshold) THEN
    SELECT count(*) INTO own FROM (SELECT FROM scan_queue WHERE held_until IS NULL AND by_client = mine.by_client
      AND organization_id = mine.organization_id AND arrived > mine.arrived LIMIT p_most) o;
  ELSE
    SELECT count(*) INTO own FROM (SELECT FROM scan_queue WHERE held_until IS NULL AND by_client = mine.by_client
      AND organization_id = mine.organization_id AND arrived < mine.arrived LIMIT p_most) o;
  END IF;
  ahead := own;
  IF NOT mine.by_client THEN
    SELECT count(*) INTO more FROM (SELECT FROM scan_queue WHERE held_until IS NULL AND by_client LIMIT p_most) o;
    ahead := ahead + more;
  END IF;
  -- Every other organization gets one turn for each of ours.
  WHILE ahead < p_most LOOP
    SELECT organization_id INTO tenant FROM scan_queue
      WHERE held_until IS NULL AND by_client = mine.by_client AND organization_id > tenant ORDER BY organization_id LIMIT 1;
    EXIT WHEN NOT FOUND;
    CONTINUE WHEN tenant = mine.organization_id;
    SELECT count(*) INTO more FROM (SELECT FROM scan_queue WHERE held_until IS NULL AND by_client = mine.by_client
      AND organization_id = tenant LIMIT least(own + 1, p_most)) o;
    ahead := ahead + more;
  END LOOP;
  -- Whatever the rest, every fifth claim takes the oldest.
  RETURN least(ahead, 5 * (older + 1) - 1, p_most);
END $$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['scan_queue', 'scan_turn'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY every_workspace ON %I TO airlock_system USING (true) WITH CHECK (true)', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['claim_scan(text, integer, integer)', 'next_scan_tenant(boolean, text, jsonb)',
      'scan_backlog_exceeds(integer)', 'scan_position(text, integer, integer)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO airlock_system', name);
  END LOOP;
END $$;
CREATE POLICY one_workspace ON scan_queue TO airlock_app
  USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace());
GRANT SELECT, INSERT, UPDATE, DELETE ON scan_queue TO airlock_app, airlock_system;
GRANT SELECT, UPDATE ON scan_turn TO airlock_system;
