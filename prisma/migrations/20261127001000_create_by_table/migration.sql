-- Creating uploads with less around the rows. JSON is replaced by a composite value, which PostgreSQL reads in a third of the
-- time; the uploads of a group are written by one statement for each table. create_upload and create_uploads stay: the version
-- before calls them, and create_uploads keeps the requests of a group apart when one of them is refused.

-- An upload as it is planned, as one parameter. Values are read by their place, so this type never changes: what has another
-- column is another type with functions of its own.
CREATE TYPE planned_upload AS (
  id text,
  organization_id text,
  workspace_id text,
  bucket_id text,
  filename text,
  content_type text,
  declared_size bigint,
  declared_hash text,
  reserved_bytes bigint,
  method upload_method,
  guarantees text[],
  key text,
  metadata jsonb,
  object_metadata jsonb,
  blob_property text,
  blob_type text,
  create_object_on_confirm boolean,
  skip_duplicates boolean,
  created_by text,
  document_id text,
  upload_token_id text,
  content_md5 text,
  content_disposition text,
  url_expires_in_seconds integer,
  grace_seconds integer
);

-- Takes room for files and bytes in the organization's usage row, which stays locked, and returns true. AL001: the storage quota
-- has no room; AL002: too many uploads are open. The caller has bound the transaction to the organization.
CREATE FUNCTION reserve_usage(p_organization_id text, p_files integer, p_bytes bigint, p_default_pending_limit integer)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE usage
    SET reserved_bytes = usage.reserved_bytes + p_bytes, pending_count = usage.pending_count + p_files
    FROM organizations o
    WHERE usage.organization_id = p_organization_id AND usage.shard = 0 AND o.id = p_organization_id
      AND usage.used_bytes + usage.reserved_bytes + p_bytes <= o.quota_bytes
      AND usage.pending_count + p_files <= coalesce(o.pending_limit, p_default_pending_limit);
  IF FOUND THEN
    RETURN true;
  END IF;
  PERFORM 1 FROM usage JOIN organizations o ON o.id = usage.organization_id
    WHERE usage.organization_id = p_organization_id
      AND usage.pending_count + p_files > coalesce(o.pending_limit, p_default_pending_limit);
  IF FOUND THEN
    RAISE EXCEPTION 'too many uploads are open' USING ERRCODE = 'AL002';
  END IF;
  RAISE EXCEPTION 'the storage quota has no room' USING ERRCODE = 'AL001';
END $$;

-- One upload that shares its transaction with no other. Returns when it was created. A refusal is the error of the statement;
-- its SQLSTATE is one that create_uploads lists.
CREATE FUNCTION create_planned_upload(u planned_upload, p_note jsonb, p_default_pending_limit integer)
RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz(3) := now();
  -- Assigned, not performed: a plain expression needs no executor of its own.
  setting text := set_config('airlock.organization_id', u.organization_id, true);
  has_room boolean;
BEGIN
  setting := set_config('airlock.workspace_id', u.workspace_id, true);
  -- Every table is looked up by a key. A plan that was made while a table was small would read it whole.
  setting := set_config('enable_seqscan', 'off', true);
  INSERT INTO uploads (
    id, organization_id, workspace_id, bucket_id, filename, content_type, declared_size, declared_hash, reserved_bytes,
    method, guarantees, key, metadata, object_metadata, blob_property, blob_type, create_object_on_confirm,
    skip_duplicates, created_by, document_id, upload_token_id, content_md5, content_disposition,
    url_expires_in_seconds, created_at, url_expires_at, deadline_at, next_check_at
  ) VALUES (
    u.id, u.organization_id, u.workspace_id, u.bucket_id, u.filename, u.content_type, u.declared_size, u.declared_hash,
    u.reserved_bytes, u.method, u.guarantees, u.key, u.metadata, u.object_metadata, u.blob_property, u.blob_type,
    u.create_object_on_confirm, u.skip_duplicates, u.created_by, u.document_id, u.upload_token_id, u.content_md5,
    u.content_disposition, u.url_expires_in_seconds, at, at + make_interval(secs => u.url_expires_in_seconds),
    at + make_interval(secs => u.url_expires_in_seconds + u.grace_seconds), at + interval '5 seconds'
  );
  INSERT INTO upload_events (upload_id, sequence, at, workspace_id, event, to_status, actor)
    VALUES (u.id, 1, at, u.workspace_id, 'created', 'PENDING', u.created_by);
  IF p_note IS NOT NULL THEN
    PERFORM note_made(p_note);
  END IF;
  IF u.upload_token_id IS NOT NULL THEN
    PERFORM take_token_places(u.upload_token_id, u.workspace_id, 1);
  END IF;
  -- The usage row last, so that it is held shortest.
  has_room := reserve_usage(u.organization_id, 1, u.reserved_bytes, p_default_pending_limit);
  RETURN at;
