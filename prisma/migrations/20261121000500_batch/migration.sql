-- Create many uploads or none: one insert, one reservation for their sum. The same refusals as create_upload.
CREATE FUNCTION create_uploads(
  p_organization_id text, p_workspace_id text, p_uploads jsonb, p_default_pending_limit integer
) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
  organization text := set_config('airlock.organization_id', p_organization_id, true);
  workspace text := set_config('airlock.workspace_id', p_workspace_id, true);
  bytes bigint;
  files integer;
BEGIN
  SELECT sum((u ->> 'reservedBytes')::bigint), count(*) INTO bytes, files FROM jsonb_array_elements(p_uploads) u;
  INSERT INTO uploads (
    id, organization_id, workspace_id, bucket_id, filename, content_type, declared_size, declared_hash, reserved_bytes,
    method, guarantees, key, metadata, object_metadata, blob_property, blob_type, create_object_on_confirm, skip_duplicates,
    created_by, url_expires_in_seconds, url_expires_at, deadline_at, look_at
  )
  SELECT
    u.id, p_organization_id, p_workspace_id, u."bucketId", u.filename, u."contentType", u."declaredSize", u."declaredHash", u."reservedBytes",
    u.method, ARRAY(SELECT jsonb_array_elements_text(u.guarantees)), u.key, u.metadata, nullif(u."objectMetadata", 'null'),
    u."blobProperty", u."blobType", u."createObjectOnConfirm", u."skipDuplicates",
    u."createdBy", u."urlExpiresInSeconds", now() + make_interval(secs => u."urlExpiresInSeconds"),
    now() + make_interval(secs => u."urlExpiresInSeconds" + u."graceSeconds"), now() + interval '5 seconds'
  FROM jsonb_to_recordset(p_uploads) AS u(
    id text, "bucketId" text, filename text, "contentType" text, "declaredSize" bigint, "declaredHash" text, "reservedBytes" bigint,
    method upload_method, guarantees jsonb, key text, metadata jsonb, "objectMetadata" jsonb,
    "blobProperty" text, "blobType" text, "createObjectOnConfirm" boolean, "skipDuplicates" boolean,
    "createdBy" text, "urlExpiresInSeconds" integer, "graceSeconds" integer
  );
  INSERT INTO upload_events (upload_id, sequence, workspace_id, event, to_status, actor)
    SELECT u ->> 'id', 1, p_workspace_id, 'created', 'PENDING', u ->> 'createdBy' FROM jsonb_array_elements(p_uploads) u;
  UPDATE usage u
    SET reserved_bytes = u.reserved_bytes + bytes, pending_count = u.pending_count + files
    FROM organizations o
    WHERE u.organization_id = p_organization_id AND u.shard = 0 AND o.id = p_organization_id
      AND u.used_bytes + u.reserved_bytes + bytes <= o.quota_bytes
      AND u.pending_count + files <= coalesce(o.pending_limit, p_default_pending_limit);
  IF NOT FOUND THEN
    PERFORM 1 FROM usage u JOIN organizations o ON o.id = u.organization_id
      WHERE u.organization_id = p_organization_id AND u.pending_count + files > coalesce(o.pending_limit, p_default_pending_limit);
    IF FOUND THEN
      RAISE EXCEPTION 'too many uploads are open' USING ERRCODE = 'AL002';
    END IF;
    RAISE EXCEPTION 'the storage quota has no room' USING ERRCODE = 'AL001';
  END IF;
  RETURN now();
END $$;
REVOKE ALL ON FUNCTION create_uploads FROM PUBLIC;
GRANT EXECUTE ON FUNCTION create_uploads TO airlock_app;
