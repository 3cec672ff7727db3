-- What a bucket's files stand for together: metadata and files by property.

CREATE TABLE objects (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL,
  workspace_id text COLLATE "C" NOT NULL,
  bucket_id text COLLATE "C" NOT NULL,
  metadata jsonb NOT NULL DEFAULT '{}',
  unique_key_hash text COLLATE "C" CHECK (unique_key_hash ~ '^[0-9a-f]{64}$'),
  created_by text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  FOREIGN KEY (organization_id, workspace_id, bucket_id) REFERENCES buckets (organization_id, workspace_id, id) ON DELETE CASCADE,
  UNIQUE (workspace_id, id)
);
-- The index that decides every race for a unique key.
CREATE UNIQUE INDEX objects_by_unique_key ON objects (bucket_id, unique_key_hash) WHERE unique_key_hash IS NOT NULL;
CREATE INDEX objects_by_bucket ON objects (workspace_id, bucket_id, id);

-- A file may be part of several objects. It leaves them when its record goes.
CREATE TABLE object_files (
  object_id text COLLATE "C" NOT NULL,
  position smallint NOT NULL CHECK (position >= 0),
  workspace_id text COLLATE "C" NOT NULL,
  property text NOT NULL,
  type text NOT NULL,
  upload_id text COLLATE "C" NOT NULL REFERENCES uploads ON DELETE CASCADE,
  PRIMARY KEY (object_id, position),
  FOREIGN KEY (workspace_id, object_id) REFERENCES objects (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX object_files_by_upload ON object_files (upload_id);

-- The object made from an upload, or the oldest that has it: kept with the upload, so that reading one stays one query.
ALTER TABLE uploads ADD COLUMN object_id text COLLATE "C";

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['objects', 'object_files'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY every_workspace ON %I TO airlock_system USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO airlock_app, airlock_system', name);
  END LOOP;
END $$;

CREATE POLICY one_workspace ON objects TO airlock_app
  USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace());
-- Uploads have no key but their id, so a composite foreign key cannot keep another tenant's file out: the policy does.
CREATE POLICY one_workspace ON object_files TO airlock_app
  USING (workspace_id = current_workspace())
  WITH CHECK (workspace_id = current_workspace()
    AND EXISTS (SELECT FROM uploads u WHERE u.id = upload_id AND u.workspace_id = current_workspace()));
