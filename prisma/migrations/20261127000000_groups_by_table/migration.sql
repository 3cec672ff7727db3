-- Groups of moves by one statement for each table. Of what a small file costs PostgreSQL, most is what each statement inside of
-- a function costs by itself; a statement for a whole group costs that once. These functions take what nearly every file is and
-- answer or raise otherwise: the caller then calls the functions that take each upload in a block of its own. Their plans are
-- made for any list (plan_cache_mode). Uploads are found one by one: for a join of a list with a table whose statistics are
-- missing the planner may choose a scan of the whole workspace, and keep it.

-- Reads -------------------------------------------------------------------------------------------------------------------

-- Uploads whose objects were announced so many seconds ago, in their order, of any workspace and status. NULL: nothing is to be
-- done, because it is being scanned, or ended after its event came; or it does not exist. One by one, as in read_uploads.
CREATE FUNCTION read_announced_uploads(p_ids text[], p_workspace_ids text[], p_seconds float8[]) RETURNS SETOF json
LANGUAGE plpgsql STABLE AS $$
DECLARE
  u uploads;
BEGIN
  FOR place IN 1..cardinality(p_ids) LOOP
    SELECT * INTO u FROM uploads
      WHERE id = p_ids[place] AND workspace_id = p_workspace_ids[place] AND status <> 'SCANNING'
        AND NOT coalesce(completed_at >= now() - make_interval(secs => p_seconds[place]), false);
    RETURN NEXT CASE WHEN FOUND THEN upload_record(u) END;
  END LOOP;
END $$;

-- Moves -------------------------------------------------------------------------------------------------------------------

-- A move that was carried out.
CREATE TYPE moved_upload AS (
  upload_id text, workspace_id text, sequence integer, event text, from_status upload_status, to_status upload_status,
  actor text, detail text
);

