-- Ids are time-ordered text: "C" keeps them in creation order and their indexes dense.

CREATE TYPE tier AS ENUM ('free', 'pro', 'enterprise');
CREATE TYPE member_role AS ENUM ('viewer', 'member', 'admin', 'owner');
CREATE TYPE bucket_status AS ENUM ('ACTIVE', 'ARCHIVED', 'SUSPENDED');
CREATE TYPE key_strategy AS ENUM ('id', 'date');
CREATE TYPE unscannable_policy AS ENUM ('reject', 'quarantine', 'allow_flagged');
CREATE TYPE upload_status AS ENUM ('PENDING', 'UPLOADING', 'SCANNING', 'AVAILABLE', 'REJECTED', 'EXPIRED', 'CANCELED', 'DELETED');
CREATE TYPE upload_method AS ENUM ('PUT', 'POST', 'MULTIPART');
CREATE TYPE blob_state AS ENUM ('live', 'quarantined');

-- Identity -------------------------------------------------------------------------------------------------------

CREATE TABLE organizations (
  id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  tier tier NOT NULL DEFAULT 'free',
  quota_bytes bigint NOT NULL CHECK (quota_bytes >= 0),
  pending_limit integer CHECK (pending_limit >= 1),
  default_workspace_id text COLLATE "C",
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE workspaces (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL REFERENCES organizations ON DELETE CASCADE,
  name text NOT NULL CHECK (name ~ '^[A-Za-z0-9_-]{1,63}$'),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (organization_id, name),
  UNIQUE (organization_id, id)
);

-- The default is one of the organization's own workspaces, or none.
ALTER TABLE organizations
  ADD FOREIGN KEY (id, default_workspace_id) REFERENCES workspaces (organization_id, id)
  ON DELETE SET NULL (default_workspace_id) DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE users (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL REFERENCES organizations ON DELETE CASCADE,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  name text,
  password_hash text,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX users_by_organization ON users (organization_id, id);

CREATE TABLE identities (
  issuer text NOT NULL,
  subject text NOT NULL,
  user_id text COLLATE "C" NOT NULL REFERENCES users ON DELETE CASCADE,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_by_user ON identities (user_id);

CREATE TABLE memberships (
  workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  user_id text COLLATE "C" NOT NULL REFERENCES users ON DELETE CASCADE,
  role member_role NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, user_id)
);
CREATE INDEX memberships_by_user ON memberships (user_id);

CREATE TABLE api_keys (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL REFERENCES organizations ON DELETE CASCADE,
  workspace_id text COLLATE "C",
  name text NOT NULL,
  prefix text NOT NULL,
  hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
  scopes text[] NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  last_used_at timestamptz(3),
  FOREIGN KEY (organization_id, workspace_id) REFERENCES workspaces (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX api_keys_by_organization ON api_keys (organization_id, id);

-- Storage --------------------------------------------------------------------------------------------------------

-- Every create of an organization updates its row: leave room for it to stay on its page.
CREATE TABLE usage (
  organization_id text COLLATE "C" NOT NULL REFERENCES organizations ON DELETE CASCADE,
  shard smallint NOT NULL DEFAULT 0,
  used_bytes bigint NOT NULL DEFAULT 0,
  reserved_bytes bigint NOT NULL DEFAULT 0,
  pending_count integer NOT NULL DEFAULT 0,
  CHECK (least(used_bytes, reserved_bytes, pending_count) >= 0),
  PRIMARY KEY (organization_id, shard)
) WITH (fillfactor = 10);

CREATE TABLE buckets (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL,
  workspace_id text COLLATE "C" NOT NULL,
  name text NOT NULL CHECK (name ~ '^[A-Za-z0-9_-]{1,63}$'),
  description text,
  status bucket_status NOT NULL DEFAULT 'ACTIVE',
  schema jsonb,
  allowed_content_types text[] NOT NULL DEFAULT '{}',
  max_file_size bigint CHECK (max_file_size >= 1),
  key_strategy key_strategy NOT NULL DEFAULT 'id',
  key_prefix text NOT NULL DEFAULT '',
  unscannable_policy unscannable_policy NOT NULL DEFAULT 'reject',
  retention_days integer CHECK (retention_days >= 1),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  FOREIGN KEY (organization_id, workspace_id) REFERENCES workspaces (organization_id, id) ON DELETE CASCADE,
  UNIQUE (workspace_id, name),
  UNIQUE (organization_id, workspace_id, id)
);

CREATE TABLE bucket_usage (
  bucket_id text COLLATE "C" PRIMARY KEY REFERENCES buckets ON DELETE CASCADE,
  workspace_id text COLLATE "C" NOT NULL,
  used_bytes bigint NOT NULL DEFAULT 0 CHECK (used_bytes >= 0),
  file_count bigint NOT NULL DEFAULT 0 CHECK (file_count >= 0)
) WITH (fillfactor = 50);

CREATE TABLE blobs (
  id text COLLATE "C" PRIMARY KEY,
  workspace_id text COLLATE "C" NOT NULL,
  sha256 text COLLATE "C" NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint NOT NULL CHECK (size >= 0),
  key text COLLATE "C" NOT NULL UNIQUE,
  etag text NOT NULL,
  detected_type text NOT NULL,
  verdict text NOT NULL,
  scanner_version text NOT NULL,
  state blob_state NOT NULL DEFAULT 'live',
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (workspace_id, sha256),
  UNIQUE (workspace_id, id)
);

CREATE TABLE uploads (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL,
  workspace_id text COLLATE "C" NOT NULL,
  bucket_id text COLLATE "C" NOT NULL,
  status upload_status NOT NULL DEFAULT 'PENDING',
  status_reason text,
  filename text NOT NULL,
  content_type text NOT NULL,
  declared_size bigint,
  declared_hash text COLLATE "C" CHECK (declared_hash ~ '^[0-9a-f]{64}$'),
  reserved_bytes bigint NOT NULL,
  method upload_method NOT NULL,
  guarantees text[] NOT NULL DEFAULT '{}',
  key text NOT NULL,
  metadata jsonb NOT NULL DEFAULT '{}',
  object_metadata jsonb,
  blob_property text,
  blob_type text,
  create_object_on_confirm boolean NOT NULL DEFAULT true,
  skip_duplicates boolean NOT NULL DEFAULT true,
  created_by text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  url_expires_in_seconds integer NOT NULL,
  url_expires_at timestamptz(3) NOT NULL,
  deadline_at timestamptz(3) NOT NULL,
  look_at timestamptz(3) NOT NULL,
  looks smallint NOT NULL DEFAULT 0,
  confirmed_at timestamptz(3),
  completed_at timestamptz(3),
  verified_at timestamptz(3),
  etag text,
  size bigint,
  detected_type text,
  blob_id text COLLATE "C",
  duplicate_of_upload_id text COLLATE "C",
  lease_token text,
  lease_until timestamptz(3),
  attempts smallint NOT NULL DEFAULT 0,
  event_sequence integer NOT NULL DEFAULT 1,
  FOREIGN KEY (organization_id, workspace_id, bucket_id) REFERENCES buckets (organization_id, workspace_id, id),
  FOREIGN KEY (workspace_id, blob_id) REFERENCES blobs (workspace_id, id),
  -- Few and compact: each CHECK is read, planned and run again for every row that is created.
  CHECK (least(declared_size, reserved_bytes, size) >= 0),
  CHECK (
    CASE status
      WHEN 'SCANNING' THEN confirmed_at IS NOT NULL
      WHEN 'AVAILABLE' THEN lease_token IS NULL AND num_nulls(confirmed_at, completed_at, blob_id, size) = 0
      WHEN 'REJECTED' THEN lease_token IS NULL AND status_reason IS NOT NULL
      ELSE lease_token IS NULL
    END
  )
) WITH (fillfactor = 85);

-- Four indexes and no more: the key, the newest first of a workspace, whose turn it is next, who shares a blob.
CREATE INDEX uploads_by_workspace ON uploads (workspace_id, id);
CREATE INDEX uploads_due ON uploads (status, look_at) WHERE status <> 'AVAILABLE';
CREATE INDEX uploads_by_blob ON uploads (blob_id) WHERE blob_id IS NOT NULL;

-- No foreign key: a month is dropped as a whole, and the sequence comes from the upload's own row.
CREATE TABLE upload_events (
  upload_id text COLLATE "C" NOT NULL,
  sequence integer NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  workspace_id text COLLATE "C" NOT NULL,
  event text NOT NULL,
  from_status upload_status,
  to_status upload_status NOT NULL,
  actor text NOT NULL,
  detail text,
  published_at timestamptz(3),
  PRIMARY KEY (upload_id, sequence, at)
) PARTITION BY RANGE (at);
CREATE INDEX upload_events_unpublished ON upload_events (at) WHERE published_at IS NULL;
-- Rows land here only if nobody made their month in time.
CREATE TABLE upload_events_default PARTITION OF upload_events DEFAULT;

CREATE TABLE trash (
  id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  workspace_id text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  multipart_id text,
  not_before timestamptz(3) NOT NULL,
  attempts smallint NOT NULL DEFAULT 0
);
CREATE INDEX trash_due ON trash (not_before);
CREATE INDEX trash_by_key ON trash (key);

-- Makes the partition of a month, once. Called at start and daily for the months ahead.
CREATE FUNCTION make_upload_events_partition(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  first date := date_trunc('month', month);
  partition text := 'upload_events_' || to_char(first, 'YYYY_MM');
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('make_upload_events_partition'));
  IF to_regclass(partition) IS NULL THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF upload_events FOR VALUES FROM (%L) TO (%L)', partition, first, first + interval '1 month');
  END IF;
END $$;
REVOKE ALL ON FUNCTION make_upload_events_partition FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_upload_events_partition TO airlock_system;

-- Tenancy --------------------------------------------------------------------------------------------------------
-- airlock_app sees the rows of one workspace, named for the transaction; without a name it sees none.
-- airlock_system (sweepers, claims, identity) sees all. The owner, bound by FORCE without a policy, sees none.

CREATE FUNCTION current_workspace() RETURNS text LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('airlock.workspace_id', true), '') $$;
CREATE FUNCTION current_organization() RETURNS text LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('airlock.organization_id', true), '') $$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['buckets', 'bucket_usage', 'blobs', 'uploads', 'upload_events', 'trash'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY one_workspace ON %I TO airlock_app USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace())', name);
    EXECUTE format('CREATE POLICY every_workspace ON %I TO airlock_system USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO airlock_app, airlock_system', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['organizations', 'usage', 'workspaces', 'users', 'identities', 'memberships', 'api_keys'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY every_organization ON %I TO airlock_system USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO airlock_system', name);
  END LOOP;
END $$;

CREATE POLICY one_organization ON organizations FOR SELECT TO airlock_app USING (id = current_organization());
GRANT SELECT ON organizations TO airlock_app;
CREATE POLICY one_organization ON usage TO airlock_app USING (organization_id = current_organization());
GRANT SELECT, UPDATE ON usage TO airlock_app;

-- Create an upload: insert, tell, reserve, in one round trip. The usage row is taken last, so it is held shortest.
-- AL001: the storage quota has no room; AL002: too many uploads are open. Either leaves nothing behind.
CREATE FUNCTION create_upload(
  p_organization_id text, p_workspace_id text, p_bucket_id text, p_id text,
  p_filename text, p_content_type text, p_declared_size bigint, p_declared_hash text, p_reserved_bytes bigint,
  p_method upload_method, p_guarantees text[], p_key text, p_metadata jsonb, p_object_metadata jsonb,
  p_blob_property text, p_blob_type text, p_create_object boolean, p_skip_duplicates boolean,
  p_created_by text, p_expires_in integer, p_grace interval, p_default_pending_limit integer
) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
  -- Binds the transaction to its tenant. Assigned, not performed: a plain expression needs no executor of its own.
  organization text := set_config('airlock.organization_id', p_organization_id, true);
  workspace text := set_config('airlock.workspace_id', p_workspace_id, true);
BEGIN
  INSERT INTO uploads (
    id, organization_id, workspace_id, bucket_id, filename, content_type, declared_size, declared_hash, reserved_bytes,
    method, guarantees, key, metadata, object_metadata, blob_property, blob_type, create_object_on_confirm, skip_duplicates,
    created_by, url_expires_in_seconds, url_expires_at, deadline_at, look_at
  ) VALUES (
    p_id, p_organization_id, p_workspace_id, p_bucket_id, p_filename, p_content_type, p_declared_size, p_declared_hash, p_reserved_bytes,
    p_method, p_guarantees, p_key, p_metadata, p_object_metadata, p_blob_property, p_blob_type, p_create_object, p_skip_duplicates,
    p_created_by, p_expires_in, now() + make_interval(secs => p_expires_in), now() + make_interval(secs => p_expires_in) + p_grace,
    now() + interval '5 seconds'
  );
  INSERT INTO upload_events (upload_id, sequence, workspace_id, event, to_status, actor)
    VALUES (p_id, 1, p_workspace_id, 'created', 'PENDING', p_created_by);
  UPDATE usage u
    SET reserved_bytes = u.reserved_bytes + p_reserved_bytes, pending_count = u.pending_count + 1
    FROM organizations o
    WHERE u.organization_id = p_organization_id AND u.shard = 0 AND o.id = p_organization_id
      AND u.used_bytes + u.reserved_bytes + p_reserved_bytes <= o.quota_bytes
      AND u.pending_count < coalesce(o.pending_limit, p_default_pending_limit);
  IF NOT FOUND THEN
    PERFORM 1 FROM usage u JOIN organizations o ON o.id = u.organization_id
      WHERE u.organization_id = p_organization_id AND u.pending_count >= coalesce(o.pending_limit, p_default_pending_limit);
    IF FOUND THEN
      RAISE EXCEPTION 'too many uploads are open' USING ERRCODE = 'AL002';
    END IF;
    RAISE EXCEPTION 'the storage quota has no room' USING ERRCODE = 'AL001';
  END IF;
  RETURN now();
END $$;
REVOKE ALL ON FUNCTION create_upload FROM PUBLIC;
GRANT EXECUTE ON FUNCTION create_upload TO airlock_app;

-- A bucket by id or name, in one round trip: creating an upload needs one. Ids and names never look alike.
CREATE FUNCTION find_bucket(p_organization_id text, p_workspace_id text, p_reference text)
RETURNS SETOF buckets LANGUAGE plpgsql AS $$
DECLARE
  organization text := set_config('airlock.organization_id', p_organization_id, true);
  workspace text := set_config('airlock.workspace_id', p_workspace_id, true);
BEGIN
  IF p_reference LIKE 'bkt\_%' THEN
    RETURN QUERY SELECT * FROM buckets WHERE id = p_reference AND workspace_id = p_workspace_id;
  ELSE
    RETURN QUERY SELECT * FROM buckets WHERE name = p_reference AND workspace_id = p_workspace_id;
  END IF;
END $$;
REVOKE ALL ON FUNCTION find_bucket FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_bucket TO airlock_app;
