-- The same as create_uploads does for a request of one upload, for a request that meets no other: without the list, the
-- loop and the subtransaction, which are a quarter of the statement. A refusal is the error of the statement, with the
-- SQLSTATE that create_uploads would put in its list; nothing of the transaction stays.
CREATE FUNCTION create_upload(p_upload jsonb, p_note jsonb, p_default_pending_limit integer) RETURNS timestamptz
LANGUAGE plpgsql AS $$
DECLARE
  -- As the row keeps it, so that every answer has the same moment.
  at timestamptz := now()::timestamptz(3);
  u new_upload := jsonb_populate_record(NULL::new_upload, p_upload);
  -- Assigned, not performed: a plain expression needs no executor of its own.
  tenant text := set_config('airlock.organization_id', u."organizationId", true);
BEGIN
  tenant := set_config('airlock.workspace_id', u."workspaceId", true);
  INSERT INTO uploads (
    id, organization_id, workspace_id, bucket_id, filename, content_type, declared_size, declared_hash, reserved_bytes,
    method, guarantees, key, metadata, object_metadata, blob_property, blob_type, create_object_on_confirm,
    skip_duplicates, created_by, url_expires_in_seconds, url_expires_at, deadline_at, next_check_at,
    document_id, upload_token_id, content_md5, content_disposition
  ) VALUES (
    u.id, u."organizationId", u."workspaceId", u."bucketId", u.filename, u."contentType", u."declaredSize",
    u."declaredHash", u."reservedBytes", u.method, u.guarantees, u.key, u.metadata, u."objectMetadata",
    u."blobProperty", u."blobType", u."createObjectOnConfirm", u."skipDuplicates", u."createdBy",
    u."urlExpiresInSeconds", at + make_interval(secs => u."urlExpiresInSeconds"),
    at + make_interval(secs => u."urlExpiresInSeconds" + u."graceSeconds"), at + interval '5 seconds',
    u."documentId", u."uploadTokenId", u."contentMd5", u."contentDisposition"
  );
  INSERT INTO upload_events (upload_id, sequence, workspace_id, event, to_status, actor)
    VALUES (u.id, 1, u."workspaceId", 'created', 'PENDING', u."createdBy");
  IF p_note IS NOT NULL THEN
    PERFORM note_made(p_note);
  END IF;
  IF u."uploadTokenId" IS NOT NULL THEN
    PERFORM take_token_places(u."uploadTokenId", u."workspaceId", 1);
  END IF;
  -- The usage row last, so that it is held shortest.
  UPDATE usage
    SET reserved_bytes = usage.reserved_bytes + u."reservedBytes", pending_count = usage.pending_count + 1
    FROM organizations o
    WHERE usage.organization_id = u."organizationId" AND usage.shard = 0 AND o.id = u."organizationId"
      AND usage.used_bytes + usage.reserved_bytes + u."reservedBytes" <= o.quota_bytes
      AND usage.pending_count + 1 <= coalesce(o.pending_limit, p_default_pending_limit);
  IF FOUND THEN
    RETURN at;
  END IF;
  PERFORM 1 FROM usage JOIN organizations o ON o.id = usage.organization_id
    WHERE usage.organization_id = u."organizationId"
      AND usage.pending_count + 1 > coalesce(o.pending_limit, p_default_pending_limit);
  IF FOUND THEN
    RAISE EXCEPTION 'too many uploads are open' USING ERRCODE = 'AL002';
  END IF;
  RAISE EXCEPTION 'the storage quota has no room' USING ERRCODE = 'AL001';
END $$;
REVOKE ALL ON FUNCTION create_upload FROM PUBLIC;
GRANT EXECUTE ON FUNCTION create_upload TO airlock_app;
