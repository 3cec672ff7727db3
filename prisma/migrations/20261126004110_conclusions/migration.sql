-- The end of an admission in one call. Each feature has a function for its own rows; conclude_scans puts them together, for
-- many uploads that share a commit. All of it runs with the rights of its caller: row-level security holds of every row.

-- Buckets -----------------------------------------------------------------------------------------------------------------

-- The schema that an object of the bucket has to fit.
CREATE FUNCTION bucket_schema(p_workspace_id text, p_bucket_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT schema FROM buckets WHERE workspace_id = p_workspace_id AND id = p_bucket_id
$$;

-- Usage -------------------------------------------------------------------------------------------------------------------

-- Files that were admitted into buckets of one workspace: `p_bytes` are the sizes, in the order of `p_bucket_ids`.
CREATE FUNCTION count_files(p_workspace_id text, p_bucket_ids text[], p_bytes bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO bucket_usage AS b (bucket_id, workspace_id, used_bytes, file_count)
    SELECT f.bucket_id, p_workspace_id, sum(f.bytes), count(*) FROM unnest(p_bucket_ids, p_bytes) AS f(bucket_id, bytes)
    GROUP BY f.bucket_id ORDER BY f.bucket_id
  ON CONFLICT (bucket_id) DO UPDATE
    SET used_bytes = b.used_bytes + excluded.used_bytes, file_count = b.file_count + excluded.file_count;
END $$;

-- So many open uploads ended: their reservations are released, and what was admitted counts as used.
CREATE FUNCTION settle_usage(p_organization_id text, p_uploads integer, p_reserved_bytes bigint, p_used_bytes bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE usage SET reserved_bytes = reserved_bytes - p_reserved_bytes, used_bytes = used_bytes + p_used_bytes,
      pending_count = pending_count - p_uploads
    WHERE organization_id = p_organization_id AND shard = 0;
END $$;

-- Blobs and trash ---------------------------------------------------------------------------------------------------------

-- What an inspection found in bytes, and where they are stored. `id`: for a new row.
CREATE TYPE blob_facts AS (
  id text, workspace_id text, sha256 text, size bigint, key text, etag text, detected_type text,
  verdict text, verdict_cause text, scanner_version text
);

-- Makes the blob or finds the existing one; its row is locked either way.
CREATE FUNCTION keep_blob(f blob_facts) RETURNS blobs LANGUAGE plpgsql AS $$
DECLARE
  b blobs;
BEGIN
  INSERT INTO blobs (id, workspace_id, sha256, size, key, etag, detected_type, verdict, verdict_cause, scanner_version)
    VALUES (f.id, f.workspace_id, f.sha256, f.size, f.key, f.etag, f.detected_type, f.verdict, f.verdict_cause, f.scanner_version)
    ON CONFLICT (workspace_id, sha256) DO UPDATE SET sha256 = excluded.sha256
    RETURNING * INTO b;
  RETURN b;
END $$;

-- From now on no upload reads it, and releasing one upload does not release the others.
CREATE FUNCTION quarantine_blob(p_workspace_id text, p_id text, p_reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE blobs SET state = 'quarantined', quarantine_reason = p_reason, generation = generation + 1
    WHERE id = p_id AND workspace_id = p_workspace_id;
END $$;

-- Removes a key that has an owner now. False: it was already being deleted.
CREATE FUNCTION reclaim_trash(p_workspace_id text, p_key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM trash WHERE workspace_id = p_workspace_id AND key = p_key AND multipart_id IS NULL;
  RETURN FOUND;
END $$;

-- Keys of an attempt are due now as well. Their rows for its last moment stay: a copy under way may still arrive.
CREATE FUNCTION expedite_trash(p_workspace_id text, p_prefix text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO trash (workspace_id, key, multipart_id, not_before)
    SELECT DISTINCT workspace_id, key, multipart_id, now() FROM trash
    WHERE key >= p_prefix AND key < p_prefix || chr(1114111) AND workspace_id = p_workspace_id AND not_before > now();
END $$;

-- Staged bytes with their sessions: due now, and again when neither a URL nor an attempt can bring more. An hour is the
-- longest lease that can be configured (SCAN_LEASE_SECONDS).
CREATE FUNCTION trash_staged(
  p_workspace_id text, p_key text, p_bytes bigint, p_in_parts boolean, p_writable_until timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  kinds text[] := CASE WHEN p_in_parts THEN ARRAY[NULL, '*'] ELSE ARRAY[NULL]::text[] END;
  last timestamptz := CASE WHEN p_in_parts THEN now() + interval '1 hour' + store_call_outlives(p_bytes) END;
BEGIN
  INSERT INTO trash (workspace_id, key, multipart_id, not_before)
    SELECT p_workspace_id, p_key, k.kind, t.at FROM unnest(kinds) AS k(kind)
    CROSS JOIN unnest(ARRAY[now(), greatest(p_writable_until, last)]) AS t(at);
END $$;

-- Quarantine --------------------------------------------------------------------------------------------------------------

-- Why an administrator has quarantined this content; null when it is not.
CREATE FUNCTION quarantine_reason(p_workspace_id text, p_sha256 text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT reason FROM quarantines WHERE workspace_id = p_workspace_id AND sha256 = p_sha256 AND released_at IS NULL
$$;

-- Objects -----------------------------------------------------------------------------------------------------------------

-- The object that an upload makes as it is admitted. The unique key is computed by the service from the bucket's schema:
-- `schema_version` says from which (md5 of the schema; null: from none that has a unique key).
CREATE TYPE object_draft AS (id text, unique_key_hash text, schema_version text);

-- Makes the object; the caller holds the upload's row. The unique index decides: false when another object has the key,
-- and nothing is written. AL024: the bucket has another schema by now, compute the key again.
CREATE FUNCTION attach_object(u uploads, draft object_draft) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
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
  PERFORM announce(u.workspace_id, 'object.created', draft.id,
    jsonb_build_object('bucketId', u.bucket_id, 'uploadIds', jsonb_build_array(u.id)));
  RETURN true;
END $$;

-- Uploads -----------------------------------------------------------------------------------------------------------------

-- Where an upload's bytes are while it is open. `staged`: with the kinds of bytes there.
CREATE TYPE staged_key AS (key text, in_parts boolean);
CREATE TYPE working_copies AS (sealed_prefix text, staged staged_key[], has_recorded_parts boolean);

-- Staging, its sessions of parts and every sealed copy go now, and again once neither URL nor attempt can write them.
CREATE FUNCTION trash_working_copies(u uploads, w working_copies) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  s staged_key;
BEGIN
  PERFORM expedite_trash(u.workspace_id, w.sealed_prefix);
  FOREACH s IN ARRAY w.staged LOOP
    PERFORM trash_staged(u.workspace_id, s.key, u.reserved_bytes, s.in_parts, u.deadline_at);
  END LOOP;
  IF w.has_recorded_parts THEN
    DELETE FROM tus_parts WHERE upload_id = u.id AND workspace_id = u.workspace_id;
  END IF;
END $$;

-- The oldest upload of a content, whatever its status. Exact while the blob's row is locked.
CREATE FUNCTION first_upload_of_blob(p_workspace_id text, p_blob_id text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT id FROM uploads WHERE workspace_id = p_workspace_id AND blob_id = p_blob_id ORDER BY id LIMIT 1
$$;

-- Locks an upload under its lease. AL020: the lease was lost; AL022: a client has declared another hash of it.
CREATE FUNCTION lock_leased_upload(p_workspace_id text, p_id text, p_lease_token text, p_sha256 text) RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
BEGIN
  SELECT * INTO u FROM uploads
    WHERE id = p_id AND workspace_id = p_workspace_id AND lease_token = p_lease_token AND status = 'SCANNING' FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the lease was lost' USING ERRCODE = 'AL020';
  END IF;
  IF u.declared_hash <> p_sha256 THEN
    RAISE EXCEPTION 'another hash was declared' USING ERRCODE = 'AL022';
  END IF;
  RETURN u;
END $$;

-- Scanning ----------------------------------------------------------------------------------------------------------------

-- The outcome of one admission. `move`: of the table of states, without what only this call finds out (blob, object);
-- `blob`: of a file that is kept; `copied_to`: where this attempt copied the bytes, null: the workspace's blob is shared;
-- `object`: if one is to be made; `quarantine_reason`: of bytes that are kept apart.
CREATE TYPE scan_conclusion AS (
  outcome text, organization_id text, workspace_id text, move upload_move, blob blob_facts, copied_to text,
  object object_draft, quarantine_reason text, working working_copies
);

-- A new blob owns the copy, unless the trash is deleting it already; a copy that is not needed is trashed now.
CREATE FUNCTION take_copy(c scan_conclusion, is_new boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT is_new THEN
    IF c.copied_to IS NOT NULL THEN
      PERFORM expedite_trash(c.workspace_id, c.copied_to);
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
CREATE FUNCTION admit_scan(c scan_conclusion) RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
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
  PERFORM take_copy(c, is_new);
  m.changes := m.changes || jsonb_build_object('blob_id', b.id, 'blob_generation', b.generation, 'duplicate_of_upload_id',
    CASE WHEN NOT is_new AND u.skip_duplicates THEN first_upload_of_blob(c.workspace_id, b.id) END);
  SELECT (moved.u).* INTO u FROM move_upload(m) AS moved;
  PERFORM trash_working_copies(u, c.working);
  RETURN u;
END $$;

-- SCANNING → REJECTED, but the bytes are kept under a key without links until they are released or deleted. If the
-- workspace stores them already, they stay readable for its other uploads.
CREATE FUNCTION quarantine_scan(c scan_conclusion) RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  m upload_move := c.move;
  u uploads := lock_leased_upload(c.workspace_id, m.id, m.lease_token, (c.blob).sha256);
  b blobs := keep_blob(c.blob);
BEGIN
  PERFORM take_copy(c, b.id = (c.blob).id);
  IF b.id = (c.blob).id THEN
    PERFORM quarantine_blob(c.workspace_id, b.id, c.quarantine_reason);
  END IF;
  m.changes := m.changes || jsonb_build_object('blob_id', b.id);
  SELECT (moved.u).* INTO u FROM move_upload(m) AS moved;
  PERFORM trash_working_copies(u, c.working);
  RETURN u;
END $$;

-- SCANNING → REJECTED: all bytes are trashed.
CREATE FUNCTION reject_scan(c scan_conclusion) RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
BEGIN
  SELECT (moved.u).* INTO u FROM move_upload(c.move) AS moved;
  IF u.id IS NULL THEN
    RAISE EXCEPTION 'the lease was lost' USING ERRCODE = 'AL020';
  END IF;
  PERFORM trash_working_copies(u, c.working);
  RETURN u;
END $$;

-- Concludes admissions that share a commit. p_conclusions: scan_conclusion each, those of a workspace together and by
-- content, so that two calls meet at the same rows in the same order. Answers an array in their order: null for one that
-- was carried out, or {"state", "message"}: AL020 the lease was lost, AL021 the content to share was deleted, AL022
-- another hash was declared, AL023 the content is quarantined, for the reason in the message, AL024 the bucket has
-- another schema, 55P03 another transaction has a row, conclude it alone.
-- Lock order: upload, object, blob, and the usage rows of a workspace last, once for all of its uploads.
CREATE FUNCTION conclude_scans(p_conclusions jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  count integer := jsonb_array_length(p_conclusions);
  answers jsonb[] := array_fill(NULL::jsonb, ARRAY[count]);
  all_of scan_conclusion[] := ARRAY(
    SELECT jsonb_populate_record(NULL::scan_conclusion, value) FROM jsonb_array_elements(p_conclusions) WITH ORDINALITY e(value, n) ORDER BY n);
  -- A single one can wait for a row. In a group none waits long, and hardly at all where others would wait with it.
  timeout text := CASE WHEN count > 1 THEN set_config('lock_timeout',
    CASE WHEN all_of[1].workspace_id = all_of[count].workspace_id THEN '200ms' ELSE '20ms' END, true) END;
  c scan_conclusion;
  u uploads;
  tenant text;
  first integer := 1;
  last integer;
  is_busy boolean;
  ended integer;
  reserved bigint;
  bucket_ids text[];
  sizes bigint[];
BEGIN
  WHILE first <= count LOOP
    last := first;
    WHILE last < count AND all_of[last + 1].workspace_id = all_of[first].workspace_id LOOP
      last := last + 1;
    END LOOP;
    ended := 0;
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
          answers[place] := jsonb_build_object('state', '55P03');
          CONTINUE;
        END IF;
        c := all_of[place];
        BEGIN
          IF c.outcome = 'admit' THEN
            u := admit_scan(c);
            bucket_ids := bucket_ids || u.bucket_id;
            sizes := sizes || u.size;
          ELSIF c.outcome = 'quarantine' THEN
            u := quarantine_scan(c);
          ELSE
            u := reject_scan(c);
          END IF;
          ended := ended + 1;
          reserved := reserved + u.reserved_bytes;
        EXCEPTION WHEN lock_not_available OR SQLSTATE 'AL020' OR SQLSTATE 'AL021' OR SQLSTATE 'AL022' OR SQLSTATE 'AL023' OR SQLSTATE 'AL024' THEN
          answers[place] := jsonb_build_object('state', SQLSTATE, 'message', SQLERRM);
          is_busy := SQLSTATE = '55P03';
        END;
      END LOOP;
      IF ended > 0 THEN
        IF sizes <> '{}' THEN
          PERFORM count_files(all_of[first].workspace_id, bucket_ids, sizes);
        END IF;
        PERFORM settle_usage(all_of[first].organization_id, ended, reserved,
          coalesce((SELECT sum(s) FROM unnest(sizes) AS s), 0)::bigint);
      END IF;
    EXCEPTION WHEN lock_not_available THEN
      answers[first:last] := array_fill(jsonb_build_object('state', '55P03'), ARRAY[last - first + 1]);
    END;
    first := last + 1;
  END LOOP;
  RETURN to_jsonb(answers);
END $$;

DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY (ARRAY['bucket_schema',
      'count_files', 'settle_usage', 'keep_blob', 'quarantine_blob', 'reclaim_trash', 'expedite_trash', 'trash_staged',
      'quarantine_reason', 'attach_object', 'trash_working_copies', 'first_upload_of_blob', 'lock_leased_upload',
      'take_copy', 'admit_scan', 'quarantine_scan', 'reject_scan', 'conclude_scans']) LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO airlock_app, airlock_system', f);
  END LOOP;
END $$;
