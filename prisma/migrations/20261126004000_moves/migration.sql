-- Moves of uploads inside of SQL functions, so that what belongs to one move is one round trip and moves can share a commit.
-- All of it runs with the rights of its caller: row-level security holds of every row.

-- What a reader of an upload needs of its bucket.
CREATE FUNCTION bucket_name(p_workspace_id text, p_bucket_id text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT name FROM buckets WHERE workspace_id = p_workspace_id AND id = p_bucket_id
$$;

-- What a reader of an upload needs of its blob.
CREATE FUNCTION blob_json(p_workspace_id text, p_blob_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('id', id, 'key', key, 'sha256', sha256, 'size', size, 'detected_type', detected_type,
    'state', state, 'quarantine_reason', quarantine_reason, 'generation', generation)
  FROM blobs WHERE workspace_id = p_workspace_id AND id = p_blob_id
$$;

-- An upload as the service reads it: its columns, `bucket_name` and `blob`.
CREATE FUNCTION upload_json(u uploads) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN to_jsonb(u) || jsonb_build_object('bucket_name', bucket_name(u.workspace_id, u.bucket_id),
    'blob', CASE WHEN u.blob_id IS NOT NULL THEN blob_json(u.workspace_id, u.blob_id) END);
END $$;

-- One move by the table of states. `from_status`, `to_status`, `event` and `deadline_over` are its row of that table;
-- `lease_token`: only while this lease has the upload; `changes`: columns of uploads that the move sets beside the status.
CREATE TYPE upload_move AS (
  id text,
  workspace_id text,
  event text,
  from_status upload_status[],
  to_status upload_status,
  -- Whether the upload's deadline has to be over, by the clock of the database.
  deadline_over boolean,
  -- Whether the upload stays open: then its lease stays too.
  stays_open boolean,
  lease_token text,
  actor text,
  detail text,
  data jsonb,
  changes jsonb
);

-- Moves an upload and writes its event: `u` as it is now, `was` its status before. `u` is NULL when another transaction moved
-- it, or a condition of the move does not hold. The row is locked with its conditions first, so that the UPDATE moves exactly
-- the row they held of.
CREATE FUNCTION move_upload(m upload_move, OUT u uploads, OUT was upload_status) LANGUAGE plpgsql AS $$
DECLARE
  settable CONSTANT text[] := ARRAY['status_reason', 'next_check_at', 'bucket_id', 'key', 'filename', 'content_type',
    'blob_property', 'blob_type', 'declared_size', 'declared_hash', 'reserved_bytes', 'multipart_id', 'parts_digest', 'etag',
    'confirmed_at', 'confirmed_by_client', 'completed_at', 'verified_at', 'size', 'detected_type', 'type_proof', 'verdict',
    'verdict_cause', 'scanner_version', 'blob_id', 'blob_generation', 'duplicate_of_upload_id', 'object_id'];
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
  IF m.stays_open IS NOT TRUE THEN
    u.lease_token := NULL;
    u.lease_until := NULL;
    u.next_check_at := now();
  END IF;
  IF m.changes - settable <> '{}' THEN
    RAISE EXCEPTION 'a move cannot set %', m.changes - settable;
  END IF;
  u := jsonb_populate_record(u, coalesce(m.changes, '{}'));
  UPDATE uploads SET
      status = m.to_status, event_sequence = event_sequence + 1, status_reason = u.status_reason,
      lease_token = u.lease_token, lease_until = u.lease_until, next_check_at = u.next_check_at,
      bucket_id = u.bucket_id, key = u.key, filename = u.filename, content_type = u.content_type,
      blob_property = u.blob_property, blob_type = u.blob_type, declared_size = u.declared_size, declared_hash = u.declared_hash, reserved_bytes = u.reserved_bytes,
      multipart_id = u.multipart_id, parts_digest = u.parts_digest, etag = u.etag,
      confirmed_at = u.confirmed_at, confirmed_by_client = u.confirmed_by_client,
      completed_at = u.completed_at, verified_at = u.verified_at, size = u.size, detected_type = u.detected_type,
      type_proof = u.type_proof, verdict = u.verdict, verdict_cause = u.verdict_cause, scanner_version = u.scanner_version,
      blob_id = u.blob_id, blob_generation = u.blob_generation, duplicate_of_upload_id = u.duplicate_of_upload_id,
      object_id = u.object_id
    WHERE id = m.id AND workspace_id = m.workspace_id AND status = ANY (m.from_status)
    RETURNING * INTO u;
  INSERT INTO upload_events (upload_id, workspace_id, sequence, event, from_status, to_status, actor, detail, data)
    VALUES (u.id, u.workspace_id, u.event_sequence, m.event, was, m.to_status, m.actor, m.detail, m.data);
END $$;

REVOKE ALL ON FUNCTION bucket_name, blob_json, upload_json, move_upload FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bucket_name, blob_json, upload_json, move_upload TO airlock_app, airlock_system;
