-- The same moves with fewer statements. Of what a small file costs PostgreSQL, most is the start and the end of the executor for
-- each statement inside of a function, and the JSON of whole records. Therefore: calls of functions are assigned, which needs
-- no executor (a value that is not needed goes to `done`); a row that is locked is not selected again; and JSON is
-- made from the row as text, without jsonb in between. A function that answers something else than before, or does less, has a new
-- name: processes of the version before this one go on with the former.

-- Records -----------------------------------------------------------------------------------------------------------------

-- An upload as the service reads it: its columns, `bucket_name` and `blob`.
CREATE FUNCTION upload_record(u uploads) RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN left(row_to_json(u)::text, -1)
    || ',"bucket_name":' || coalesce(to_json(bucket_name(u.workspace_id, u.bucket_id))::text, 'null')
    || ',"blob":' || CASE WHEN u.blob_id IS NULL THEN 'null' ELSE coalesce(blob_json(u.workspace_id, u.blob_id)::text, 'null') END
    || '}';
END $$;

-- Uploads as the service reads them, each bound to its own workspace before it is read: a row for each, in their order. NULL:
-- it is DELETED, of another workspace, or does not exist. One by one: for a list of ids the planner would make another plan
-- for each call, which costs more than to carry it out.
CREATE FUNCTION read_uploads(p_organization_ids text[], p_workspace_ids text[], p_ids text[]) RETURNS SETOF json
LANGUAGE plpgsql AS $$
DECLARE
  tenant text;
  u uploads;
BEGIN
  FOR place IN 1..cardinality(p_ids) LOOP
    tenant := set_config('airlock.organization_id', p_organization_ids[place], true);
    tenant := set_config('airlock.workspace_id', p_workspace_ids[place], true);
    SELECT * INTO u FROM uploads
      WHERE id = p_ids[place] AND workspace_id = p_workspace_ids[place] AND status <> 'DELETED';
    RETURN NEXT CASE WHEN FOUND THEN upload_record(u) END;
  END LOOP;
END $$;

-- Moves -------------------------------------------------------------------------------------------------------------------

-- Writes a move of a row that the caller has locked under the conditions of the move, and its event. Answers the row as it
-- is now.
CREATE FUNCTION write_move(m upload_move, INOUT u uploads) LANGUAGE plpgsql AS $$
DECLARE
  settable CONSTANT text[] := ARRAY['status_reason', 'next_check_at', 'bucket_id', 'key', 'filename', 'content_type',
    'blob_property', 'blob_type', 'declared_size', 'declared_hash', 'reserved_bytes', 'multipart_id', 'parts_digest', 'etag',
    'confirmed_at', 'confirmed_by_client', 'completed_at', 'verified_at', 'size', 'detected_type', 'type_proof', 'verdict',
    'verdict_cause', 'scanner_version', 'blob_id', 'blob_generation', 'duplicate_of_upload_id', 'object_id'];
  was upload_status := u.status;
BEGIN
  IF m.stays_open IS NOT TRUE THEN
    u.lease_token := NULL;
    u.lease_until := NULL;
    u.next_check_at := now();
  END IF;
  IF m.changes - settable <> '{}' THEN
    RAISE EXCEPTION 'a move cannot set %', m.changes - settable;
  END IF;
  u := jsonb_populate_record(u, coalesce(m.changes, '{}'));
  u.status := m.to_status;
  u.event_sequence := u.event_sequence + 1;
  UPDATE uploads SET
      status = u.status, event_sequence = u.event_sequence, status_reason = u.status_reason,
      lease_token = u.lease_token, lease_until = u.lease_until, next_check_at = u.next_check_at,
      bucket_id = u.bucket_id, key = u.key, filename = u.filename, content_type = u.content_type,
      blob_property = u.blob_property, blob_type = u.blob_type, declared_size = u.declared_size, declared_hash = u.declared_hash, reserved_bytes = u.reserved_bytes,
      multipart_id = u.multipart_id, parts_digest = u.parts_digest, etag = u.etag,
      confirmed_at = u.confirmed_at, confirmed_by_client = u.confirmed_by_client,
      completed_at = u.completed_at, verified_at = u.verified_at, size = u.size, detected_type = u.detected_type,
      type_proof = u.type_proof, verdict = u.verdict, verdict_cause = u.verdict_cause, scanner_version = u.scanner_version,
      blob_id = u.blob_id, blob_generation = u.blob_generation, duplicate_of_upload_id = u.duplicate_of_upload_id,
      object_id = u.object_id
    WHERE id = m.id AND workspace_id = m.workspace_id AND status = ANY (m.from_status);
  INSERT INTO upload_events (upload_id, workspace_id, sequence, event, from_status, to_status, actor, detail, data)
    VALUES (u.id, u.workspace_id, u.event_sequence, m.event, was, m.to_status, m.actor, m.detail, m.data);
