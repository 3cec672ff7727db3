-- Documents: uploads whose text is made searchable, in knowledge bases.

-- The document that was made with the upload, or of it.
ALTER TABLE uploads ADD COLUMN document_id text COLLATE "C";

CREATE TYPE document_status AS ENUM ('PENDING', 'PROCESSING', 'SUCCESS', 'FAILURE');

CREATE TABLE documents (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL,
  workspace_id text COLLATE "C" NOT NULL,
  upload_id text COLLATE "C" NOT NULL REFERENCES uploads ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 500),
  description text,
  -- The configuration of full text search for its words, for example german.
  language text NOT NULL DEFAULT 'simple',
  created_by text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  -- Since then it is hidden; its rows are deleted in the background.
  deleted_at timestamptz(3),
  -- Follows the upload until that is AVAILABLE, then the ingestion.
  status document_status NOT NULL DEFAULT 'PENDING',
  stage text NOT NULL DEFAULT 'waiting_for_upload',
  -- Of the current stage's whole run, 0 to 1.
  progress real NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
  error_code text,
  error_message text,
  chunk_count integer NOT NULL DEFAULT 0,
  attempts smallint NOT NULL DEFAULT 0,
  lease_token text,
  lease_until timestamptz(3),
  -- When a worker may take it next; null: there is nothing to ingest.
  next_attempt_at timestamptz(3),
  started_at timestamptz(3),
  finished_at timestamptz(3),
  FOREIGN KEY (organization_id, workspace_id) REFERENCES workspaces (organization_id, id) ON DELETE CASCADE,
  UNIQUE (workspace_id, id),
  UNIQUE (upload_id),
  CHECK ((status = 'FAILURE') = (error_code IS NOT NULL)),
  CHECK (next_attempt_at IS NULL OR (status = 'PROCESSING' AND deleted_at IS NULL))
) WITH (fillfactor = 85);
CREATE INDEX documents_by_name ON documents (workspace_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX documents_by_status ON documents (workspace_id, status, id) WHERE deleted_at IS NULL;
CREATE INDEX documents_to_ingest ON documents (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX documents_to_erase ON documents (deleted_at) WHERE deleted_at IS NOT NULL;

-- A piece of a document's text. Offsets are UTF-16 code units of the whole text, end excluded.
CREATE TABLE document_chunks (
  workspace_id text COLLATE "C" NOT NULL,
  document_id text COLLATE "C" NOT NULL,
  index integer NOT NULL CHECK (index >= 0),
  page integer,
  sheet text,
  "row" integer,
  start_offset integer NOT NULL CHECK (start_offset >= 0),
  end_offset integer NOT NULL,
  token_count integer NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (document_id, index),
  FOREIGN KEY (workspace_id, document_id) REFERENCES documents (workspace_id, id) ON DELETE CASCADE,
  CHECK (end_offset > start_offset)
);

CREATE TABLE knowledge_bases (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL,
  workspace_id text COLLATE "C" NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  description text,
  created_by text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  FOREIGN KEY (organization_id, workspace_id) REFERENCES workspaces (organization_id, id) ON DELETE CASCADE,
  UNIQUE (workspace_id, id)
);

CREATE TABLE knowledge_base_documents (
  workspace_id text COLLATE "C" NOT NULL,
  knowledge_base_id text COLLATE "C" NOT NULL,
  document_id text COLLATE "C" NOT NULL,
  added_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (knowledge_base_id, document_id),
  FOREIGN KEY (workspace_id, knowledge_base_id) REFERENCES knowledge_bases (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, document_id) REFERENCES documents (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX knowledge_base_documents_by_document ON knowledge_base_documents (document_id);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['documents', 'document_chunks', 'knowledge_bases', 'knowledge_base_documents'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY one_workspace ON %I TO airlock_app USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace())', name);
    EXECUTE format('CREATE POLICY every_workspace ON %I TO airlock_system USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO airlock_app, airlock_system', name);
  END LOOP;
END $$;

-- The document of an upload moves with it, in its transaction. Of an AVAILABLE upload the text is extracted (again, after
-- a release). The error code is the part of the reason before its colon: infected of infected:Eicar.
CREATE FUNCTION keep_document_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE documents SET
    status = CASE
      WHEN NEW.status IN ('PENDING', 'UPLOADING') THEN 'PENDING'::document_status
      WHEN NEW.status IN ('SCANNING', 'AVAILABLE') THEN 'PROCESSING'
      ELSE 'FAILURE' END,
    stage = CASE
      WHEN NEW.status IN ('PENDING', 'UPLOADING') THEN 'waiting_for_upload'
      WHEN NEW.status = 'SCANNING' THEN 'scanning'
      WHEN NEW.status = 'AVAILABLE' THEN 'queued'
      ELSE 'failed' END,
    error_code = CASE WHEN NEW.status IN ('REJECTED', 'EXPIRED', 'CANCELED', 'DELETED')
      THEN coalesce(nullif(split_part(NEW.status_reason, ':', 1), ''), lower(NEW.status::text)) END,
    error_message = NULL,
    progress = 0,
    attempts = 0,
    lease_token = NULL,
    lease_until = NULL,
    next_attempt_at = CASE WHEN NEW.status = 'AVAILABLE' AND deleted_at IS NULL THEN clock_timestamp() END,
    started_at = NULL,
    finished_at = CASE WHEN NEW.status IN ('REJECTED', 'EXPIRED', 'CANCELED', 'DELETED') THEN clock_timestamp() END,
    deleted_at = CASE WHEN NEW.status = 'DELETED' THEN coalesce(deleted_at, clock_timestamp()) ELSE deleted_at END,
    updated_at = clock_timestamp()
  WHERE id = NEW.document_id AND workspace_id = NEW.workspace_id;
  RETURN NULL;
END $$;
CREATE TRIGGER uploads_keep_document_status AFTER UPDATE OF status ON uploads FOR EACH ROW
  WHEN (NEW.document_id IS NOT NULL AND NEW.status IS DISTINCT FROM OLD.status)
  EXECUTE FUNCTION keep_document_status();
