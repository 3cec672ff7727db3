-- Documents and knowledge bases as their API shows them: one state by one function, exact counts, and an event of deletion.

-- Copied from the upload that a document was made of.
ALTER TABLE documents ADD COLUMN metadata jsonb NOT NULL DEFAULT '{}';

-- Sorted by name: without case, by the first 64 characters.
DROP INDEX documents_by_name;
CREATE INDEX documents_by_name ON documents (workspace_id, (left(lower(name), 64) COLLATE "C"), id) WHERE deleted_at IS NULL;

ALTER TABLE knowledge_bases
  -- Of links to documents that are not deleted. Kept by triggers, so that showing it costs nothing.
  ADD COLUMN document_count integer NOT NULL DEFAULT 0,
  -- Since then it is hidden; its links are deleted in the background.
  ADD COLUMN deleted_at timestamptz(3);
CREATE INDEX knowledge_bases_to_erase ON knowledge_bases (deleted_at) WHERE deleted_at IS NOT NULL;

-- In one order everywhere, so that two transactions never hold a row each that the other wants.
CREATE FUNCTION count_knowledge_base_documents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM knowledge_bases WHERE id IN (SELECT knowledge_base_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
  UPDATE knowledge_bases k SET document_count = k.document_count + CASE TG_OP WHEN 'INSERT' THEN c.links ELSE -c.links END
    FROM (SELECT knowledge_base_id, count(*)::integer AS links FROM changed GROUP BY knowledge_base_id) AS c
    WHERE k.id = c.knowledge_base_id;
  RETURN NULL;
END $$;
CREATE TRIGGER knowledge_base_documents_added AFTER INSERT ON knowledge_base_documents
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_knowledge_base_documents();
CREATE TRIGGER knowledge_base_documents_removed AFTER DELETE ON knowledge_base_documents
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_knowledge_base_documents();

-- An announcement, from a trigger: in the transaction that it describes.
CREATE FUNCTION announce(p_workspace_id text, p_type text, p_resource_id text, p_data jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO announcements (workspace_id, type, resource_id, data) VALUES (p_workspace_id, p_type, p_resource_id, p_data);
$$;
REVOKE ALL ON FUNCTION announce FROM PUBLIC;
GRANT EXECUTE ON FUNCTION announce TO airlock_app, airlock_system;

-- A document that is deleted, by whichever API, leaves its knowledge bases and is announced, once.
CREATE FUNCTION hide_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM knowledge_base_documents WHERE document_id = NEW.id;
  PERFORM announce(NEW.workspace_id, 'document.deleted', NEW.id, jsonb_build_object(
    'upload_id', NEW.upload_id, 'name', NEW.name, 'chunk_count', NEW.chunk_count));
  RETURN NULL;
END $$;
CREATE TRIGGER documents_are_hidden AFTER UPDATE OF deleted_at ON documents FOR EACH ROW
  WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION hide_document();

-- The state of a document by that of its upload. Of an AVAILABLE upload the text is extracted (again, after a release). Why
-- an upload ended becomes a code, the part before the colon: infected of infected:Eicar.
CREATE FUNCTION follow_upload(p_workspace_id text, p_document_id text, p_status upload_status, p_reason text)
RETURNS void LANGUAGE sql AS $$
  UPDATE documents SET
    status = CASE
      WHEN p_status IN ('PENDING', 'UPLOADING') THEN 'PENDING'::document_status
      WHEN p_status IN ('SCANNING', 'AVAILABLE') THEN 'PROCESSING'
      ELSE 'FAILURE' END,
    stage = CASE
      WHEN p_status IN ('PENDING', 'UPLOADING') THEN 'waiting_for_upload'
      WHEN p_status = 'SCANNING' THEN 'scanning'
      WHEN p_status = 'AVAILABLE' THEN 'queued'
      ELSE 'failed' END,
    error_code = CASE WHEN p_status IN ('REJECTED', 'EXPIRED', 'CANCELED', 'DELETED')
      THEN coalesce(nullif(split_part(p_reason, ':', 1), ''), lower(p_status::text)) END,
    error_message = NULL,
    progress = 0,
    attempts = 0,
    lease_token = NULL,
    lease_until = NULL,
    next_attempt_at = CASE WHEN p_status = 'AVAILABLE' AND deleted_at IS NULL THEN clock_timestamp() END,
    started_at = NULL,
    finished_at = CASE WHEN p_status IN ('REJECTED', 'EXPIRED', 'CANCELED', 'DELETED') THEN clock_timestamp() END,
    deleted_at = CASE WHEN p_status = 'DELETED' THEN coalesce(deleted_at, clock_timestamp()) ELSE deleted_at END,
    updated_at = clock_timestamp()
  WHERE id = p_document_id AND workspace_id = p_workspace_id;
$$;
REVOKE ALL ON FUNCTION follow_upload FROM PUBLIC;
GRANT EXECUTE ON FUNCTION follow_upload TO airlock_app, airlock_system;

CREATE OR REPLACE FUNCTION keep_document_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM follow_upload(NEW.workspace_id, NEW.document_id, NEW.status, NEW.status_reason);
  RETURN NULL;
END $$;