END $$;

-- Moves an upload and writes its event: `u` as it is now, `was` its status before. `u` is NULL when another transaction moved
-- it, or a condition of the move does not hold. The row is locked with its conditions first, so that the UPDATE moves exactly
-- the row they held of.
CREATE OR REPLACE FUNCTION move_upload(m upload_move, OUT u uploads, OUT was upload_status) LANGUAGE plpgsql AS $$
BEGIN
  SELECT * INTO u FROM uploads
    WHERE id = m.id AND workspace_id = m.workspace_id AND status = ANY (m.from_status)
      AND (m.lease_token IS NULL OR lease_token = m.lease_token)
      AND (m.deadline_over IS NOT TRUE OR deadline_at <= now())
    FOR UPDATE;
  IF NOT FOUND THEN
    u := NULL;
    RETURN;
  END IF;
  was := u.status;
  u := write_move(m, u);
END $$;

-- Trash -------------------------------------------------------------------------------------------------------------------

-- Keys of an attempt are due now as well. Their rows for its last moment stay: a copy under way may still arrive.
CREATE OR REPLACE FUNCTION expedite_trash(p_workspace_id text, p_prefix text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- Most attempts have made no such copy: an INSERT that finds nothing costs several times as much as this look.
  PERFORM 1 FROM trash
    WHERE key >= p_prefix AND key < p_prefix || chr(1114111) AND workspace_id = p_workspace_id AND not_before > now() LIMIT 1;
  IF FOUND THEN
    INSERT INTO trash (workspace_id, key, multipart_id, not_before)
      SELECT DISTINCT workspace_id, key, multipart_id, now() FROM trash
      WHERE key >= p_prefix AND key < p_prefix || chr(1114111) AND workspace_id = p_workspace_id AND not_before > now();
  END IF;
END $$;

-- Staged bytes with their sessions: due now, and again when neither a URL nor an attempt can bring more. An hour is the
-- longest lease that can be configured (SCAN_LEASE_SECONDS).
CREATE OR REPLACE FUNCTION trash_staged(
  p_workspace_id text, p_key text, p_bytes bigint, p_in_parts boolean, p_writable_until timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  last timestamptz := p_writable_until;
BEGIN
  IF p_in_parts THEN
    last := greatest(last, now() + interval '1 hour' + store_call_outlives(p_bytes));
    INSERT INTO trash (workspace_id, key, multipart_id, not_before)
      VALUES (p_workspace_id, p_key, '*', now()), (p_workspace_id, p_key, '*', last);
  END IF;
  INSERT INTO trash (workspace_id, key, not_before) VALUES (p_workspace_id, p_key, now()), (p_workspace_id, p_key, last);
END $$;

-- Staging, its sessions of parts and every sealed copy go now, and again once neither URL nor attempt can write them.
CREATE OR REPLACE FUNCTION trash_working_copies(u uploads, w working_copies) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  s staged_key;
  done text;
BEGIN
  -- Without an attempt there is no sealed copy.
  IF u.attempts > 0 THEN
    done := expedite_trash(u.workspace_id, w.sealed_prefix);
  END IF;
  FOREACH s IN ARRAY w.staged LOOP
    done := trash_staged(u.workspace_id, s.key, u.reserved_bytes, s.in_parts, u.deadline_at);
  END LOOP;
  IF w.has_recorded_parts THEN
    DELETE FROM tus_parts WHERE upload_id = u.id AND workspace_id = u.workspace_id;
  END IF;
END $$;

-- A key that no attempt before has written: due after the last moment of its attempt, as trash_after_attempt says.
CREATE FUNCTION trash_new_key(p_workspace_id text, p_key text, p_bytes bigint, p_parts_above bigint, p_lease_seconds integer)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  last timestamptz := clock_timestamp() + make_interval(secs => p_lease_seconds) + store_call_outlives(p_bytes);
BEGIN
  INSERT INTO trash (workspace_id, key, not_before) VALUES (p_workspace_id, p_key, last);
  IF p_bytes > p_parts_above THEN
    INSERT INTO trash (workspace_id, key, multipart_id, not_before) VALUES (p_workspace_id, p_key, '*', last);
  END IF;
END $$;

-- Whether workspaces store these contents, in their order. One by one, as in read_uploads.
CREATE FUNCTION are_stored(p_workspace_ids text[], p_sha256s text[]) RETURNS boolean[] LANGUAGE plpgsql STABLE AS $$
DECLARE
  answers boolean[] := '{}';
BEGIN
  FOR place IN 1..cardinality(p_sha256s) LOOP
    PERFORM 1 FROM blobs WHERE workspace_id = p_workspace_ids[place] AND sha256 = p_sha256s[place];
    answers := answers || FOUND;
  END LOOP;
  RETURN answers;
END $$;

-- Claims ------------------------------------------------------------------------------------------------------------------

-- Where an attempt puts the bytes of an admitted file. Each attempt has keys of its own (domain/object-key.ts).
CREATE FUNCTION scan_final_key(p_key text, p_attempts integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN p_attempts = 1 THEN p_key ELSE p_key || '.' || p_attempts END
$$;

-- A lease, a number, and a trash row for the key that nearly every attempt writes. The rows of the others are written before
-- the copy (expect_scan_copy). The caller holds the upload's row. Answers the row.
CREATE FUNCTION lease_scan_attempt(p_upload_id text, p_lease_token text, p_lease_seconds integer, p_parts_above bigint)
RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
  done text;
BEGIN
  UPDATE uploads
    SET lease_token = p_lease_token, lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
      attempts = least(attempts + 1, 30000)
    WHERE id = p_upload_id RETURNING * INTO u;
  done := trash_new_key(u.workspace_id, scan_final_key(u.key, u.attempts), u.reserved_bytes, p_parts_above, p_lease_seconds);
  RETURN u;
END $$;

-- The next attempt under the same lease, with keys of its own. Null: the lease was lost.
CREATE FUNCTION lease_next_attempt(p_upload_id text, p_lease_token text, p_lease_seconds integer, p_parts_above bigint)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
BEGIN
  PERFORM 1 FROM uploads WHERE id = p_upload_id AND lease_token = p_lease_token AND status = 'SCANNING' FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  u := lease_scan_attempt(p_upload_id, p_lease_token, p_lease_seconds, p_parts_above);
  RETURN u.attempts;
END $$;

-- Writes the trash row of another key of the attempt, before anything is copied there. False: the lease was lost.
CREATE FUNCTION expect_scan_copy(p_upload_id text, p_lease_token text, p_key text, p_lease_seconds integer, p_parts_above bigint)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
BEGIN
  SELECT * INTO u FROM uploads WHERE id = p_upload_id AND lease_token = p_lease_token AND status = 'SCANNING' FOR UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM trash_after_attempt(u.workspace_id, ARRAY[p_key], u.reserved_bytes, p_parts_above, p_lease_seconds);
  RETURN true;
END $$;

-- Takes the next p_most uploads for a worker, in the order in which as many single claims would; fewer, when no more are
-- due. Claims take turns at the row of scan_turn, so that each sees what the ones before it took: the order is exact
-- however many workers there are. What is locked by a move under way is passed over. In order:
--   every fifth: the oldest of all, so that none starves;
--   otherwise: confirmed by a client first; of these the organization with the fewest running scans, and of equals the
--   next one in the round; of its uploads the oldest, or the newest while more than p_lifo_threshold wait.
-- Each attempt begins in the same transaction. Answers whole records (upload_record) with the `policies` of their buckets.
-- The settings keep every read an index read, whatever the statistics were when a session made its plans.
CREATE FUNCTION lease_scans(
  p_most integer, p_lease_token text, p_lease_seconds integer, p_lifo_threshold integer, p_parts_above bigint
) RETURNS SETOF json LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  turn scan_turn;
  taken integer := 0;
  running jsonb;
  is_long boolean := true;
  takes_oldest boolean;
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

  -- A lease or a pause that is over: back to its old place. A worker that is only slow may still renew its lease.
  UPDATE scan_queue SET lease_until = NULL, is_running = false WHERE upload_id = ANY (ARRAY(
    SELECT upload_id FROM scan_queue WHERE lease_until <= clock_timestamp() ORDER BY lease_until LIMIT 50 FOR UPDATE SKIP LOCKED));
  SELECT jsonb_object_agg(organization_id, scans) INTO running
    FROM (SELECT organization_id, count(*) AS scans FROM scan_queue WHERE is_running GROUP BY organization_id) r;
  running := coalesce(running, '{}');

  WHILE taken < p_most LOOP
    takes_oldest := (turn.claims + 1) % 5 = 0;
    tenant := NULL;
    candidate := NULL;
    IF NOT takes_oldest THEN
      clients := true;
      tenant := next_scan_tenant(clients, turn.organization_id, running);
      IF tenant IS NULL THEN
        clients := false;
        tenant := next_scan_tenant(clients, turn.organization_id, running);
      END IF;
      -- What this claim takes only shortens the queue.
      IF is_long THEN
        is_long := scan_backlog_exceeds(p_lifo_threshold);
      END IF;
      IF is_long THEN
        SELECT q.upload_id INTO candidate FROM scan_queue q JOIN uploads w ON w.id = q.upload_id
          WHERE q.lease_until IS NULL AND q.by_client = clients AND q.organization_id = tenant
            AND w.status = 'SCANNING' AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
          ORDER BY q.arrived DESC LIMIT 1 FOR UPDATE OF w SKIP LOCKED;
      ELSE
        SELECT q.upload_id INTO candidate FROM scan_queue q JOIN uploads w ON w.id = q.upload_id
          WHERE q.lease_until IS NULL AND q.by_client = clients AND q.organization_id = tenant
            AND w.status = 'SCANNING' AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
          ORDER BY q.arrived LIMIT 1 FOR UPDATE OF w SKIP LOCKED;
      END IF;
    END IF;
    IF candidate IS NULL THEN
      SELECT q.upload_id INTO candidate FROM scan_queue q JOIN uploads w ON w.id = q.upload_id
        WHERE q.lease_until IS NULL
          AND w.status = 'SCANNING' AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
        ORDER BY q.arrived LIMIT 1 FOR UPDATE OF w SKIP LOCKED;
    END IF;
    EXIT WHEN candidate IS NULL;

    u := lease_scan_attempt(candidate, p_lease_token, p_lease_seconds, p_parts_above);
    taken := taken + 1;
    running := running || jsonb_build_object(u.organization_id, coalesce((running ->> u.organization_id)::integer, 0) + 1);
    turn.claims := turn.claims + 1;
    IF NOT takes_oldest THEN
      turn.organization_id := coalesce(tenant, '');
    END IF;
    RETURN NEXT left(upload_record(u)::text, -1) || ',"policies":' || bucket_policies(u.workspace_id, u.bucket_id)::text || '}';
  END LOOP;

  IF taken > 0 THEN
    UPDATE scan_turn SET claims = turn.claims, organization_id = turn.organization_id;
  END IF;
END $$;

-- Confirmations -----------------------------------------------------------------------------------------------------------

-- Confirms one upload, and answers it as it is then: NULL when it is deleted. If it went on before, a client's claims are
-- noted while it is SCANNING, unless they contradict what is known: then nothing changes, and the caller refuses them. The
-- row's lock decides: either the transaction that admits reads the claimed hash, or the claim finds the file admitted.
CREATE FUNCTION confirm_staged_upload(c upload_confirm, OUT upload json, OUT moved boolean) LANGUAGE plpgsql AS $$
DECLARE
  tenant text;
  step record;
  u uploads;
BEGIN
  tenant := set_config('airlock.organization_id', c.organization_id, true);
  tenant := set_config('airlock.workspace_id', c.workspace_id, true);
  IF (c.move).id IS NOT NULL THEN
    step := move_upload(c.move);
    moved := step.was IS NOT NULL;
    IF moved THEN
      IF c.spare_bytes > 0 THEN
        tenant := shrink_reservation(c.organization_id, c.spare_bytes);
      END IF;
      upload := upload_record(step.u);
      RETURN;
    END IF;
  END IF;
  moved := false;
  UPDATE uploads SET confirmed_by_client = true, declared_hash = coalesce(declared_hash, c.claimed_hash)
    WHERE id = c.id AND workspace_id = c.workspace_id AND status = 'SCANNING' AND c.by_client
      AND (c.claimed_etag IS NULL OR etag = c.claimed_etag)
      AND (c.claimed_hash IS NULL OR declared_hash IS NULL OR declared_hash = c.claimed_hash)
      AND (NOT confirmed_by_client OR (declared_hash IS NULL AND c.claimed_hash IS NOT NULL))
    RETURNING * INTO u;
  IF NOT FOUND THEN
    SELECT * INTO u FROM uploads WHERE id = c.id AND workspace_id = c.workspace_id AND status <> 'DELETED';
  END IF;
  IF FOUND THEN
    upload := upload_record(u);
  END IF;
END $$;

-- Many, of any workspaces, in one commit: a row for each, in their order. `refusal` is 55P03 where another transaction holds
-- the upload: it is tried alone, so that the others do not wait with it. The caller sorts by id, so that two groups never hold
-- a row each that the other wants.
CREATE FUNCTION confirm_staged_uploads(p_confirms jsonb)
RETURNS TABLE (upload json, moved boolean, refusal text) LANGUAGE plpgsql AS $$
DECLARE
  count integer := jsonb_array_length(p_confirms);
  c upload_confirm;
  one record;
  timeout text;
BEGIN
  IF count = 1 THEN
    c := jsonb_populate_record(NULL::upload_confirm, p_confirms -> 0);
    one := confirm_staged_upload(c);
    upload := one.upload;
    moved := one.moved;
    RETURN NEXT;
    RETURN;
  END IF;
  timeout := set_config('lock_timeout', '20ms', true);
  FOR place IN 1..count LOOP
    c := jsonb_populate_record(NULL::upload_confirm, p_confirms -> (place - 1));
    refusal := NULL;
    BEGIN
      one := confirm_staged_upload(c);
      upload := one.upload;
      moved := one.moved;
    EXCEPTION WHEN lock_not_available THEN
      upload := NULL;
      moved := false;
      refusal := SQLSTATE;
    END;
    -- One wait is enough for a group.
    IF refusal IS NOT NULL THEN
      timeout := set_config('lock_timeout', '1ms', true);
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;

-- Ends --------------------------------------------------------------------------------------------------------------------

-- Ends uploads in one commit: a row for each, in their order. `upload` is NULL where it ended before, or a condition of the
-- move does not hold; `refusal` is 55P03 where another transaction holds a row: it is tried alone. The caller sorts by
-- workspace and id. Lock order: upload, object, blob, and the usage rows of a workspace last, once for all of its uploads.
CREATE OR REPLACE FUNCTION end_uploads(p_ends jsonb) RETURNS TABLE (upload jsonb, refusal text) LANGUAGE plpgsql AS $$
DECLARE
  count integer := jsonb_array_length(p_ends);
  timeout text := CASE WHEN count > 1 THEN set_config('lock_timeout', '20ms', true) END;
  answers jsonb[] := array_fill(NULL::jsonb, ARRAY[count]);
  refusals text[] := array_fill(NULL::text, ARRAY[count]);
  all_of upload_end[] := ARRAY(
    SELECT jsonb_populate_record(NULL::upload_end, value) FROM jsonb_array_elements(p_ends) WITH ORDINALITY e(value, n) ORDER BY n);
  e upload_end;
  step record;
  u uploads;
  tenant text;
  first integer := 1;
  last integer;
  is_busy boolean;
  open_ended integer;
  reserved bigint;
  bucket_ids text[];
  sizes bigint[];
BEGIN
  WHILE first <= count LOOP
    last := first;
    WHILE last < count AND all_of[last + 1].workspace_id = all_of[first].workspace_id LOOP
      last := last + 1;
    END LOOP;
    open_ended := 0;
    reserved := 0;
    bucket_ids := '{}';
    sizes := '{}';
    is_busy := false;
    tenant := set_config('airlock.organization_id', all_of[first].organization_id, true);
    tenant := set_config('airlock.workspace_id', all_of[first].workspace_id, true);
    BEGIN
      FOR place IN first..last LOOP
        -- One wait for a row of a workspace is enough: its other uploads follow directly.
        IF is_busy THEN
          refusals[place] := '55P03';
          CONTINUE;
        END IF;
        e := all_of[place];
        BEGIN
          step := move_upload(e.move);
          IF step.was IS NULL THEN
            CONTINUE;
          END IF;
          u := step.u;
          IF e.removes THEN
            tenant := release_upload(u);
          ELSE
            tenant := trash_working_copies(u, e.working);
          END IF;
          answers[place] := upload_json(u);
          IF NOT e.removes THEN
            open_ended := open_ended + 1;
            reserved := reserved + u.reserved_bytes;
          -- Quarantined bytes were subtracted from the usage before.
          ELSIF step.was = 'AVAILABLE' THEN
            bucket_ids := bucket_ids || u.bucket_id;
            sizes := sizes || coalesce(u.size, 0);
          END IF;
        EXCEPTION WHEN lock_not_available THEN
          IF count = 1 THEN
            RAISE;
          END IF;
          refusals[place] := '55P03';
          is_busy := true;
        END;
      END LOOP;
      IF open_ended > 0 THEN
        PERFORM settle_usage(all_of[first].organization_id, open_ended, reserved, 0);
      END IF;
      IF sizes <> '{}' THEN
        PERFORM forget_files(all_of[first].organization_id, all_of[first].workspace_id, bucket_ids, sizes);
      END IF;
    EXCEPTION WHEN lock_not_available THEN
      IF count = 1 THEN
        RAISE;
      END IF;
      answers[first:last] := array_fill(NULL::jsonb, ARRAY[last - first + 1]);
      refusals[first:last] := array_fill('55P03'::text, ARRAY[last - first + 1]);
    END;
    first := last + 1;
  END LOOP;
  RETURN QUERY SELECT * FROM unnest(answers, refusals);
END $$;

-- Conclusions -------------------------------------------------------------------------------------------------------------

-- Makes the object; the caller holds the upload's row. The unique index decides: false when another object has the key,
-- and nothing is written. AL024: the bucket has another schema by now, compute the key again.
CREATE OR REPLACE FUNCTION attach_object(u uploads, draft object_draft) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  done text;
  schema jsonb := bucket_schema(u.workspace_id, u.bucket_id);
BEGIN
  IF (draft.schema_version IS NOT NULL OR schema ? 'unique_key') AND md5(schema::text) IS DISTINCT FROM draft.schema_version THEN
    RAISE EXCEPTION 'the unique key follows another schema' USING ERRCODE = 'AL024';
  END IF;
  INSERT INTO objects (id, organization_id, workspace_id, bucket_id, metadata, unique_key_hash, created_by)
    VALUES (draft.id, u.organization_id, u.workspace_id, u.bucket_id, coalesce(u.object_metadata, '{}'), draft.unique_key_hash, u.created_by)
    ON CONFLICT (bucket_id, unique_key_hash) WHERE unique_key_hash IS NOT NULL DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO object_files (object_id, position, workspace_id, property, type, upload_id)
    VALUES (draft.id, 0, u.workspace_id, coalesce(u.blob_property, 'file'), coalesce(u.blob_type, 'OTHER'), u.id);
  done := announce(u.workspace_id, 'object.created', draft.id,
    jsonb_build_object('bucketId', u.bucket_id, 'uploadIds', jsonb_build_array(u.id)));
  RETURN true;
END $$;

-- A new blob owns the copy, unless the trash is deleting it already; a copy that is not needed is trashed now.
CREATE OR REPLACE FUNCTION take_copy(c scan_conclusion, is_new boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  done text;
BEGIN
  IF NOT is_new THEN
    IF c.copied_to IS NOT NULL THEN
      done := expedite_trash(c.workspace_id, c.copied_to);
    END IF;
    RETURN;
  END IF;
  IF c.copied_to IS NULL THEN
    RAISE EXCEPTION 'the content to share was deleted' USING ERRCODE = 'AL021';
  END IF;
  IF NOT reclaim_trash(c.workspace_id, c.copied_to) THEN
    RAISE EXCEPTION 'the copy is being deleted' USING ERRCODE = 'AL020';
  END IF;
END $$;

-- SCANNING → AVAILABLE with object, blob and trash. Quarantined content is neither shared nor brought again after its
-- deletion: AL023, its message is the reason.
CREATE OR REPLACE FUNCTION admit_scan(c scan_conclusion) RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  done text;
  m upload_move := c.move;
  u uploads := lock_leased_upload(c.workspace_id, m.id, m.lease_token, (c.blob).sha256);
  b blobs;
  is_new boolean;
  reason text;
BEGIN
  IF (c.object).id IS NOT NULL THEN
    IF attach_object(u, c.object) THEN
      m.changes := m.changes || jsonb_build_object('object_id', (c.object).id);
    ELSE
      m.changes := jsonb_build_object('status_reason', 'unique_key_exists') || m.changes;
    END IF;
  END IF;
  b := keep_blob(c.blob);
  is_new := b.id = (c.blob).id;
  reason := CASE WHEN b.state = 'quarantined' THEN coalesce(b.quarantine_reason, '')
    WHEN is_new THEN quarantine_reason(c.workspace_id, b.sha256) END;
  IF reason IS NOT NULL THEN
    RAISE EXCEPTION USING MESSAGE = reason, ERRCODE = 'AL023';
  END IF;
  done := take_copy(c, is_new);
  m.changes := m.changes || jsonb_build_object('blob_id', b.id, 'blob_generation', b.generation, 'duplicate_of_upload_id',
    CASE WHEN NOT is_new AND u.skip_duplicates THEN first_upload_of_blob(c.workspace_id, b.id) END);
  u := write_move(m, u);
  done := trash_working_copies(u, c.working);
  RETURN u;
END $$;

-- SCANNING → REJECTED, but the bytes are kept under a key without links until they are released or deleted. If the
-- workspace stores them already, they stay readable for its other uploads.
CREATE OR REPLACE FUNCTION quarantine_scan(c scan_conclusion) RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  done text;
  m upload_move := c.move;
  u uploads := lock_leased_upload(c.workspace_id, m.id, m.lease_token, (c.blob).sha256);
  b blobs := keep_blob(c.blob);
BEGIN
  done := take_copy(c, b.id = (c.blob).id);
  IF b.id = (c.blob).id THEN
    done := quarantine_blob(c.workspace_id, b.id, c.quarantine_reason);
  END IF;
  m.changes := m.changes || jsonb_build_object('blob_id', b.id);
  u := write_move(m, u);
  done := trash_working_copies(u, c.working);
  RETURN u;
END $$;

-- SCANNING → REJECTED: all bytes are trashed.
CREATE OR REPLACE FUNCTION reject_scan(c scan_conclusion) RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
  step record;
  done text;
BEGIN
  step := move_upload(c.move);
  IF step.was IS NULL THEN
    RAISE EXCEPTION 'the lease was lost' USING ERRCODE = 'AL020';
  END IF;
  u := step.u;
  done := trash_working_copies(u, c.working);
  RETURN u;
END $$;

REVOKE ALL ON FUNCTION upload_record, read_uploads, write_move, trash_new_key, are_stored, scan_final_key, expect_scan_copy,
  lease_scans, lease_scan_attempt, lease_next_attempt, confirm_staged_upload, confirm_staged_uploads FROM PUBLIC;
GRANT EXECUTE ON FUNCTION upload_record, write_move, trash_new_key, are_stored, scan_final_key TO airlock_app, airlock_system;
GRANT EXECUTE ON FUNCTION read_uploads, confirm_staged_upload, confirm_staged_uploads TO airlock_app;
GRANT EXECUTE ON FUNCTION lease_scans, lease_scan_attempt, lease_next_attempt, expect_scan_copy TO airlock_system;
