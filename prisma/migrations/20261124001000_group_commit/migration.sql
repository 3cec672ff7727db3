-- Creates that meet share one round trip and one commit, each as if it were alone: each is bound to its own tenant before
-- its rows are written, and what one is refused for undoes nothing of the others.

-- What is asked of an upload that does not exist yet.
CREATE TYPE new_upload AS (
  "organizationId" text, "workspaceId" text, "bucketId" text, id text, filename text, "contentType" text,
  "declaredSize" bigint, "declaredHash" text, "reservedBytes" bigint, method upload_method, guarantees text[], key text,
  metadata jsonb, "objectMetadata" jsonb, "blobProperty" text, "blobType" text, "createObjectOnConfirm" boolean,
  "skipDuplicates" boolean, "createdBy" text, "urlExpiresInSeconds" integer, "graceSeconds" integer
);

-- Insert, tell, reserve. The usage row is taken last, so it is held shortest. `refusals` has an SQLSTATE for each of
-- p_uploads, in their order, NULL for what was made. AL001: the storage quota has no room; AL002: too many uploads are
-- open; 23503: no such bucket; 55P03: another transaction has the row, try it alone.
-- Whoever calls sorts by organization, so that two groups never hold a row each that the other wants.
CREATE FUNCTION create_each_upload(
  p_uploads jsonb, p_default_pending_limit integer, OUT at timestamptz, OUT refusals text[]
) LANGUAGE plpgsql AS $$
DECLARE
  count integer := jsonb_array_length(p_uploads);
  -- Assigned, not performed: a plain expression needs no executor of its own. Who is alone can wait for a row; in
  -- company nobody does, for the others would wait along.
  patience text := CASE WHEN count > 1 THEN set_config('lock_timeout', '20ms', true) END;
  tenant text;
  busy text;
  u new_upload;
BEGIN
  at := now();
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
    EXCEPTION WHEN foreign_key_violation OR lock_not_available OR SQLSTATE 'AL001' OR SQLSTATE 'AL002' THEN
      refusals[place] := SQLSTATE;
      busy := CASE WHEN SQLSTATE = '55P03' THEN u."organizationId" END;
    END;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION create_each_upload FROM PUBLIC;
GRANT EXECUTE ON FUNCTION create_each_upload TO airlock_app;

DROP FUNCTION create_upload;
