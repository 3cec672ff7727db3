-- Upload tokens: what a browser needs to bring files into one bucket, and nothing else.

CREATE TABLE upload_tokens (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL,
  workspace_id text COLLATE "C" NOT NULL,
  bucket_id text COLLATE "C" NOT NULL,
  -- SHA-256 of the secret, which is stored nowhere.
  hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
  -- The maker: a key, or a user by the membership. Without it the token is nothing.
  key_id text COLLATE "C" REFERENCES api_keys ON DELETE CASCADE,
  user_id text COLLATE "C",
  scopes text[] NOT NULL,
  max_file_bytes bigint NOT NULL CHECK (max_file_bytes > 0),
  -- Empty: those of the bucket.
  content_types text[] NOT NULL,
  -- NULL: pages of any origin.
  origin text,
  -- NULL: any number.
  max_files integer CHECK (max_files > 0),
  -- Uploads that were made with it and have not ended without a file.
  used_files integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  revoked_at timestamptz(3),
  CHECK (num_nonnulls(key_id, user_id) = 1),
  CHECK (used_files >= 0 AND used_files <= coalesce(max_files, used_files)),
  FOREIGN KEY (organization_id, workspace_id, bucket_id)
    REFERENCES buckets (organization_id, workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, user_id) REFERENCES memberships (workspace_id, user_id) ON DELETE CASCADE
);
CREATE INDEX upload_tokens_by_workspace ON upload_tokens (workspace_id, id);
CREATE INDEX upload_tokens_by_bucket ON upload_tokens (bucket_id);
CREATE INDEX upload_tokens_by_key ON upload_tokens (key_id) WHERE key_id IS NOT NULL;
CREATE INDEX upload_tokens_by_user ON upload_tokens (workspace_id, user_id) WHERE user_id IS NOT NULL;
CREATE INDEX upload_tokens_by_expiry ON upload_tokens (expires_at);

ALTER TABLE upload_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY one_workspace ON upload_tokens TO airlock_app
  USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace());
CREATE POLICY every_workspace ON upload_tokens TO airlock_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON upload_tokens TO airlock_system;
-- The role of requests only counts files: it reads no hash and changes no limit.
GRANT SELECT (id, workspace_id, used_files, max_files, expires_at, revoked_at), UPDATE (used_files)
  ON upload_tokens TO airlock_app;

-- Takes places for files in the transaction that inserts their uploads, so that no race brings more than `max_files`.
-- AL004: there are not so many left; AL005: the token has ended.
CREATE FUNCTION take_token_places(p_id text, p_workspace_id text, p_files integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE upload_tokens SET used_files = used_files + p_files
    WHERE id = p_id AND workspace_id = p_workspace_id AND revoked_at IS NULL AND expires_at > now()
      AND (max_files IS NULL OR used_files + p_files <= max_files);
  IF FOUND THEN
    RETURN;
  END IF;
  PERFORM 1 FROM upload_tokens
    WHERE id = p_id AND workspace_id = p_workspace_id AND revoked_at IS NULL AND expires_at > now();
  IF FOUND THEN
    RAISE EXCEPTION 'the upload token brings no more files' USING ERRCODE = 'AL004';
  END IF;
  RAISE EXCEPTION 'the upload token has ended' USING ERRCODE = 'AL005';
END $$;

-- An upload that ends before it was admitted gives its place back, once: it leaves the open statuses once.
CREATE FUNCTION return_token_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE upload_tokens SET used_files = used_files - 1
    WHERE id = NEW.upload_token_id AND workspace_id = NEW.workspace_id AND used_files > 0;
  RETURN NULL;
END $$;

CREATE TRIGGER uploads_return_token_places AFTER UPDATE OF status ON uploads FOR EACH ROW
  WHEN (NEW.upload_token_id IS NOT NULL AND OLD.status IN ('PENDING', 'UPLOADING', 'SCANNING')
    AND NEW.status IN ('CANCELED', 'EXPIRED', 'REJECTED'))
  EXECUTE FUNCTION return_token_place();

REVOKE ALL ON FUNCTION take_token_places, return_token_place FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_token_places TO airlock_app;
GRANT EXECUTE ON FUNCTION return_token_place TO airlock_app, airlock_system;

-- Of an upload whose parts no plan describes: SHA-256 of their list when the client completed it. Admission assembles only these.
ALTER TABLE uploads ADD COLUMN parts_digest text;

-- p_requests: [{"uploads": [new_upload, ...], "note": ...}, ...]. The uploads of a request belong to one workspace; without
-- `note` no idempotency key is held. `refusals` has an SQLSTATE for each request, in their order, NULL for one that was
-- carried out. AL001: the storage quota has no room; AL002: too many uploads are open; AL003: another request holds the
-- idempotency key; 23503: no such bucket; 55P03: another transaction has the row, try it alone; AL004: the upload token brings no more
-- files; AL005: it has ended; 23505: the id is taken.
-- Places of an upload token are taken after the inserts and before the usage row, which is taken last, so it is held shortest. The caller sorts requests by organization, so that two groups never
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
      IF u."uploadTokenId" IS NOT NULL THEN
        PERFORM take_token_places(u."uploadTokenId", u."workspaceId", files);
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
    EXCEPTION WHEN foreign_key_violation OR unique_violation OR lock_not_available OR SQLSTATE 'AL001' OR SQLSTATE 'AL002' OR SQLSTATE 'AL003'
      OR SQLSTATE 'AL004' OR SQLSTATE 'AL005' THEN
      refusals[place] := SQLSTATE;
      busy := CASE WHEN SQLSTATE = '55P03' THEN u."organizationId" END;
    END;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION create_uploads FROM PUBLIC;
GRANT EXECUTE ON FUNCTION create_uploads TO airlock_app;