-- Writes the events of moves.
CREATE FUNCTION note_moves(p_moves moved_upload[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO upload_events (upload_id, workspace_id, sequence, event, from_status, to_status, actor, detail)
    SELECT m.upload_id, m.workspace_id, m.sequence, m.event, m.from_status, m.to_status, m.actor, m.detail FROM unnest(p_moves) m;
END $$;

-- Confirmations -----------------------------------------------------------------------------------------------------------

-- The confirmation of bytes that a plan describes.
CREATE TYPE plain_confirm AS (
  organization_id text, workspace_id text, id text, event text, from_status upload_status[], to_status upload_status, actor text,
  etag text, declared_hash text, confirmed_by_client boolean, confirmed_at timestamptz, next_check_at timestamptz
);

-- The move of one upload; `was`: its status before, NULL when it was moved before.
CREATE FUNCTION move_confirmed(c plain_confirm, OUT u uploads, OUT was upload_status) LANGUAGE plpgsql AS $$
DECLARE
  moved record;
BEGIN
  UPDATE uploads n SET status = c.to_status, event_sequence = n.event_sequence + 1, etag = coalesce(c.etag, n.etag),
      declared_hash = coalesce(c.declared_hash, n.declared_hash),
      confirmed_by_client = coalesce(c.confirmed_by_client, n.confirmed_by_client),
      confirmed_at = coalesce(c.confirmed_at, n.confirmed_at), next_check_at = coalesce(c.next_check_at, n.next_check_at)
    FROM (SELECT status FROM uploads
      WHERE id = c.id AND workspace_id = c.workspace_id AND status = ANY (c.from_status) FOR UPDATE) before
    WHERE n.id = c.id RETURNING n AS now, before.status INTO moved;
  IF FOUND THEN
    u := moved.now;
    was := moved.status;
  END IF;
END $$;

-- Many, of any workspaces, in one commit: a record for each, in their order; NULL where it was moved before. The caller sorts by
-- workspace and id. 55P03: another transaction has a row, and nothing is changed.
CREATE FUNCTION confirm_plain_uploads(p_confirms jsonb) RETURNS json[] LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  count integer := jsonb_array_length(p_confirms);
  answers json[] := array_fill(NULL::json, ARRAY[count]);
  done text := CASE WHEN count > 1 THEN set_config('lock_timeout', '20ms', true) END;
  workspace text;
  moves moved_upload[] := '{}';
  c plain_confirm;
  step record;
  u uploads;
BEGIN
  FOR place IN 1..count LOOP
    c := jsonb_populate_record(NULL::plain_confirm, p_confirms -> (place - 1));
    IF c.workspace_id IS DISTINCT FROM workspace THEN
      IF moves <> '{}' THEN
        done := note_moves(moves);
        moves := '{}';
      END IF;
      workspace := c.workspace_id;
      done := set_config('airlock.organization_id', c.organization_id, true);
      done := set_config('airlock.workspace_id', c.workspace_id, true);
    END IF;
    step := move_confirmed(c);
    CONTINUE WHEN step.was IS NULL;
    u := step.u;
    answers[place] := upload_record(u);
    moves := moves || (u.id, u.workspace_id, u.event_sequence, c.event, step.was, u.status, c.actor, NULL)::moved_upload;
  END LOOP;
  IF moves <> '{}' THEN
    done := note_moves(moves);
  END IF;
  RETURN answers;
END $$;

-- Claims ------------------------------------------------------------------------------------------------------------------

-- Keys that no attempt before has written, each of so many bytes: due after the last moment of their attempts, as
-- trash_after_attempt says.
CREATE FUNCTION trash_new_keys(
  p_workspace_ids text[], p_keys text[], p_bytes bigint[], p_parts_above bigint, p_lease_seconds integer
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO trash (workspace_id, key, multipart_id, not_before)
    SELECT n.workspace_id, n.key, k.kind, clock_timestamp() + make_interval(secs => p_lease_seconds) + store_call_outlives(n.bytes)
      FROM unnest(p_workspace_ids, p_keys, p_bytes) AS n (workspace_id, key, bytes)
      CROSS JOIN (VALUES (NULL), ('*')) AS k (kind)
      WHERE k.kind IS NULL OR n.bytes > p_parts_above;
END $$;

-- A lease and a number for an upload whose row the caller holds. The caller writes the trash row of the attempt's final key.
CREATE FUNCTION lease_attempt(p_upload_id text, p_lease_token text, p_lease_seconds integer) RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
BEGIN
  UPDATE uploads
    SET lease_token = p_lease_token, lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
      attempts = least(attempts + 1, 30000)
    WHERE id = p_upload_id RETURNING * INTO u;
  RETURN u;
END $$;

-- As before, but the trash rows of all attempts are written by one statement.
CREATE OR REPLACE FUNCTION lease_scans(
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
  workspace_ids text[] := '{}';
  keys text[] := '{}';
  sizes bigint[] := '{}';
  done text;
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

    u := lease_attempt(candidate, p_lease_token, p_lease_seconds);
    workspace_ids := workspace_ids || u.workspace_id;
    keys := keys || scan_final_key(u.key, u.attempts);
    sizes := sizes || u.reserved_bytes::bigint;
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
    done := trash_new_keys(workspace_ids, keys, sizes, p_parts_above, p_lease_seconds);
  END IF;
END $$;

-- Admissions --------------------------------------------------------------------------------------------------------------

-- The admission of an upload with one staged object, whose content is that of no other in the list. `copied_to`: where this
-- attempt copied the bytes, null: the workspace's blob is shared; `object_id`: of the object to be made, without a unique key.
CREATE TYPE plain_admission AS (
  organization_id text, workspace_id text, id text, lease_token text, event text, from_status upload_status[],
  to_status upload_status, actor text, detail text, status_reason text, completed_at timestamptz, verified_at timestamptz,
  size bigint, detected_type text, type_proof type_proof, verdict text, verdict_cause text, scanner_version text,
  blob blob_facts, copied_to text, object_id text, staged_key text, sealed_prefix text
);

-- What the parts of an admission need of an upload that is locked.
CREATE TYPE leased_file AS (
  was upload_status, bucket_id text, reserved_bytes bigint, writable_until timestamptz, object_metadata jsonb, created_by text,
  property text, kind text, skips_duplicates boolean
);

-- The blob of a content.
CREATE TYPE kept_blob AS (blob_id text, generation integer, state blob_state, is_new boolean);

-- Locks uploads of one workspace under their leases, in the order of the list. AL020: of one the lease was lost, or another
-- hash was declared.
CREATE FUNCTION lock_leased_uploads(p_admissions plain_admission[]) RETURNS leased_file[] LANGUAGE plpgsql AS $$
DECLARE
  files leased_file[] := ARRAY(
    SELECT (u.status, u.bucket_id, u.reserved_bytes, u.deadline_at, u.object_metadata, u.created_by, u.blob_property,
        u.blob_type, u.skip_duplicates)::leased_file
      FROM unnest(p_admissions) WITH ORDINALITY a
      -- FOR UPDATE keeps it a look-up for each, in this order.
      CROSS JOIN LATERAL (SELECT * FROM uploads w
        WHERE w.id = a.id AND w.workspace_id = a.workspace_id AND w.lease_token = a.lease_token
          AND w.status = ANY (a.from_status) AND (w.declared_hash IS NULL OR w.declared_hash = (a.blob).sha256)
        FOR UPDATE) u);
BEGIN
  IF cardinality(files) < cardinality(p_admissions) THEN
    RAISE EXCEPTION 'a lease was lost' USING ERRCODE = 'AL020';
  END IF;
  RETURN files;
END $$;

-- Whether one of these buckets has a schema with a unique key.
CREATE FUNCTION have_unique_key(p_workspace_id text, p_bucket_ids text[]) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM 1 FROM buckets WHERE workspace_id = p_workspace_id AND id = ANY (p_bucket_ids) AND schema ? 'unique_key' LIMIT 1;
  RETURN FOUND;
END $$;

-- Announcements of one type, each of a resource.
CREATE FUNCTION announce_each(p_workspace_id text, p_type text, p_resource_ids text[], p_data jsonb[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO announcements (workspace_id, type, resource_id, data)
    SELECT p_workspace_id, p_type, a.resource_id, a.data FROM unnest(p_resource_ids, p_data) AS a (resource_id, data);
END $$;

-- Makes the objects; the caller holds the uploads' rows. AL024: a bucket has a unique key.
CREATE FUNCTION attach_objects(p_admissions plain_admission[], p_files leased_file[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  workspace text := p_admissions[1].workspace_id;
  ids text[];
  told jsonb[];
  done text;
BEGIN
  IF have_unique_key(workspace, ARRAY(SELECT DISTINCT f.bucket_id FROM unnest(p_files) f)) THEN
    RAISE EXCEPTION 'the unique key follows another schema' USING ERRCODE = 'AL024';
  END IF;
  WITH made AS MATERIALIZED (
    SELECT * FROM ROWS FROM (unnest(p_admissions), unnest(p_files)) AS a WHERE a.object_id IS NOT NULL
  ), object AS (
    INSERT INTO objects (id, organization_id, workspace_id, bucket_id, metadata, created_by)
      SELECT object_id, organization_id, workspace_id, bucket_id, coalesce(object_metadata, '{}'), created_by FROM made
  ), file AS (
    INSERT INTO object_files (object_id, position, workspace_id, property, type, upload_id)
      SELECT object_id, 0, workspace_id, coalesce(property, 'file'), coalesce(kind, 'OTHER'), id FROM made
  )
  SELECT array_agg(object_id), array_agg(jsonb_build_object('bucketId', bucket_id, 'uploadIds', jsonb_build_array(id)))
    INTO ids, told FROM made;
  IF ids IS NOT NULL THEN
    done := announce_each(workspace, 'object.created', ids, told);
  END IF;
END $$;

-- Makes the blobs or finds the existing ones; their rows are locked either way.
CREATE FUNCTION keep_blobs(p_admissions plain_admission[]) RETURNS kept_blob[] LANGUAGE plpgsql AS $$
DECLARE
  kept kept_blob[];
BEGIN
  WITH facts AS MATERIALIZED (
    SELECT a.ordinality AS place, (a.blob).* FROM unnest(p_admissions) WITH ORDINALITY a
  ), kept AS (
    INSERT INTO blobs (id, workspace_id, sha256, size, key, etag, detected_type, verdict, verdict_cause, scanner_version)
      SELECT id, workspace_id, sha256, size, key, etag, detected_type, verdict, verdict_cause, scanner_version
        FROM facts ORDER BY place
      ON CONFLICT (workspace_id, sha256) DO UPDATE SET sha256 = excluded.sha256
      RETURNING id, sha256, generation, state
  )
  SELECT array_agg((k.id, k.generation, k.state, k.id = f.id)::kept_blob ORDER BY f.place) INTO kept
    FROM facts f JOIN kept k ON k.sha256 = f.sha256;
  RETURN kept;
END $$;

-- Whether an administrator has quarantined one of these contents.
CREATE FUNCTION are_quarantined(p_workspace_id text, p_sha256s text[]) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM 1 FROM quarantines WHERE workspace_id = p_workspace_id AND sha256 = ANY (p_sha256s) AND released_at IS NULL LIMIT 1;
  RETURN FOUND;
END $$;

-- Removes keys that have an owner now. AL020: one was already being deleted.
CREATE FUNCTION reclaim_keys(p_workspace_id text, p_keys text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  found_keys integer;
BEGIN
  WITH gone AS (
    DELETE FROM trash WHERE key = ANY (p_keys) AND workspace_id = p_workspace_id AND multipart_id IS NULL RETURNING key
  )
  SELECT count(DISTINCT key) INTO found_keys FROM gone;
  IF found_keys < cardinality(p_keys) THEN
    RAISE EXCEPTION 'a copy is being deleted' USING ERRCODE = 'AL020';
  END IF;
END $$;

-- Staged objects: each is due now, and again when no URL can bring more.
CREATE FUNCTION trash_staged_keys(p_workspace_id text, p_keys text[], p_writable_until timestamptz[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO trash (workspace_id, key, not_before)
    SELECT p_workspace_id, s.key, t.at FROM unnest(p_keys, p_writable_until) AS s (key, writable_until)
      CROSS JOIN LATERAL (VALUES (now()), (s.writable_until)) AS t (at);
END $$;

-- Which of these prefixes keys in the trash begin with.
CREATE FUNCTION trashed_prefixes(p_workspace_id text, p_prefixes text[]) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN ARRAY(SELECT p.prefix FROM unnest(p_prefixes) AS p (prefix) CROSS JOIN LATERAL (SELECT FROM trash
    WHERE key >= p.prefix AND key < p.prefix || chr(1114111) AND workspace_id = p_workspace_id LIMIT 1) t);
END $$;

-- Staging and every sealed copy go now, and again once neither URL nor attempt can write them.
CREATE FUNCTION trash_working_copies_of(p_admissions plain_admission[], p_files leased_file[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  workspace text := p_admissions[1].workspace_id;
  prefixes text[];
  keys text[];
  moments timestamptz[];
  done text;
BEGIN
  SELECT array_agg(sealed_prefix), array_agg(staged_key), array_agg(writable_until) INTO prefixes, keys, moments
    FROM ROWS FROM (unnest(p_admissions), unnest(p_files)) AS a;
  -- Small files have sealed copies only where the store cannot prove what it copies.
  prefixes := trashed_prefixes(workspace, prefixes);
  FOR n IN 1..cardinality(prefixes) LOOP
    done := expedite_trash(workspace, prefixes[n]);
  END LOOP;
  done := trash_staged_keys(workspace, keys, moments);
END $$;

-- Moves the uploads, which the caller has locked under the conditions of the move, and writes their events.
CREATE FUNCTION move_admitted(p_admissions plain_admission[], p_files leased_file[], p_blobs kept_blob[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  moves moved_upload[] := '{}';
  a plain_admission;
  b kept_blob;
  number integer;
  original text;
  done text;
BEGIN
  FOR n IN 1..cardinality(p_admissions) LOOP
    a := p_admissions[n];
    b := p_blobs[n];
    original := CASE WHEN NOT b.is_new AND (p_files[n]).skips_duplicates
      THEN first_upload_of_blob(a.workspace_id, b.blob_id) END;
    UPDATE uploads u SET
        status = a.to_status, event_sequence = u.event_sequence + 1, status_reason = coalesce(a.status_reason, u.status_reason),
        lease_token = NULL, lease_until = NULL, next_check_at = now(), completed_at = a.completed_at,
        verified_at = a.verified_at, size = a.size, detected_type = a.detected_type,
        type_proof = coalesce(a.type_proof, u.type_proof), verdict = a.verdict, verdict_cause = a.verdict_cause,
        scanner_version = a.scanner_version, blob_id = b.blob_id, blob_generation = b.generation,
        object_id = coalesce(a.object_id, u.object_id), duplicate_of_upload_id = original
      WHERE u.id = a.id AND u.workspace_id = a.workspace_id AND u.status = ANY (a.from_status)
      RETURNING u.event_sequence INTO number;
    moves := moves || (a.id, a.workspace_id, number, a.event, (p_files[n]).was, a.to_status, a.actor, a.detail)::moved_upload;
  END LOOP;
  done := note_moves(moves);
END $$;

-- Admits uploads of one workspace, sorted by content. Lock order: uploads, objects, blobs, usage.
CREATE FUNCTION admit_plain(p_admissions plain_admission[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  done text;
  organization text := p_admissions[1].organization_id;
  workspace text := p_admissions[1].workspace_id;
  files leased_file[] := lock_leased_uploads(p_admissions);
  contents kept_blob[];
  copies text[];
  needless text[];
  is_missing boolean;
  is_closed boolean;
  bucket_ids text[];
  sizes bigint[];
  reserved bigint;
  used bigint;
BEGIN
  done := attach_objects(p_admissions, files);
  contents := keep_blobs(p_admissions);
  SELECT array_agg(copied_to) FILTER (WHERE is_new), array_agg(copied_to) FILTER (WHERE NOT is_new AND copied_to IS NOT NULL),
      bool_or(is_new AND copied_to IS NULL), bool_or(state = 'quarantined'), array_agg(bucket_id), array_agg(size),
      sum(reserved_bytes), sum(size)
    INTO copies, needless, is_missing, is_closed, bucket_ids, sizes, reserved, used
    FROM ROWS FROM (unnest(p_admissions), unnest(files), unnest(contents)) AS a;
  IF is_closed OR are_quarantined(workspace, ARRAY(SELECT (a.blob).sha256 FROM unnest(p_admissions) a)) THEN
    RAISE EXCEPTION 'a content is quarantined' USING ERRCODE = 'AL023';
  END IF;
  IF is_missing THEN
    RAISE EXCEPTION 'the content to share was deleted' USING ERRCODE = 'AL021';
  END IF;
  IF copies IS NOT NULL THEN
    done := reclaim_keys(workspace, copies);
  END IF;
  FOR n IN 1..coalesce(cardinality(needless), 0) LOOP
    done := expedite_trash(workspace, needless[n]);
  END LOOP;
  done := move_admitted(p_admissions, files, contents);
  done := trash_working_copies_of(p_admissions, files);
  done := count_files(workspace, bucket_ids, sizes);
  done := settle_usage(organization, cardinality(p_admissions), reserved, used);
END $$;

-- Admits uploads that share a commit, all or none: those of a workspace together and by content, so that two calls meet at the
-- same rows in the same order. What one of them could be refused for is raised (AL020 to AL024, 55P03): conclude_scans then
-- gives each its own outcome.
CREATE FUNCTION admit_plain_uploads(p_admissions jsonb) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  all_of plain_admission[] := ARRAY(SELECT a FROM jsonb_populate_recordset(NULL::plain_admission, p_admissions) a);
  count integer := cardinality(all_of);
  -- A single one can wait for a row. In a group none waits long, and hardly at all where others would wait with it.
  setting text := CASE WHEN count > 1 THEN set_config('lock_timeout',
    CASE WHEN all_of[1].workspace_id = all_of[count].workspace_id THEN '200ms' ELSE '20ms' END, true) END;
  first integer := 1;
  last integer;
BEGIN
  WHILE first <= count LOOP
    last := first;
    WHILE last < count AND all_of[last + 1].workspace_id = all_of[first].workspace_id LOOP
      last := last + 1;
    END LOOP;
    setting := set_config('airlock.organization_id', all_of[first].organization_id, true);
    setting := set_config('airlock.workspace_id', all_of[first].workspace_id, true);
    setting := admit_plain(all_of[first:last]);
    first := last + 1;
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION read_announced_uploads, note_moves, trash_new_keys, lease_attempt, move_confirmed, confirm_plain_uploads,
  lock_leased_uploads, have_unique_key, announce_each, attach_objects, keep_blobs, are_quarantined, reclaim_keys,
  trash_staged_keys, trashed_prefixes, trash_working_copies_of, move_admitted, admit_plain, admit_plain_uploads FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_announced_uploads, trash_new_keys, lease_attempt TO airlock_system;
GRANT EXECUTE ON FUNCTION note_moves, move_confirmed, confirm_plain_uploads, lock_leased_uploads, have_unique_key, announce_each,
  attach_objects, keep_blobs, are_quarantined, reclaim_keys, trash_staged_keys, trashed_prefixes, trash_working_copies_of,
  move_admitted, admit_plain, admit_plain_uploads TO airlock_app;
