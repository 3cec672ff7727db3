-- Deleted knowledge bases are not counted any more: what takes documents out of them in the background holds their rows.
CREATE OR REPLACE FUNCTION count_knowledge_base_documents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM knowledge_bases
    WHERE id IN (SELECT knowledge_base_id FROM changed) AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE;
  UPDATE knowledge_bases k SET document_count = k.document_count + CASE TG_OP WHEN 'INSERT' THEN c.links ELSE -c.links END
    FROM (SELECT knowledge_base_id, count(*)::integer AS links FROM changed GROUP BY knowledge_base_id) AS c
    WHERE k.id = c.knowledge_base_id AND k.deleted_at IS NULL;
  RETURN NULL;
END $$;
