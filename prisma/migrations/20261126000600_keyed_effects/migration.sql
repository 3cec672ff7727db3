-- A request under an Idempotency-Key notes what it makes in the key's row, in the transaction that makes it. A retry that
-- finds the note answers from it; a request that lost its key cannot commit.

-- What was made, encrypted, from its commit on. With an answer beside it the request has ended.
ALTER TABLE idempotency_records ADD COLUMN made bytea;

-- AL003: another request holds the key by now.
CREATE FUNCTION note_made(p_note jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE idempotency_records SET made = decode(p_note ->> 'made', 'base64')
    WHERE workspace_id = p_note ->> 'workspaceId' AND caller = p_note ->> 'caller' AND route = p_note ->> 'route'
      AND key = p_note ->> 'key' AND holder = p_note ->> 'holder';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'another request holds the idempotency key' USING ERRCODE = 'AL003';
  END IF;
END $$;
REVOKE ALL ON FUNCTION note_made FROM PUBLIC;
GRANT EXECUTE ON FUNCTION note_made TO airlock_app, airlock_system;

ALTER TYPE new_upload ADD ATTRIBUTE note jsonb;

-- As before, and each notes what it made. Further refusal: AL003, its key was lost.
CREATE OR REPLACE FUNCTION create_each_upload(
  p_uploads jsonb, p_default_pending_limit integer, OUT at timestamptz, OUT refusals text[]
) LANGUAGE plpgsql AS $$
DECLARE
  count integer := jsonb_array_length(p_uploads);
  -- Assigned, not performed: a plain expression needs no executor of its own. Who is alone can wait for a row; in
  -- company none does, since the others would wait along.
  patience text := CASE WHEN count > 1 THEN set_config('lock_timeout', '20ms', true) END;
  tenant text;
  busy text;
  u new_upload;
BEGIN
  -- As the row keeps it, so that every answer tells the same moment.
  at := now()::timestamptz(3);
  refusals := array_fill(NULL::text, ARRAY[count]);
  FOR place IN 1..count LOOP
    u := jsonb_populate_record(NULL::new_upload, p_uploads -> (place - 1));
    -- One wait for a tenant's row is enough: its others come right behind.
    IF u."organizationId" = busy THEN
      refusals[place] := '55P03';
      CONTINUE;
    END IF;
    BEGIN
      tenant := set_config('airlock.organization_id', u."organizationId", true);
      tenant := set_config('airlock.workspace_id', u."workspaceId", true);
      INSERT INTO uploads (
        id, organization_id, workspace_id, bucket_id, filename, content_type, declared_size, declared_hash, reserved_bytes,
        method, guarantees, key, metadata, object_metadata, blob_property, blob_type, create_object_on_confirm,
        skip_duplicates, created_by, url_expires_in_seconds, url_expires_at, deadline_at, look_at
      ) VALUES (
        u.id, u."organizationId", u."workspaceId", u."bucketId", u.filename, u."contentType", u."declaredSize",
        u."declaredHash", u."reservedBytes", u.method, u.guarantees, u.key, u.metadata, u."objectMetadata",
        u."blobProperty", u."blobType", u."createObjectOnConfirm", u."skipDuplicates", u."createdBy",
        u."urlExpiresInSeconds", at + make_interval(secs => u."urlExpiresInSeconds"),
        at + make_interval(secs => u."urlExpiresInSeconds" + u."graceSeconds"), at + interval '5 seconds'
      );
      INSERT INTO upload_events (upload_id, sequence, workspace_id, event, to_status, actor)
        VALUES (u.id, 1, u."workspaceId", 'created', 'PENDING', u."createdBy");
      IF u.note IS NOT NULL THEN
        PERFORM note_made(u.note);
      END IF;
      UPDATE usage
        SET reserved_bytes = usage.reserved_bytes + u."reservedBytes", pending_count = usage.pending_count + 1
        FROM organizations o
        WHERE usage.organization_id = u."organizationId" AND usage.shard = 0 AND o.id = u."organizationId"
          AND usage.used_bytes + usage.reserved_bytes + u."reservedBytes" <= o.quota_bytes
          AND usage.pending_count < coalesce(o.pending_limit, p_default_pending_limit);
      IF NOT FOUND THEN
        PERFORM 1 FROM usage JOIN organizations o ON o.id = usage.organization_id
          WHERE usage.organization_id = u."organizationId"
            AND usage.pending_count >= coalesce(o.pending_limit, p_default_pending_limit);
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

-- As before, for many: what all of them made is one note.
DROP FUNCTION create_uploads;
CREATE FUNCTION create_uploads(
  p_organization_id text, p_workspace_id text, p_uploads jsonb, p_default_pending_limit integer,
  p_note jsonb DEFAULT NULL
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
  IF p_note IS NOT NULL THEN
    PERFORM note_made(p_note);
  END IF;
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
  RETURN now()::timestamptz(3);
END $$;
REVOKE ALL ON FUNCTION create_uploads FROM PUBLIC;
GRANT EXECUTE ON FUNCTION create_uploads TO airlock_app;
