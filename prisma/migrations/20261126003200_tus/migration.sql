-- What has arrived of uploads that are sent by the tus protocol, and which request writes to each.
CREATE TABLE tus_uploads (
  upload_id text COLLATE "C" PRIMARY KEY REFERENCES uploads ON DELETE CASCADE,
  workspace_id text COLLATE "C" NOT NULL,
  -- The header Upload-Metadata, as its client sent it.
  metadata text NOT NULL DEFAULT '',
  part_count integer NOT NULL DEFAULT 0 CHECK (part_count BETWEEN 0 AND 10000),
  part_bytes bigint NOT NULL DEFAULT 0 CHECK (part_bytes >= 0),
  -- Bytes after the parts, too few for a part of their own: an object beside the staging key, of this ETag.
  tail_bytes integer NOT NULL DEFAULT 0 CHECK (tail_bytes >= 0),
  tail_etag text,
  lock_token text COLLATE "C",
  lock_until timestamptz(3),
  -- Another request waits for the lock.
  lock_wanted boolean NOT NULL DEFAULT false,
  CHECK ((tail_bytes > 0) = (tail_etag IS NOT NULL)),
  CHECK ((lock_token IS NULL) = (lock_until IS NULL))
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX tus_uploads_by_lock ON tus_uploads (lock_token) WHERE lock_token IS NOT NULL;

-- The parts that make the file, in their order. Others that the store may hold are none of it.
CREATE TABLE tus_parts (
  upload_id text COLLATE "C" NOT NULL REFERENCES tus_uploads ON DELETE CASCADE,
  part_number integer NOT NULL CHECK (part_number BETWEEN 1 AND 10000),
  workspace_id text COLLATE "C" NOT NULL,
  etag text NOT NULL,
  size integer NOT NULL CHECK (size >= 0),
  PRIMARY KEY (upload_id, part_number)
);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['tus_uploads', 'tus_parts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY one_workspace ON %I TO airlock_app USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace())', name);
    EXECUTE format('CREATE POLICY every_workspace ON %I TO airlock_system USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO airlock_app, airlock_system', name);
  END LOOP;
END $$;