END $$;

-- Uploads of any workspaces in one transaction, all or none: one statement for each table. Returns when they were created. What
-- one of them is refused for is the error of the statement, as in create_planned_upload. `p_together`: they are of requests that
-- have nothing to do with each other, so none waits long for a row that another transaction holds (55P03).
CREATE FUNCTION create_planned_uploads(
  p_uploads planned_upload[], p_notes jsonb[], p_default_pending_limit integer, p_together boolean
) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz(3) := now();
  setting text := set_config('enable_seqscan', 'off', true);
  note jsonb;
  part record;
  has_room boolean;
BEGIN
  IF p_together THEN
    setting := set_config('lock_timeout', '20ms', true);
  END IF;
  -- Each row binds the transaction to its own tenant in the moment in which it is made, and row-level security then checks it.
  INSERT INTO uploads (
    id, organization_id, workspace_id,
    bucket_id, filename, content_type, declared_size, declared_hash, reserved_bytes,
    method, guarantees, key, metadata, object_metadata, blob_property, blob_type, create_object_on_confirm,
    skip_duplicates, created_by, document_id, upload_token_id, content_md5, content_disposition,
    url_expires_in_seconds, created_at, url_expires_at, deadline_at, next_check_at
  ) SELECT
    u.id, set_config('airlock.organization_id', u.organization_id, true), set_config('airlock.workspace_id', u.workspace_id, true),
    u.bucket_id, u.filename, u.content_type, u.declared_size, u.declared_hash, u.reserved_bytes,
    u.method, u.guarantees, u.key, u.metadata, u.object_metadata, u.blob_property, u.blob_type, u.create_object_on_confirm,
    u.skip_duplicates, u.created_by, u.document_id, u.upload_token_id, u.content_md5, u.content_disposition,
    u.url_expires_in_seconds, at, at + make_interval(secs => u.url_expires_in_seconds),
    at + make_interval(secs => u.url_expires_in_seconds + u.grace_seconds), at + interval '5 seconds'
  FROM unnest(p_uploads) u;
  INSERT INTO upload_events (upload_id, sequence, at, workspace_id, event, to_status, actor)
    SELECT u.id, 1, at, set_config('airlock.workspace_id', u.workspace_id, true), 'created', 'PENDING', u.created_by
    FROM unnest(p_uploads) u;
  FOREACH note IN ARRAY p_notes LOOP
    setting := set_config('airlock.workspace_id', note ->> 'workspaceId', true);
    PERFORM note_made(note);
  END LOOP;
  FOR part IN
    SELECT u.upload_token_id AS id, u.workspace_id, count(*)::integer AS files FROM unnest(p_uploads) u
    WHERE u.upload_token_id IS NOT NULL GROUP BY 1, 2 ORDER BY u.upload_token_id COLLATE "C"
  LOOP
    setting := set_config('airlock.workspace_id', part.workspace_id, true);
    PERFORM take_token_places(part.id, part.workspace_id, part.files);
  END LOOP;
  -- Usage rows last, so that they are held shortest, each once and in one order.
  FOR part IN
    SELECT u.organization_id AS id, count(*)::integer AS files, sum(u.reserved_bytes)::bigint AS bytes FROM unnest(p_uploads) u
    GROUP BY 1 ORDER BY u.organization_id COLLATE "C"
  LOOP
    setting := set_config('airlock.organization_id', part.id, true);
    has_room := reserve_usage(part.id, part.files, part.bytes, p_default_pending_limit);
  END LOOP;
  RETURN at;
END $$;

REVOKE ALL ON FUNCTION reserve_usage, create_planned_upload, create_planned_uploads FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reserve_usage, create_planned_upload, create_planned_uploads TO airlock_app;
