-- Which records of an application have which files: rows that name an upload, a record of theirs, and the place in it.

CREATE TABLE attachments (
  id text COLLATE "C" PRIMARY KEY,
  workspace_id text COLLATE "C" NOT NULL,
  -- The class of the record, its id, and the name of the attachment, as the application calls them. Together they must fit
  -- into an index.
  record_type text COLLATE "C" NOT NULL CHECK (length(record_type) BETWEEN 1 AND 100),
  record_id text COLLATE "C" NOT NULL CHECK (length(record_id) BETWEEN 1 AND 200),
  name text COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  upload_id text COLLATE "C" NOT NULL REFERENCES uploads ON DELETE CASCADE,
  created_by text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
-- Attaching the same file to the same place twice is one attachment. Also finds the attachments of a file.
CREATE UNIQUE INDEX attachments_by_upload ON attachments (upload_id, record_type, record_id, name);
CREATE INDEX attachments_by_record ON attachments (workspace_id, record_type, record_id, id);

ALTER TABLE attachments ENABLE ROW LEVEL SECURITY;
ALTER TABLE attachments FORCE ROW LEVEL SECURITY;
CREATE POLICY every_workspace ON attachments TO airlock_system USING (true) WITH CHECK (true);
-- Uploads have no key but their id, so a composite foreign key cannot keep another tenant's file out: the policy does.
CREATE POLICY one_workspace ON attachments TO airlock_app
  USING (workspace_id = current_workspace())
  WITH CHECK (workspace_id = current_workspace()
    AND EXISTS (SELECT FROM uploads u WHERE u.id = upload_id AND u.workspace_id = current_workspace()));
GRANT SELECT, INSERT, UPDATE, DELETE ON attachments TO airlock_app, airlock_system;

-- A file that is deleted, by whichever API, leaves its records in the same transaction. Its row stays for a while, so the
-- foreign key alone would be late.
CREATE FUNCTION forget_attachments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM attachments WHERE upload_id = NEW.id AND workspace_id = NEW.workspace_id;
  RETURN NULL;
END $$;
CREATE TRIGGER uploads_leave_records AFTER UPDATE OF status ON uploads FOR EACH ROW
  WHEN (NEW.status = 'DELETED' AND OLD.status <> 'DELETED') EXECUTE FUNCTION forget_attachments();
