-- What uploads of foreign clients have beside the others: the token they were made with, and headers that are signed for them.

ALTER TABLE uploads
  ADD COLUMN upload_token_id text COLLATE "C",
  -- Base64, signed as Content-MD5.
  ADD COLUMN content_md5 text,
  -- Signed as Content-Disposition.
  ADD COLUMN content_disposition text;

ALTER TYPE new_upload ADD ATTRIBUTE "uploadTokenId" text;
ALTER TYPE new_upload ADD ATTRIBUTE "contentMd5" text;
ALTER TYPE new_upload ADD ATTRIBUTE "contentDisposition" text;

-- p_requests: [{"uploads": [new_upload, ...], "note": ...}, ...]. The uploads of a request belong to one workspace; without
-- `note` no idempotency key is held. `refusals` has an SQLSTATE for each request, in their order, NULL for one that was
-- carried out. AL001: the storage quota has no room; AL002: too many uploads are open; AL003: another request holds the
-- idempotency key; 23503: no such bucket; 55P03: another transaction has the row, try it alone.
-- The usage row is taken last, so it is held shortest. The caller sorts requests by organization, so that two groups never
-- hold a row each that the other wants.
CREATE OR REPLACE FUNCTION create_uploads(
  p_requests jsonb, p_default_pending_limit integer, OUT at timestamptz, OUT refusals text[]
) LANGUAGE plpgsql AS $$
DECLARE
  count integer := jsonb_array_length(p_requests);
  -- Assigned, not performed: a plain expression needs no executor of its own. A single request can wait for a row; in a
  -- group none does, since the others would wait with it.
  timeout text := CASE WHEN count > 1 THEN set_config('lock_timeout', '20ms', true) END;
  tenant text;
  busy text;
  uploads jsonb;
  note jsonb;
  files integer;
  bytes bigint;
  u new_upload;
BEGIN
  -- As the row keeps it, so that every answer has the same moment.
  at := now()::timestamptz(3);
  refusals := array_fill(NULL::text, ARRAY[count]);
  FOR place IN 1..count LOOP
    uploads := p_requests -> (place - 1) -> 'uploads';
    note := p_requests -> (place - 1) -> 'note';
    files := jsonb_array_length(uploads);
    u := jsonb_populate_record(NULL::new_upload, uploads -> 0);
    -- One wait for a tenant's row is enough: its other requests follow directly.
    IF u."organizationId" = busy THEN
      refusals[place] := '55P03';
      CONTINUE;
    END IF;
    BEGIN
      tenant := set_config('airlock.organization_id', u."organizationId", true);
      tenant := set_config('airlock.workspace_id', u."workspaceId", true);
      bytes := 0;
      FOR n IN 1..files LOOP
        IF n > 1 THEN
          u := jsonb_populate_record(NULL::new_upload, uploads -> (n - 1));
        END IF;
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
        bytes := bytes + u."reservedBytes";
      END LOOP;
      IF note IS NOT NULL THEN
        PERFORM note_made(note);
      END IF;
      UPDATE usage
        SET reserved_bytes = usage.reserved_bytes + bytes, pending_count = usage.pending_count + files
        FROM organizations o
        WHERE usage.organization_id = u."organizationId" AND usage.shard = 0 AND o.id = u."organizationId"
          AND usage.used_bytes + usage.reserved_bytes + bytes <= o.quota_bytes
          AND usage.pending_count + files <= coalesce(o.pending_limit, p_default_pending_limit);
      IF NOT FOUND THEN
        PERFORM 1 FROM usage JOIN organizations o ON o.id = usage.organization_id
          WHERE usage.organization_id = u."organizationId"
            AND usage.pending_count + files > coalesce(o.pending_limit, p_default_pending_limit);
        IF FOUND THEN
          RAISE EXCEPTION 'too many uploads are open' USING ERRCODE = 'AL002';
        END IF;
        RAISE EXCEPTION 'the storage quota has no room' USING ERRCODE = 'AL001';
      END IF;
    EXCEPTION WHEN foreign_key_violation OR lock_not_available OR SQLSTATE 'AL001' OR SQLSTATE 'AL002' OR SQLSTATE 'AL003' THEN
      refusals[place] := SQLSTATE;
      busy := CASE WHEN SQLSTATE = '55P03' THEN u."organizationId" END;
    END;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION create_uploads FROM PUBLIC;
GRANT EXECUTE ON FUNCTION create_uploads TO airlock_app;
