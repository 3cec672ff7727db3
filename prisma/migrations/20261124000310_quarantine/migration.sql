-- What the scanner found, kept with the bytes and with every upload it looked at.
ALTER TABLE blobs ADD COLUMN verdict_cause text;
ALTER TABLE uploads ADD COLUMN verdict text, ADD COLUMN verdict_cause text, ADD COLUMN scanner_version text;

-- The bucket's policy for single causes, e.g. {"encrypted": "allow_flagged"}; for all others the policy of the bucket.
ALTER TABLE buckets ADD COLUMN unscannable_exceptions jsonb;

-- Why its bytes are readable for nobody.
ALTER TABLE blobs ADD COLUMN quarantine_reason text,
  ADD CHECK ((state = 'quarantined') = (quarantine_reason IS NOT NULL));

-- Contents that an administrator does not want in a workspace: whatever upload brings them is kept apart too, also after
-- the last file with them was deleted. `due_at`: there is still something to do (bytes to move, files to tell).
CREATE TABLE quarantines (
  workspace_id text COLLATE "C" NOT NULL,
  sha256 text COLLATE "C" NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  organization_id text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  released_at timestamptz(3),
  moved_at timestamptz(3),
  due_at timestamptz(3) DEFAULT now(),
  lease_token text,
  attempts smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (workspace_id, sha256),
  FOREIGN KEY (organization_id, workspace_id) REFERENCES workspaces (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX quarantines_due ON quarantines (due_at) WHERE due_at IS NOT NULL;

-- Who got a link to which file, and when last: one row for each pair, no URL, forgotten after DOWNLOAD_LOG_DAYS.
CREATE TABLE download_notes (
  upload_id text COLLATE "C" NOT NULL,
  actor text COLLATE "C" NOT NULL,
  workspace_id text COLLATE "C" NOT NULL,
  last_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (upload_id, actor)
) WITH (fillfactor = 85);
CREATE INDEX download_notes_by_age ON download_notes (last_at);

-- What administrators did to files, for good.
CREATE TABLE audit_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL,
  workspace_id text COLLATE "C" NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_events_by_workspace ON audit_events (workspace_id, id);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['quarantines', 'download_notes', 'audit_events'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY one_workspace ON %I TO airlock_app USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace())', name);
    EXECUTE format('CREATE POLICY every_workspace ON %I TO airlock_system USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO airlock_app, airlock_system', name);
  END LOOP;
END $$;

-- Before a link is answered: one round trip, and a write only if the last note is ten minutes old.
CREATE FUNCTION note_download(p_organization_id text, p_workspace_id text, p_upload_id text, p_actor text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  organization text := set_config('airlock.organization_id', p_organization_id, true);
  workspace text := set_config('airlock.workspace_id', p_workspace_id, true);
BEGIN
  INSERT INTO download_notes AS n (upload_id, actor, workspace_id) VALUES (p_upload_id, p_actor, p_workspace_id)
    ON CONFLICT (upload_id, actor) DO UPDATE SET last_at = now() WHERE n.last_at < now() - interval '10 minutes';
END $$;
REVOKE ALL ON FUNCTION note_download FROM PUBLIC;
GRANT EXECUTE ON FUNCTION note_download TO airlock_app;
