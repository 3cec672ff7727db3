-- The SQL of the service by folder: each statement that the code writes by hand, then the SQL functions that the folder
-- owns, as the migrations leave them. Values are $1, $2, …; fragments that statements share stand in comments by name.
-- Calls of Prisma's client are not here: they name their table and conditions themselves.

-- features/attachments ------------------------------------------------------------------------------------------------

-- prisma/migrations/20261126003400_attachments
CREATE FUNCTION forget_attachments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM attachments WHERE upload_id = NEW.id AND workspace_id = NEW.workspace_id;
  RETURN NULL;
END $$;

-- features/audit ------------------------------------------------------------------------------------------------------

-- src/features/audit/audit-events.repository.ts: columns (fragment)
event_id AS id, at, organization_id AS "organizationId", workspace_id AS "workspaceId", actor,
action, subject AS target, outcome, detail, request_id AS "requestId", address

-- src/features/audit/audit-events.repository.ts: list (fragment)
event_id

-- src/features/audit/audit-events.repository.ts: list (fragment)
true

-- src/features/audit/audit-events.repository.ts: list (fragment)
WITH seen AS MATERIALIZED (
  SELECT *, row_number() OVER (ORDER BY event_id $1) AS place FROM audit_events
  WHERE /* within */ ORDER BY event_id $2 LIMIT $3)
(SELECT /* columns */, place, true AS matches FROM seen WHERE /* matches */ ORDER BY event_id $4 LIMIT $5)
UNION ALL (SELECT /* columns */, place, false FROM seen WHERE place = $6)

-- src/features/audit/audit-events.repository.ts: alongIndex
SELECT set_config(name, 'off', true)
FROM unnest('{enable_bitmapscan,enable_seqscan,enable_sort,enable_incremental_sort}'::text[]) name;

-- src/features/audit/audit-events.repository.ts: forgetOld
DELETE FROM audit_events WHERE id = ANY (ARRAY(
  SELECT id FROM audit_events WHERE event_id < $1 ORDER BY event_id LIMIT $2));

-- src/features/audit/audit-events.repository.ts: is (fragment)
/* Prisma.raw(column) */ = $1

-- src/features/audit/audit-events.repository.ts: notBefore (fragment)
event_id >= $1

-- prisma/migrations/20261127000100_audit_events
CREATE FUNCTION base36(n bigint, width int) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  digits text := '';
BEGIN
  FOR i IN 1..width LOOP
    digits := substr('0123456789abcdefghijklmnopqrstuvwxyz', (n % 36)::int + 1, 1) || digits;
    n := n / 36;
  END LOOP;
  RETURN digits;
END $$;

-- prisma/migrations/20261127000100_audit_events
CREATE FUNCTION audit_event_id(moment timestamptz) RETURNS text LANGUAGE sql AS $$
  SELECT 'aud_' || base36((micros / 1000), 9) || base36(micros % 1000, 2) || base36((random() * 60466175)::bigint, 5)
    FROM (SELECT (extract(epoch FROM moment) * 1000000)::bigint AS micros) AS clock
$$;

-- prisma/migrations/20261127000100_audit_events
CREATE FUNCTION stamp_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moment timestamptz := clock_timestamp();
BEGIN
  NEW.at := date_trunc('milliseconds', moment);
  NEW.event_id := audit_event_id(moment);
  RETURN NEW;
END $$;

-- prisma/migrations/20261127000100_audit_events
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit events are only added to' USING ERRCODE = 'insufficient_privilege';
END $$;

-- features/blobs ------------------------------------------------------------------------------------------------------

-- src/features/blobs/blobs.queries.ts: hasLiveBlob (fragment)
EXISTS (SELECT FROM blobs WHERE blobs.id = /* blobId */ AND blobs.generation = /* generation */ AND blobs.state = 'live')

-- src/features/blobs/blobs.repository.ts: storedStatement
SELECT are_stored($1, $2) AS answers;

-- src/features/blobs/blobs.repository.ts: lock
SELECT id, workspace_id AS "workspaceId", sha256, key, etag, size::float8 AS size, state,
  generation, key_since AS "keySince" FROM blobs
WHERE workspace_id = $1 AND (id = $2 OR sha256 = $3) FOR UPDATE;

-- src/features/blobs/blobs.repository.ts: quarantine
SELECT quarantine_blob($1, $2, $3);

-- src/features/blobs/trash-figure.queries.ts: trashFigure (fragment)
SELECT CASE WHEN counted < /* MOST_COUNTED */::int THEN counted ELSE greatest(counted, estimated) END::float8 AS trash_rows,
  (SELECT count(*) FROM (SELECT FROM trash WHERE not_before <= now() ORDER BY not_before LIMIT /* MOST_COUNTED */) AS due) AS trash_due_rows,
  (SELECT coalesce(extract(epoch FROM now() - min(not_before)), 0) FROM trash WHERE not_before <= now()) AS trash_oldest_seconds
FROM (SELECT count(*) AS counted FROM (SELECT FROM trash ORDER BY not_before LIMIT /* MOST_COUNTED */) AS first) AS c,
  (SELECT reltuples AS estimated FROM pg_class WHERE oid = 'trash'::regclass) AS e

-- src/features/blobs/trash.repository.ts: addAttempt
SELECT trash_after_attempt($1, $2::text[], $3::bigint, $4::bigint, $5::int);

-- src/features/blobs/trash.repository.ts: addOwned
SELECT trash_owned($1, $2, $3::bigint, $4::timestamptz);

-- src/features/blobs/trash.repository.ts: reclaim
SELECT reclaim_trash($1, $2) AS reclaimed;

-- src/features/blobs/trash.repository.ts: expedite
SELECT expedite_trash($1, $2);

-- src/features/blobs/trash.repository.ts: isPending
SELECT EXISTS (SELECT FROM trash WHERE key = $1 AND workspace_id = $2
  AND multipart_id IS NULL AND (not_before <= now() OR attempts > 0)) AS "isPending";

-- src/features/blobs/trash.repository.ts: collect
SELECT id, workspace_id AS "workspaceId", key, multipart_id AS "multipartId" FROM trash
WHERE not_before <= now() ORDER BY not_before LIMIT $1 FOR UPDATE SKIP LOCKED;

-- src/features/blobs/trash.repository.ts: collect
DELETE FROM trash WHERE id = ANY($1);

-- src/features/blobs/trash.repository.ts: ownedAmong
SELECT key FROM blobs WHERE key = ANY($1) FOR UPDATE SKIP LOCKED;

-- src/features/blobs/trash.repository.ts: ownedAmong
SELECT key FROM blobs WHERE key = ANY($1);

-- src/features/blobs/trash.repository.ts: postpone
UPDATE trash SET attempts = least(attempts + 1, 1000), not_before = now() + least(power(2, least(attempts, 10)), 600) * interval '1 second'
WHERE id = ANY($1);

-- prisma/migrations/20261126000700_bytes_of_attempts
CREATE FUNCTION store_call_outlives(p_bytes bigint) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
  SELECT make_interval(mins => 10, secs => 30 + p_bytes / 4194304)
$$;

-- prisma/migrations/20261126000700_bytes_of_attempts
CREATE FUNCTION trash_after_attempt(
  p_workspace_id text, p_keys text[], p_bytes bigint, p_parts_above bigint, p_lease_seconds integer
) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  last timestamptz := clock_timestamp() + make_interval(secs => p_lease_seconds) + store_call_outlives(p_bytes);
  kinds text[] := CASE WHEN p_bytes > p_parts_above THEN ARRAY[NULL, '*'] ELSE ARRAY[NULL]::text[] END;
BEGIN
  WITH ahead AS (
    UPDATE trash SET not_before = greatest(not_before, last)
    WHERE key = ANY (p_keys) AND workspace_id = p_workspace_id AND not_before > clock_timestamp()
    RETURNING key, multipart_id
  )
  INSERT INTO trash (workspace_id, key, multipart_id, not_before)
    SELECT p_workspace_id, k.key, m.kind, last FROM unnest(p_keys) AS k(key) CROSS JOIN unnest(kinds) AS m(kind)
    WHERE NOT EXISTS (SELECT FROM ahead a WHERE a.key = k.key AND a.multipart_id IS NOT DISTINCT FROM m.kind);
END $$;

-- prisma/migrations/20261126003300_images
CREATE FUNCTION trash_owned(p_workspace_id text, p_key text, p_bytes bigint, p_key_since timestamptz) RETURNS void LANGUAGE sql AS $$
  INSERT INTO trash (workspace_id, key, not_before)
    SELECT p_workspace_id, p_key, t.at
    FROM unnest(ARRAY[now(), p_key_since + store_call_outlives(p_bytes)]) AS t(at) WHERE t.at >= now();
$$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE OR REPLACE FUNCTION blob_json(p_workspace_id text, p_blob_id text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  blob jsonb;
BEGIN
  SELECT jsonb_build_object('id', id, 'key', key, 'sha256', sha256, 'size', size, 'detected_type', detected_type,
      'state', state, 'quarantine_reason', quarantine_reason, 'generation', generation) INTO blob
    FROM blobs WHERE workspace_id = p_workspace_id AND id = p_blob_id;
  RETURN blob;
END $$;

-- prisma/migrations/20261126004110_conclusions
CREATE FUNCTION keep_blob(f blob_facts) RETURNS blobs LANGUAGE plpgsql AS $$
DECLARE
  b blobs;
BEGIN
  INSERT INTO blobs (id, workspace_id, sha256, size, key, etag, detected_type, verdict, verdict_cause, scanner_version)
    VALUES (f.id, f.workspace_id, f.sha256, f.size, f.key, f.etag, f.detected_type, f.verdict, f.verdict_cause, f.scanner_version)
    ON CONFLICT (workspace_id, sha256) DO UPDATE SET sha256 = excluded.sha256
    RETURNING * INTO b;
  RETURN b;
END $$;

-- prisma/migrations/20261126004110_conclusions
CREATE FUNCTION quarantine_blob(p_workspace_id text, p_id text, p_reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE blobs SET state = 'quarantined', quarantine_reason = p_reason, generation = generation + 1
    WHERE id = p_id AND workspace_id = p_workspace_id;
END $$;

-- prisma/migrations/20261126004110_conclusions
CREATE FUNCTION reclaim_trash(p_workspace_id text, p_key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM trash WHERE workspace_id = p_workspace_id AND key = p_key AND multipart_id IS NULL;
  RETURN FOUND;
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE OR REPLACE FUNCTION expedite_trash(p_workspace_id text, p_prefix text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- Most attempts have made no such copy: an INSERT that finds nothing costs several times as much as this look.
  PERFORM 1 FROM trash
    WHERE key >= p_prefix AND key < p_prefix || chr(1114111) AND workspace_id = p_workspace_id AND not_before > now() LIMIT 1;
  IF FOUND THEN
    INSERT INTO trash (workspace_id, key, multipart_id, not_before)
      SELECT DISTINCT workspace_id, key, multipart_id, now() FROM trash
      WHERE key >= p_prefix AND key < p_prefix || chr(1114111) AND workspace_id = p_workspace_id AND not_before > now();
  END IF;
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE OR REPLACE FUNCTION trash_staged(
  p_workspace_id text, p_key text, p_bytes bigint, p_in_parts boolean, p_writable_until timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  last timestamptz := p_writable_until;
BEGIN
  IF p_in_parts THEN
    last := greatest(last, now() + interval '1 hour' + store_call_outlives(p_bytes));
    INSERT INTO trash (workspace_id, key, multipart_id, not_before)
      VALUES (p_workspace_id, p_key, '*', now()), (p_workspace_id, p_key, '*', last);
  END IF;
  INSERT INTO trash (workspace_id, key, not_before) VALUES (p_workspace_id, p_key, now()), (p_workspace_id, p_key, last);
END $$;

-- prisma/migrations/20261126004210_ends
CREATE FUNCTION lock_blob(p_workspace_id text, p_id text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM blobs WHERE workspace_id = p_workspace_id AND id = p_id FOR UPDATE;
  RETURN FOUND;
END $$;

-- prisma/migrations/20261126004210_ends
CREATE FUNCTION remove_blob(p_workspace_id text, p_id text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  b blobs;
BEGIN
  DELETE FROM blobs WHERE workspace_id = p_workspace_id AND id = p_id RETURNING * INTO b;
  PERFORM trash_owned(b.workspace_id, b.key, b.size, b.key_since);
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE FUNCTION trash_new_key(p_workspace_id text, p_key text, p_bytes bigint, p_parts_above bigint, p_lease_seconds integer)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  last timestamptz := clock_timestamp() + make_interval(secs => p_lease_seconds) + store_call_outlives(p_bytes);
BEGIN
  INSERT INTO trash (workspace_id, key, not_before) VALUES (p_workspace_id, p_key, last);
  IF p_bytes > p_parts_above THEN
    INSERT INTO trash (workspace_id, key, multipart_id, not_before) VALUES (p_workspace_id, p_key, '*', last);
  END IF;
END $$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE OR REPLACE FUNCTION are_stored(p_workspace_ids text[], p_sha256s text[]) RETURNS boolean[] LANGUAGE plpgsql STABLE AS $$
DECLARE
  answers boolean[] := '{}';
  next_sha256 text;
BEGIN
  FOR place IN 1..cardinality(p_sha256s) LOOP
    SELECT sha256 INTO next_sha256 FROM blobs
      WHERE workspace_id = p_workspace_ids[place] AND sha256 >= p_sha256s[place] ORDER BY sha256 LIMIT 1;
    answers := answers || coalesce(next_sha256 = p_sha256s[place], false);
  END LOOP;
  RETURN answers;
END $$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION trash_new_keys(
  p_workspace_ids text[], p_keys text[], p_bytes bigint[], p_parts_above bigint, p_lease_seconds integer
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO trash (workspace_id, key, multipart_id, not_before)
    SELECT n.workspace_id, n.key, k.kind, clock_timestamp() + make_interval(secs => p_lease_seconds) + store_call_outlives(n.bytes)
      FROM unnest(p_workspace_ids, p_keys, p_bytes) AS n (workspace_id, key, bytes)
      CROSS JOIN (VALUES (NULL), ('*')) AS k (kind)
      WHERE k.kind IS NULL OR n.bytes > p_parts_above;
END $$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION keep_blobs(p_admissions plain_admission[]) RETURNS kept_blob[] LANGUAGE plpgsql AS $$
DECLARE
  kept kept_blob[];
BEGIN
  WITH facts AS MATERIALIZED (
    SELECT a.ordinality AS place, (a.blob).* FROM unnest(p_admissions) WITH ORDINALITY a
  ), kept AS (
    INSERT INTO blobs (id, workspace_id, sha256, size, key, etag, detected_type, verdict, verdict_cause, scanner_version)
      SELECT id, workspace_id, sha256, size, key, etag, detected_type, verdict, verdict_cause, scanner_version
        FROM facts ORDER BY place
      ON CONFLICT (workspace_id, sha256) DO UPDATE SET sha256 = excluded.sha256
      RETURNING id, sha256, generation, state
  )
  SELECT array_agg((k.id, k.generation, k.state, k.id = f.id)::kept_blob ORDER BY f.place) INTO kept
    FROM facts f JOIN kept k ON k.sha256 = f.sha256;
  RETURN kept;
END $$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION reclaim_keys(p_workspace_id text, p_keys text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  found_keys integer;
BEGIN
  WITH gone AS (
    DELETE FROM trash WHERE key = ANY (p_keys) AND workspace_id = p_workspace_id AND multipart_id IS NULL RETURNING key
  )
  SELECT count(DISTINCT key) INTO found_keys FROM gone;
  IF found_keys < cardinality(p_keys) THEN
    RAISE EXCEPTION 'a copy is being deleted' USING ERRCODE = 'AL020';
  END IF;
END $$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION trash_staged_keys(p_workspace_id text, p_keys text[], p_writable_until timestamptz[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO trash (workspace_id, key, not_before)
    SELECT p_workspace_id, s.key, t.at FROM unnest(p_keys, p_writable_until) AS s (key, writable_until)
      CROSS JOIN LATERAL (VALUES (now()), (s.writable_until)) AS t (at);
END $$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION trashed_prefixes(p_workspace_id text, p_prefixes text[]) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN ARRAY(SELECT p.prefix FROM unnest(p_prefixes) AS p (prefix) CROSS JOIN LATERAL (SELECT FROM trash
    WHERE key >= p.prefix AND key < p.prefix || chr(1114111) AND workspace_id = p_workspace_id LIMIT 1) t);
END $$;

-- features/buckets ----------------------------------------------------------------------------------------------------

-- src/features/buckets/buckets.queries.ts: bucketIdNamed (fragment)
(SELECT b.id FROM buckets b WHERE b.workspace_id = $1 AND b.name = $2)

-- src/features/buckets/buckets.queries.ts: retentionDaysOf (fragment)
(SELECT b.retention_days FROM buckets b
WHERE b.workspace_id = $1.workspace_id AND b.id = $2.bucket_id)

-- src/features/buckets/buckets.queries.ts: versionedSchemaOf
SELECT schema, md5(schema::text) AS version FROM buckets WHERE id = $1 AND workspace_id = $2;

-- src/features/buckets/buckets.repository.ts: findStatement
SELECT n::int, id, organization_id AS "organizationId", workspace_id AS "workspaceId", name, description, status, schema,
allowed_content_types AS "allowedContentTypes", max_file_size AS "maxFileSize", key_strategy AS "keyStrategy",
key_prefix AS "keyPrefix", key_template AS "keyTemplate", unscannable_policy AS "unscannablePolicy",
unscannable_exceptions AS "unscannableExceptions", type_policy AS "typePolicy", retention_days AS "retentionDays",
created_at AS "createdAt"
FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS asked (organization, workspace, reference, n),
  LATERAL find_bucket(asked.organization, asked.workspace, asked.reference);

-- src/features/buckets/buckets.repository.ts: lock
SELECT 1 FROM buckets WHERE id = $1 AND workspace_id = $2 FOR UPDATE;

-- prisma/migrations/20261121000000_init
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

-- prisma/migrations/20261127001100_cheaper_records
CREATE OR REPLACE FUNCTION bucket_name(p_workspace_id text, p_bucket_id text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  found_name text;
BEGIN
  SELECT name INTO found_name FROM buckets WHERE workspace_id = p_workspace_id AND id = p_bucket_id;
  RETURN found_name;
END $$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE OR REPLACE FUNCTION bucket_policies(p_workspace_id text, p_bucket_id text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  policies jsonb;
BEGIN
  SELECT jsonb_build_object('unscannablePolicy', unscannable_policy, 'unscannableExceptions',
      coalesce(nullif(unscannable_exceptions, 'null'), '{}'), 'typePolicy', type_policy) INTO policies
    FROM buckets WHERE workspace_id = p_workspace_id AND id = p_bucket_id;
  RETURN policies;
END $$;

-- prisma/migrations/20261126004110_conclusions
CREATE FUNCTION bucket_schema(p_workspace_id text, p_bucket_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT schema FROM buckets WHERE workspace_id = p_workspace_id AND id = p_bucket_id
$$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION have_unique_key(p_workspace_id text, p_bucket_ids text[]) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM 1 FROM buckets WHERE workspace_id = p_workspace_id AND id = ANY (p_bucket_ids) AND schema ? 'unique_key' LIMIT 1;
  RETURN FOUND;
END $$;

-- features/documents --------------------------------------------------------------------------------------------------

-- src/features/documents/chunks/chunks.repository.ts: listEach
SELECT wanted.n, c.document_id AS "documentId", c.index, c.text, c.page, c.sheet, c."row",
  c.start_offset AS "startOffset", c.end_offset AS "endOffset", c.token_count AS "tokenCount"
FROM jsonb_to_recordset($1::jsonb) AS wanted(n int, document_id text, after int, most int)
CROSS JOIN LATERAL (
  SELECT * FROM document_chunks k
  WHERE k.workspace_id = $2 AND k.document_id = wanted.document_id AND k.index > wanted.after
    AND EXISTS (SELECT FROM documents d
      WHERE d.id = wanted.document_id AND d.workspace_id = $3 AND $4)
  ORDER BY k.index LIMIT wanted.most) AS c
ORDER BY wanted.n, c.index;

-- src/features/documents/chunks/readable-document.queries.ts: isReadableDocument (fragment)
d.status = 'SUCCESS' AND d.deleted_at IS NULL AND $1

-- src/features/documents/chunks/readable-document.queries.ts: isReadableDocument (fragment)
d.upload_id

-- src/features/documents/erasure/erasure-figure.queries.ts: erasureFigure (fragment)
SELECT count(*) AS documents_to_erase
FROM (SELECT FROM documents WHERE deleted_at IS NOT NULL LIMIT /* MOST_COUNTED */) AS hidden

-- src/features/documents/erasure/erasure.repository.ts: eraseDocuments
SELECT id FROM documents WHERE deleted_at IS NOT NULL ORDER BY deleted_at LIMIT /* AT_ONCE */ FOR UPDATE SKIP LOCKED;

-- src/features/documents/erasure/erasure.repository.ts: eraseKnowledgeBases
SELECT id FROM knowledge_bases WHERE deleted_at IS NOT NULL ORDER BY deleted_at LIMIT /* AT_ONCE */
FOR UPDATE SKIP LOCKED;

-- src/features/documents/erasure/erasure.repository.ts: eraseKnowledgeBases
DELETE FROM knowledge_base_documents WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM knowledge_base_documents WHERE knowledge_base_id = ANY($1) LIMIT $2
  FOR UPDATE SKIP LOCKED));

-- src/features/documents/erasure/erasure.repository.ts: eraseKnowledgeBases
DELETE FROM knowledge_bases k WHERE id = ANY($1)
  AND NOT EXISTS (SELECT FROM knowledge_base_documents WHERE knowledge_base_id = k.id);

-- src/features/documents/erasure/erasure.repository.ts: eraseOldest
SELECT id FROM documents WHERE workspace_id = $1 ORDER BY id LIMIT /* AT_ONCE */ FOR UPDATE;

-- src/features/documents/erasure/erasure.repository.ts: erase
DELETE FROM document_chunks WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM document_chunks WHERE document_id = ANY($1) LIMIT $2));

-- src/features/documents/erasure/erasure.repository.ts: erase
DELETE FROM documents d WHERE id = ANY($1)
  AND NOT EXISTS (SELECT FROM document_chunks WHERE document_id = d.id);

-- src/features/documents/knowledge-bases/memberships.repository.ts: lock
SELECT id FROM knowledge_bases WHERE workspace_id = $1 AND id = ANY($2) AND deleted_at IS NULL
ORDER BY id FOR NO KEY UPDATE;

-- src/features/documents/records/document-ingestion.repository.ts: claim
SELECT claim_ingestion($1, $2::int) AS id;

-- src/features/documents/records/document-ingestion.repository.ts: renew
UPDATE documents SET lease_until = now() + make_interval(secs => $1::int),
  next_attempt_at = now() + make_interval(secs => $2::int)
WHERE id = $3 AND workspace_id = $4 AND lease_token = $5
  AND status = 'PROCESSING' AND deleted_at IS NULL;

-- src/features/documents/records/document-ingestion.repository.ts: giveBack
UPDATE documents SET lease_token = NULL, lease_until = NULL, stage = 'queued',
  next_attempt_at = now() + make_interval(secs => $1::int),
  attempts = greatest(attempts - $2::int, 0)
WHERE id = $3 AND workspace_id = $4 AND lease_token = $5
  AND status = 'PROCESSING' AND deleted_at IS NULL;

-- src/features/documents/records/document-ingestion.repository.ts: report
UPDATE documents SET stage = $1, progress = greatest(progress, $2::real)
WHERE id = $3 AND workspace_id = $4 AND lease_token = $5
  AND status = 'PROCESSING' AND deleted_at IS NULL;

-- src/features/documents/records/document-ingestion.repository.ts: versionsOf
SELECT id, status::text, stage, progress::float8 FROM documents WHERE id = ANY($1) AND deleted_at IS NULL;

-- src/features/documents/records/document-list.repository.ts: nameKey (fragment)
left(lower(d.name), 64) COLLATE "C"

-- src/features/documents/records/document-list.repository.ts: operators (fragment)
>

-- src/features/documents/records/document-list.repository.ts: operators (fragment)
<

-- src/features/documents/records/document-list.repository.ts: directions (fragment)
ASC

-- src/features/documents/records/document-list.repository.ts: directions (fragment)
DESC

-- src/features/documents/records/document-list.repository.ts: listStatement (fragment)
d.workspace_id = $1 AND d.deleted_at IS NULL

-- src/features/documents/records/document-list.repository.ts: listStatement (fragment)
WITH seen AS MATERIALIZED (
  SELECT d.id, /* key */ AS key, /* matches(filter) */ AS "isMatch", row_number() OVER (ORDER BY /* sorting */) AS place
  FROM $1 WHERE /* Prisma.join(conditions, ' AND ') */ ORDER BY /* sorting */ LIMIT $2)
(SELECT id, key, false AS "isEnd" FROM seen WHERE "isMatch" ORDER BY place LIMIT $3)
UNION ALL
(SELECT id, key, true FROM seen WHERE place = $4)

-- src/features/documents/records/document-list.repository.ts: byName (fragment)
d.id

-- src/features/documents/records/document-list.repository.ts: byName (fragment)
/* nameKey */ $1, /* id */ $2

-- src/features/documents/records/document-list.repository.ts: byName (fragment)
documents d

-- src/features/documents/records/document-list.repository.ts: byTime (fragment)
NULL::text

-- src/features/documents/records/document-list.repository.ts: byTime (fragment)
/* id */ /* directions[order.direction] */

-- src/features/documents/records/document-list.repository.ts: byTime (fragment)
d.id

-- src/features/documents/records/document-list.repository.ts: byTime (fragment)
documents d

-- src/features/documents/records/document-list.repository.ts: byTime (fragment)
l.document_id

-- src/features/documents/records/document-list.repository.ts: byTime (fragment)
knowledge_base_documents l
JOIN documents d ON d.workspace_id = l.workspace_id AND d.id = l.document_id

-- src/features/documents/records/document-list.repository.ts: byTime (fragment)
l.workspace_id = $1 AND l.knowledge_base_id = $2

-- src/features/documents/records/document-list.repository.ts: statusIs (fragment)
d.status = $1::document_status

-- src/features/documents/records/document-list.repository.ts: behind (fragment)
/* id */ $1 $2

-- src/features/documents/records/document-list.repository.ts: behind (fragment)
(/* nameKey */, d.id) $1 ($2, $3)

-- src/features/documents/records/document-list.repository.ts: matches (fragment)
true

-- src/features/documents/records/document-list.repository.ts: matches (fragment)
strpos(lower(d.name), lower($1)) > 0

-- src/features/documents/records/document-list.repository.ts: matches (fragment)
EXISTS (SELECT FROM knowledge_base_documents WHERE knowledge_base_id = $1
AND document_id = d.id)

-- src/features/documents/records/documents.repository.ts: insert
SELECT follow_upload($1, $2, $3::upload_status, $4);

-- src/features/documents/records/documents.repository.ts: lock
SELECT FROM documents WHERE id = $1 AND workspace_id = $2 AND deleted_at IS NULL FOR NO KEY UPDATE;

-- src/features/documents/records/documents.repository.ts: changeLanguage
UPDATE documents SET language = $1
WHERE id = $2 AND workspace_id = $3 AND deleted_at IS NULL AND language <> $4
RETURNING (status = 'SUCCESS' AND chunk_count > 0) OR next_attempt_at IS NOT NULL AS "isToIngest";

-- src/features/documents/records/documents.repository.ts: changeLanguage
SELECT follow_upload($1, $2, 'AVAILABLE', NULL);

-- src/features/documents/records/documents.repository.ts: requeue
SELECT FROM documents
WHERE id = $1 AND workspace_id = $2 AND status IN ('SUCCESS', 'FAILURE') AND deleted_at IS NULL
FOR NO KEY UPDATE;

-- src/features/documents/records/documents.repository.ts: requeue
SELECT follow_upload($1, $2, 'AVAILABLE', NULL);

-- src/features/documents/records/failed-documents.repository.ts: take
SELECT id, upload_id AS "uploadId" FROM documents WHERE upload_id = ANY($1) AND deleted_at IS NULL;

-- src/features/documents/records/ingestion-outcome.repository.ts: succeed
UPDATE documents SET status = 'SUCCESS', stage = $1, progress = 1, chunk_count = $2::int, attempts = 0,
  error_code = NULL, error_message = NULL, lease_token = NULL, lease_until = NULL, next_attempt_at = NULL,
  finished_at = clock_timestamp(), updated_at = clock_timestamp()
WHERE id = $3 AND workspace_id = $4 AND lease_token = $5
  AND status = 'PROCESSING' AND deleted_at IS NULL;

-- src/features/documents/records/ingestion-outcome.repository.ts: fail
UPDATE documents SET status = 'FAILURE', stage = 'failed', chunk_count = 0, attempts = 0,
  error_code = $1, error_message = $2, lease_token = NULL, lease_until = NULL, next_attempt_at = NULL,
  finished_at = clock_timestamp(), updated_at = clock_timestamp()
WHERE id = $3 AND workspace_id = $4 AND lease_token = $5
  AND status = 'PROCESSING' AND deleted_at IS NULL;

-- src/features/documents/records/ingestion-outcome.repository.ts: insert
INSERT INTO document_chunks (workspace_id, document_id, index, page, sheet, "row", start_offset, end_offset, token_count, text)
SELECT $1, $2, c.index, c.page, c.sheet, c."row", c.start, c."end", c.tokens, c.text
FROM json_to_recordset($3::json)
  AS c(index int, page int, sheet text, "row" int, start int, "end" int, tokens int, text text);

-- src/features/documents/records/ingestion-queue-figure.queries.ts: ingestionQueueFigure (fragment)
SELECT (SELECT count(*) FROM (SELECT FROM documents WHERE next_attempt_at IS NOT NULL LIMIT /* MOST_COUNTED */) AS q) AS ingestion_queued,
  (SELECT greatest(coalesce(extract(epoch FROM now() - min(next_attempt_at)), 0), 0) FROM documents WHERE next_attempt_at IS NOT NULL) AS ingestion_oldest_seconds

-- src/features/documents/search/candidates.repository.ts: find
WITH matches AS MATERIALIZED (
  SELECT c.document_id, c.index FROM document_chunks c
  WHERE c.workspace_id = $1 AND (/* matchesOneOf(queries) */) AND $2
  LIMIT /* MOST_MATCHES + 1 */),
candidates AS MATERIALIZED (
  SELECT m.document_id, m.index FROM matches m CROSS JOIN LATERAL (
    SELECT FROM documents d
    WHERE d.id = m.document_id AND $3 AND $4 LIMIT 1) AS readable
  LIMIT /* MOST_RANKED + 1 */),
ranked AS (
  SELECT m.document_id, m.index, words.score FROM candidates m CROSS JOIN LATERAL (
    SELECT ts_rank_cd(c.words, CASE c.language $5 END, /* NORMALIZATION */::int)::float8 AS score
    FROM document_chunks c WHERE c.document_id = m.document_id AND c.index = m.index LIMIT 1) AS words)
SELECT ranked, "isPartial", document_id AS "documentId", index, score
FROM (SELECT count(*)::int AS ranked,
    CASE WHEN count(*) > /* MOST_RANKED */ THEN true ELSE (SELECT count(*) FROM matches) > /* MOST_MATCHES */ END AS "isPartial"
  FROM candidates) AS counted
LEFT JOIN (SELECT * FROM ranked ORDER BY score DESC, document_id DESC, index LIMIT $6) AS best ON true
ORDER BY score DESC, document_id DESC, index;

-- src/features/documents/search/candidates.repository.ts: find (fragment)
c.document_id

-- src/features/documents/search/candidates.repository.ts: find (fragment)
d.id

-- src/features/documents/search/candidates.repository.ts: matchesOneOf (fragment)
c.words @@ $1::tsquery AND c.language = $2

-- src/features/documents/search/compiled-query.repository.ts: wordsOf (fragment)
phraseto_tsquery($1::text::regconfig, searchable_text($2, true))

-- src/features/documents/search/compiled-query.repository.ts: wordsOf (fragment)
(/* typed */ || $1::tsquery)

-- src/features/documents/search/compiled-query.repository.ts: compileQuery (fragment)
(/* Prisma.join( terms.map((term) => wordsOf(language, term)), ' || ', ) */)

-- src/features/documents/search/compiled-query.repository.ts: compileQuery (fragment)
!! /* wordsOf(language, term) */

-- src/features/documents/search/compiled-query.repository.ts: compileQuery
SELECT (/* Prisma.join([Prisma.sql`required`, ...excluded], ' && ') */)::text AS tsquery
FROM (SELECT /* Prisma.join(required, ' && ') */ AS required) AS query WHERE numnode(required) > 0;

-- src/features/documents/search/compiled-query.repository.ts: compileQuery (fragment)
required

-- src/features/documents/search/compiled-query.repository.ts: languagesOf
WITH RECURSIVE found AS (
  SELECT min(language) AS language FROM documents WHERE workspace_id = $1 AND language <> 'simple'
  UNION ALL
  SELECT (SELECT min(language) FROM documents WHERE workspace_id = $2 AND language <> 'simple' AND language > found.language)
  FROM found WHERE found.language IS NOT NULL)
SELECT language FROM found WHERE language IS NOT NULL;

-- src/features/documents/search/hits.repository.ts: read
SELECT place::int, document_id AS "documentId", c.index, d.name AS "documentName", page, sheet, "row",
  ts_headline(('airlock_' || c.language)::regconfig, translate(text, $1, $2),
    CASE c.language $3 END, /* OPTIONS */) AS marked
FROM unnest($4::text[], $5::int[]) WITH ORDINALITY AS found (document_id, index, place)
  JOIN document_chunks c USING (document_id, index) JOIN documents d ON d.id = document_id
WHERE c.workspace_id = $6 AND d.workspace_id = $7 AND $8
ORDER BY place;

-- src/features/documents/search/knowledge-base-scope.repository.ts: always (fragment)
true

-- src/features/documents/search/knowledge-base-scope.repository.ts: documentsSearched (fragment)
EXISTS (SELECT FROM knowledge_base_documents k WHERE k.knowledge_base_id = $1 AND k.document_id = /* id */)

-- src/features/documents/search/knowledge-base-scope.repository.ts: documentsSearched
SELECT document_id AS id FROM knowledge_base_documents
WHERE knowledge_base_id = $1 AND workspace_id = $2 LIMIT /* FEW_DOCUMENTS + 1 */;

-- src/features/documents/search/knowledge-base-scope.repository.ts: documentsSearched (fragment)
/* id */ = ANY($1)

-- src/features/documents/search/languages.queries.ts: byLanguage (fragment)
WHEN $1 THEN $2::tsquery

-- src/features/documents/search/partial-words.repository.ts: wordsWith
SELECT set_config('statement_timeout', $1, true);

-- src/features/documents/search/partial-words.repository.ts: wordsWith
SELECT tsvector_to_array(to_tsvector('airlock_simple', searchable_text($1, true))) AS lexemes;

-- src/features/documents/search/partial-words.repository.ts: wordsWith
SELECT word FROM (
  SELECT words FROM (
    SELECT document_id, words FROM document_chunks
    WHERE workspace_id = $1 AND vocabulary_of(words) LIKE $2
      AND $3
    LIMIT /* MOST_LOOKED_AT */) AS looked_at
  WHERE $4 LIMIT /* MOST_CHUNKS */) AS chunks,
  unnest(tsvector_to_array(words)) AS word
WHERE word LIKE $5 GROUP BY word ORDER BY count(*) DESC, word LIMIT /* MOST_WORDS */;

-- src/features/documents/search/partial-words.repository.ts: wordsWith (fragment)
document_id

-- src/features/documents/search/partial-words.repository.ts: wordsWith (fragment)
looked_at.document_id

-- src/features/documents/search/word-indexes.queries.ts: useWordIndexes
SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true);

-- prisma/migrations/20261126001810_document_records
CREATE OR REPLACE FUNCTION keep_document_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM follow_upload(NEW.workspace_id, NEW.document_id, NEW.status, NEW.status_reason);
  RETURN NULL;
END $$;

-- prisma/migrations/20261126001820_counts_of_live_bases
CREATE OR REPLACE FUNCTION count_knowledge_base_documents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM knowledge_bases
    WHERE id IN (SELECT knowledge_base_id FROM changed) AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE;
  UPDATE knowledge_bases k SET document_count = k.document_count + CASE TG_OP WHEN 'INSERT' THEN c.links ELSE -c.links END
    FROM (SELECT knowledge_base_id, count(*)::integer AS links FROM changed GROUP BY knowledge_base_id) AS c
    WHERE k.id = c.knowledge_base_id AND k.deleted_at IS NULL;
  RETURN NULL;
END $$;

-- prisma/migrations/20261126001810_document_records
CREATE FUNCTION hide_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM knowledge_base_documents WHERE document_id = NEW.id;
  PERFORM announce(NEW.workspace_id, 'document.deleted', NEW.id, jsonb_build_object(
    'upload_id', NEW.upload_id, 'name', NEW.name, 'chunk_count', NEW.chunk_count));
  RETURN NULL;
END $$;

-- prisma/migrations/20261126001810_document_records
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

-- prisma/migrations/20261126001900_ingestion_queue
CREATE FUNCTION next_ingestion_tenant(p_last text, p_running jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  best text;
  fewest integer;
  runs integer;
  at text := p_last;
  tenant text;
  due timestamptz;
  is_round boolean := false;
BEGIN
  LOOP
    SELECT organization_id, next_attempt_at INTO tenant, due FROM documents
      WHERE next_attempt_at IS NOT NULL AND organization_id > at ORDER BY organization_id, next_attempt_at LIMIT 1;
    IF NOT FOUND THEN
      EXIT WHEN is_round;
      is_round := true;
      at := '';
      CONTINUE;
    END IF;
    EXIT WHEN is_round AND tenant > p_last;
    IF due <= clock_timestamp() THEN
      runs := coalesce((p_running ->> tenant)::integer, 0);
      IF best IS NULL OR runs < fewest THEN
        best := tenant;
        fewest := runs;
      END IF;
      EXIT WHEN runs = 0;
    END IF;
    at := tenant;
  END LOOP;
  RETURN best;
END $$;

-- prisma/migrations/20261126001910_stage_of_a_claim
CREATE OR REPLACE FUNCTION claim_ingestion(p_lease_token text, p_lease_seconds integer) RETURNS text LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off AS $$
DECLARE
  last text;
  running jsonb;
  tenant text;
  claimed text;
  until timestamptz;
BEGIN
  PERFORM 1 FROM documents WHERE next_attempt_at <= clock_timestamp() LIMIT 1;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT organization_id INTO last FROM ingestion_turn FOR UPDATE;
  SELECT jsonb_object_agg(organization_id, runs) INTO running
    FROM (SELECT organization_id, count(*) AS runs FROM documents WHERE lease_token IS NOT NULL AND lease_until > clock_timestamp()
      GROUP BY organization_id) r;
  tenant := next_ingestion_tenant(last, coalesce(running, '{}'));
  SELECT id INTO claimed FROM documents WHERE organization_id = tenant AND next_attempt_at <= clock_timestamp()
    ORDER BY organization_id, next_attempt_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    SELECT id INTO claimed FROM documents WHERE next_attempt_at <= clock_timestamp()
      ORDER BY next_attempt_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
  END IF;
  until := clock_timestamp() + make_interval(secs => p_lease_seconds);
  UPDATE documents SET stage = 'reading', lease_token = p_lease_token, lease_until = until, next_attempt_at = until,
      attempts = least(attempts + 1, 30000), started_at = coalesce(started_at, clock_timestamp())
    WHERE id = claimed;
  UPDATE ingestion_turn SET organization_id = coalesce(tenant, last);
  RETURN claimed;
END $$;

-- prisma/migrations/20261126002000_search
CREATE FUNCTION searchable_text(p_text text, p_is_query boolean) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  -- Without angle brackets: what stands between them would be a tag, which has no words.
  plain text := regexp_replace(translate(normalize(p_text, NFKC), '<>', '  '),
    '[\u00AD\u0591-\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670\u200B-\u200F\u2060\uFEFF]', '', 'g');
  spaceless CONSTANT text := '\u0E01-\u0EFF\u1000-\u109F\u1100-\u11FF\u1780-\u17D3\u3005-\u3007\u3041-\u3096\u309D-\u30FA'
    '\u30FC-\u312F\u3131-\u318E\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\U00020000-\U0003FFFF';
BEGIN
  IF plain !~ ('[' || spaceless || ']') THEN
    RETURN plain;
  END IF;
  RETURN (
    SELECT string_agg(coalesce(part[2], ' ' || (
      SELECT string_agg(substr(part[1], n, 2), ' ' ORDER BY n)
      FROM generate_series(1, greatest(1, length(part[1]) - p_is_query::int)) n) || ' '), '' ORDER BY place)
    FROM regexp_matches(plain, '([' || spaceless || ']+)|([^' || spaceless || ']+)', 'g') WITH ORDINALITY AS parts (part, place));
END $$;

-- prisma/migrations/20261126002000_search
CREATE FUNCTION index_chunk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.language := coalesce(
    (SELECT language FROM documents WHERE id = NEW.document_id AND workspace_id = NEW.workspace_id), NEW.language);
  NEW.words := to_tsvector(('airlock_' || NEW.language)::regconfig, searchable_text(NEW.text, false));
  RETURN NEW;
END $$;

-- prisma/migrations/20261126002000_search
CREATE FUNCTION vocabulary_of(p_words tsvector) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_to_string(tsvector_to_array(p_words), ' ');
$$;

-- features/identity ---------------------------------------------------------------------------------------------------

-- src/features/identity/api-keys.repository.ts: knownStatement
SELECT hash, id, organization_id AS "organizationId", workspace_id AS "workspaceId", name, prefix, scopes,
created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt",
revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) AS "isUsable"
FROM api_keys WHERE hash = ANY ($1::bytea[]);

-- src/features/identity/api-keys.repository.ts: touch
UPDATE api_keys SET last_used_at = now()
WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute');

-- src/features/identity/linked-identities/identities.repository.ts: touch
UPDATE identities SET last_used_at = now()
WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute');

-- src/features/identity/linked-identities/identities.repository.ts: lockUser
SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE;

-- src/features/identity/upload-tokens/upload-tokens.repository.ts: usableStatement
SELECT t.id, t.organization_id AS "organizationId", t.workspace_id AS "workspaceId", t.bucket_id AS "bucketId",
  t.key_id AS "keyId", t.user_id AS "userId", t.scopes, t.max_file_bytes::float8 AS "maxFileBytes",
  t.content_types AS "contentTypes", t.origin, t.max_files AS "maxFiles", t.used_files AS "usedFiles",
  t.created_at AS "createdAt", least(t.expires_at, k.expires_at) AS "expiresAt", k.scopes AS "keyScopes", m.role
FROM upload_tokens t
LEFT JOIN api_keys k ON k.id = t.key_id AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
LEFT JOIN memberships m ON m.workspace_id = t.workspace_id AND m.user_id = t.user_id
WHERE t.hash = $1 AND t.revoked_at IS NULL AND t.expires_at > now() AND (k.id IS NOT NULL OR m.role IS NOT NULL);

-- src/features/identity/upload-tokens/upload-tokens.repository.ts: forget
DELETE FROM upload_tokens WHERE id = ANY (ARRAY(
  SELECT id FROM upload_tokens WHERE expires_at < now() - interval '30 days' ORDER BY expires_at LIMIT $1));

-- prisma/migrations/20261126003100_upload_tokens
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

-- prisma/migrations/20261126003100_upload_tokens
CREATE FUNCTION return_token_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE upload_tokens SET used_files = used_files - 1
    WHERE id = NEW.upload_token_id AND workspace_id = NEW.workspace_id AND used_files > 0;
  RETURN NULL;
END $$;

-- features/images -----------------------------------------------------------------------------------------------------

-- src/features/images/records/image-leases.repository.ts: claim
UPDATE images SET lease_token = $1, lease_until = now() + make_interval(secs => $2::int),
  next_attempt_at = now() + make_interval(secs => $3::int), attempts = least(attempts + 1, 30000)
WHERE (workspace_id, blob_id) = (
  SELECT workspace_id, blob_id FROM images WHERE next_attempt_at <= now()
  ORDER BY next_attempt_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
RETURNING workspace_id AS "workspaceId", blob_id AS "blobId", attempts;

-- src/features/images/records/image-leases.repository.ts: renew
UPDATE images SET lease_until = now() + make_interval(secs => $1::int),
  next_attempt_at = now() + make_interval(secs => $2::int)
WHERE workspace_id = $3 AND blob_id = $4 AND lease_token = $5;

-- src/features/images/records/image-leases.repository.ts: giveBack
UPDATE images SET lease_token = NULL, lease_until = NULL,
  next_attempt_at = now() + make_interval(secs => $1::int),
  attempts = greatest(attempts - $2::int, 0)
WHERE workspace_id = $3 AND blob_id = $4 AND lease_token = $5;

-- src/features/images/records/image-leases.repository.ts: countDue
SELECT count(*)::int AS due FROM (SELECT FROM images WHERE next_attempt_at <= now() LIMIT $1) q;

-- src/features/images/records/image-outcome.repository.ts: succeed
UPDATE images SET status = 'DONE', recipe = /* RECIPE */::smallint, width = $1::int, height = $2::int,
  frames = $3::int, error_code = NULL, attempts = 0, lease_token = NULL, lease_until = NULL,
  next_attempt_at = NULL, finished_at = now()
WHERE workspace_id = $4 AND blob_id = $5 AND lease_token = $6;

-- src/features/images/records/image-outcome.repository.ts: fail
UPDATE images SET status = 'FAILED', error_code = $1, attempts = 0, lease_token = NULL, lease_until = NULL,
  next_attempt_at = NULL, finished_at = now()
WHERE workspace_id = $2 AND blob_id = $3 AND lease_token = $4;

-- src/features/images/records/image-queue-figure.queries.ts: imageQueueFigure (fragment)
SELECT (SELECT count(*) FROM (SELECT FROM images WHERE next_attempt_at IS NOT NULL LIMIT /* MOST_COUNTED */) AS q) AS images_queued,
  (SELECT greatest(coalesce(extract(epoch FROM now() - min(next_attempt_at)), 0), 0) FROM images WHERE next_attempt_at IS NOT NULL) AS images_oldest_seconds

-- src/features/images/records/images.repository.ts: request (fragment)
images.finished_at IS NOT DISTINCT FROM $1

-- src/features/images/records/images.repository.ts: request (fragment)
true

-- src/features/images/records/images.repository.ts: request
INSERT INTO images (workspace_id, blob_id) VALUES ($1, $2)
ON CONFLICT (workspace_id, blob_id) DO UPDATE
  SET status = 'PENDING', error_code = NULL, attempts = 0, next_attempt_at = now()
  WHERE images.status <> 'PENDING' AND /* isAsSeen */;

-- prisma/migrations/20261126003300_images
CREATE FUNCTION expect_variants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO images (workspace_id, blob_id) VALUES (NEW.workspace_id, NEW.blob_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

-- prisma/migrations/20261126003300_images
CREATE FUNCTION discard_variants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM images WHERE workspace_id = NEW.workspace_id AND blob_id = NEW.id;
  RETURN NULL;
END $$;

-- prisma/migrations/20261126003300_images
CREATE FUNCTION trash_variant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM trash_owned(OLD.workspace_id, OLD.key, OLD.size, OLD.made_at);
  RETURN NULL;
END $$;

-- features/notifications ----------------------------------------------------------------------------------------------

-- src/features/notifications/mail-queue.repository.ts: claim
WITH first AS (
  SELECT user_id, workspace_id FROM notification_recipients WHERE mail_at <= now()
  ORDER BY mail_at LIMIT 1 FOR UPDATE SKIP LOCKED
), due AS (
  SELECT r.notification_id, r.user_id FROM notification_recipients r JOIN first f USING (user_id, workspace_id)
  WHERE r.mail_at <= now() ORDER BY r.notification_id LIMIT /* MOST_IN_A_MAIL */ FOR UPDATE OF r SKIP LOCKED
)
UPDATE notification_recipients r SET mail_tries = r.mail_tries + 1, mail_at = now() + make_interval(secs => $1::int)
FROM due WHERE r.notification_id = due.notification_id AND r.user_id = due.user_id
RETURNING r.user_id AS "userId", r.workspace_id AS "workspaceId", r.notification_id AS "notificationId";

-- src/features/notifications/mail-queue.repository.ts: later
UPDATE notification_recipients SET mail_at =
  CASE WHEN mail_tries < /* MOST_TRIES */ THEN now() + least(power(2, mail_tries) * 15, 7200) * interval '1 second' END
WHERE user_id = $1 AND mail_at IS NOT NULL AND notification_id = ANY($2);

-- src/features/notifications/notifications.repository.ts: forgetOld
DELETE FROM notifications WHERE id IN (
  SELECT id FROM notifications WHERE id < $1
  ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED);

-- features/objects ----------------------------------------------------------------------------------------------------

-- src/features/objects/objects.repository.ts: list (fragment)
workspace_id = $1

-- src/features/objects/objects.repository.ts: list (fragment)
bucket_id = $1

-- src/features/objects/objects.repository.ts: list (fragment)
id

-- src/features/objects/objects.repository.ts: list (fragment)
metadata ->> $1 = $2

-- src/features/objects/objects.repository.ts: list (fragment)
id

-- src/features/objects/objects.repository.ts: list
SELECT id FROM objects WHERE /* Prisma.join(conditions, ' AND ') */ ORDER BY id $1 LIMIT $2;

-- src/features/objects/objects.repository.ts: endOfWindow
SELECT id FROM objects WHERE /* Prisma.join(place, ' AND ') */ ORDER BY id $1 OFFSET /* WINDOW - 1 */ LIMIT 1;

-- src/features/objects/objects.repository.ts: attach
SELECT attach_object($1, ($2, $3, $4)::object_draft) AS "isMade";

-- src/features/objects/objects.repository.ts: insert
INSERT INTO objects (id, organization_id, workspace_id, bucket_id, metadata, unique_key_hash, created_by)
VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7)
ON CONFLICT (bucket_id, unique_key_hash) WHERE unique_key_hash IS NOT NULL DO NOTHING;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE OR REPLACE FUNCTION attach_object(u uploads, draft object_draft) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  done text;
  schema jsonb := bucket_schema(u.workspace_id, u.bucket_id);
BEGIN
  IF (draft.schema_version IS NOT NULL OR schema ? 'unique_key') AND md5(schema::text) IS DISTINCT FROM draft.schema_version THEN
    RAISE EXCEPTION 'the unique key follows another schema' USING ERRCODE = 'AL024';
  END IF;
  INSERT INTO objects (id, organization_id, workspace_id, bucket_id, metadata, unique_key_hash, created_by)
    VALUES (draft.id, u.organization_id, u.workspace_id, u.bucket_id, coalesce(u.object_metadata, '{}'), draft.unique_key_hash, u.created_by)
    ON CONFLICT (bucket_id, unique_key_hash) WHERE unique_key_hash IS NOT NULL DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO object_files (object_id, position, workspace_id, property, type, upload_id)
    VALUES (draft.id, 0, u.workspace_id, coalesce(u.blob_property, 'file'), coalesce(u.blob_type, 'OTHER'), u.id);
  done := announce(u.workspace_id, 'object.created', draft.id,
    jsonb_build_object('bucketId', u.bucket_id, 'uploadIds', jsonb_build_array(u.id)));
  RETURN true;
END $$;

-- prisma/migrations/20261126004210_ends
CREATE FUNCTION detach_upload(p_workspace_id text, p_upload_id text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  held text[] := ARRAY(
    SELECT o.id FROM objects o WHERE o.workspace_id = p_workspace_id
      AND o.id IN (SELECT object_id FROM object_files WHERE upload_id = p_upload_id) ORDER BY o.id FOR UPDATE);
BEGIN
  IF held = '{}' THEN
    RETURN;
  END IF;
  DELETE FROM object_files WHERE upload_id = p_upload_id AND workspace_id = p_workspace_id;
  DELETE FROM objects o WHERE o.id = ANY (held) AND o.workspace_id = p_workspace_id
    AND NOT EXISTS (SELECT FROM object_files f WHERE f.object_id = o.id);
END $$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE OR REPLACE FUNCTION attach_objects(p_admissions plain_admission[], p_files leased_file[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  workspace text := p_admissions[1].workspace_id;
  bucket_ids text[] := '{}';
  ids text[] := '{}';
  told jsonb[] := '{}';
  admission plain_admission;
  file leased_file;
  done text;
BEGIN
  FOR n IN 1..cardinality(p_admissions) LOOP
    admission := p_admissions[n];
    file := p_files[n];
    bucket_ids := bucket_ids || file.bucket_id;
    IF admission.object_id IS NOT NULL THEN
      ids := ids || admission.object_id;
      told := told || jsonb_build_object('bucketId', file.bucket_id, 'uploadIds', jsonb_build_array(admission.id));
    END IF;
  END LOOP;
  IF have_unique_key(workspace, bucket_ids) THEN
    RAISE EXCEPTION 'the unique key follows another schema' USING ERRCODE = 'AL024';
  END IF;
  IF ids = '{}' THEN
    RETURN;
  END IF;
  WITH made AS MATERIALIZED (
    SELECT * FROM ROWS FROM (unnest(p_admissions), unnest(p_files)) AS a WHERE a.object_id IS NOT NULL
  ), object AS (
    INSERT INTO objects (id, organization_id, workspace_id, bucket_id, metadata, created_by)
      SELECT object_id, organization_id, workspace_id, bucket_id, coalesce(object_metadata, '{}'), created_by FROM made
  )
  INSERT INTO object_files (object_id, position, workspace_id, property, type, upload_id)
    SELECT object_id, 0, workspace_id, coalesce(property, 'file'), coalesce(kind, 'OTHER'), id FROM made;
  done := announce_each(workspace, 'object.created', ids, told);
END $$;

-- features/quarantine -------------------------------------------------------------------------------------------------

-- src/features/quarantine/quarantines.repository.ts: begin
INSERT INTO quarantines AS q (workspace_id, sha256, organization_id, reason, created_by)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (workspace_id, sha256) DO UPDATE SET reason = excluded.reason, created_by = excluded.created_by,
  created_at = now(), released_at = NULL, left_key = NULL, moved_at = NULL, due_at = now(), lease_token = NULL, attempts = 0
WHERE q.released_at IS NOT NULL;

-- src/features/quarantine/work/quarantine-work.repository.ts: claim
UPDATE quarantines SET lease_token = $1, due_at = now() + make_interval(secs => $2::int),
  attempts = least(attempts + 1, 30000)
WHERE (workspace_id, sha256) = (
  SELECT workspace_id, sha256 FROM quarantines WHERE due_at <= now() ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING workspace_id AS "workspaceId", sha256;

-- src/features/quarantine/work/quarantine-work.repository.ts: setDue
UPDATE quarantines SET due_at = now() + make_interval(secs => $1::int)
WHERE workspace_id = $2 AND sha256 = $3 AND lease_token = $4;

-- prisma/migrations/20261126004110_conclusions
CREATE FUNCTION quarantine_reason(p_workspace_id text, p_sha256 text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT reason FROM quarantines WHERE workspace_id = p_workspace_id AND sha256 = p_sha256 AND released_at IS NULL
$$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION are_quarantined(p_workspace_id text, p_sha256s text[]) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM 1 FROM quarantines WHERE workspace_id = p_workspace_id AND sha256 = ANY (p_sha256s) AND released_at IS NULL LIMIT 1;
  RETURN FOUND;
END $$;

-- features/relay ------------------------------------------------------------------------------------------------------

-- src/features/relay/announcements.repository.ts
EXISTS (SELECT FROM announcements WHERE published_at IS NULL)

-- src/features/relay/announcements.repository.ts
(SELECT at FROM announcements WHERE published_at IS NULL ORDER BY id LIMIT 1)

-- src/features/relay/announcements.repository.ts: take
UPDATE announcements SET published_at = now() WHERE id IN (
  SELECT id FROM announcements WHERE published_at IS NULL ORDER BY id LIMIT $1)
RETURNING id, workspace_id AS "workspaceId", type, resource_id AS "resourceId", at, data;

-- src/features/relay/announcements.repository.ts: forget
DELETE FROM announcements WHERE id IN (SELECT id FROM announcements ORDER BY id LIMIT $1)
  AND published_at < now() - make_interval(days => $2::int);

-- src/features/relay/parked-events.repository.ts: lockNext
SELECT id, subscriber, tries, event FROM parked_events WHERE next_try_at <= now()
ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED;

-- src/features/relay/parked-events.repository.ts: postpone
UPDATE parked_events SET tries = least(tries + 1, 30000), why = $1,
  next_try_at = now() + make_interval(secs => $2::int) WHERE id = $3;

-- src/features/relay/relay-figure.queries.ts: relayFigure (fragment)
SELECT greatest(coalesce(extract(epoch FROM now() - least(/* Prisma.join(oldest) */)), 0), 0) AS relay_lag_seconds,
  (SELECT count(*) FROM (SELECT FROM parked_events LIMIT /* MOST_COUNTED */) AS p) AS relay_parked_events

-- src/features/relay/relay.transaction.ts: hasUnpublished
SELECT /* Prisma.join(conditions, ' OR ') */ AS any;

-- src/features/relay/relay.transaction.ts: isAlone
SELECT pg_try_advisory_xact_lock(/* LOCK */) AS alone, set_config('synchronous_commit', 'off', true);

-- prisma/migrations/20261126000710_ends_of_timelines
CREATE FUNCTION forget_workspaces() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM parked_events WHERE workspace_id IN (SELECT id FROM gone);
  RETURN NULL;
END $$;

-- prisma/migrations/20261126001810_document_records
CREATE FUNCTION announce(p_workspace_id text, p_type text, p_resource_id text, p_data jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO announcements (workspace_id, type, resource_id, data) VALUES (p_workspace_id, p_type, p_resource_id, p_data);
$$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION announce_each(p_workspace_id text, p_type text, p_resource_ids text[], p_data jsonb[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO announcements (workspace_id, type, resource_id, data)
    SELECT p_workspace_id, p_type, a.resource_id, a.data FROM unnest(p_resource_ids, p_data) AS a (resource_id, data);
END $$;

-- features/scanning ---------------------------------------------------------------------------------------------------

-- src/features/scanning/admission/admission.repository.ts: statements
SELECT admit_plain_uploads($1);

-- src/features/scanning/admission/admission.repository.ts: statements
SELECT conclude_scans($1) AS answers;

-- src/features/scanning/lease/scan-lease.repository.ts: claimStatement
SELECT upload, bucket_name, policies FROM take_scans($1, $2, $3, $4, $5);

-- src/features/scanning/lease/scan-lease.repository.ts: expectStatement
SELECT expect_scan_copy($1, $2, $3, $4, $5) AS "isHeld";

-- src/features/scanning/lease/scan-lease.repository.ts: renewStatement
SELECT renew_scans($1, $2, $3) AS "goesOn";

-- src/features/scanning/lease/scan-lease.repository.ts: nextAttempt
SELECT lease_next_attempt($1, $2, $3::int, $4::bigint) AS attempts;

-- src/features/scanning/lease/scan-lease.repository.ts: giveBack
SELECT give_back_scan($1, $2, $3::int, $4::boolean);

-- src/features/scanning/staging-limit/scanner-presence.repository.ts: note
SELECT note_scanner_presence(make_interval(secs => /* PRESENCE_GAP_SECONDS */::int));

-- src/features/scanning/staging-limit/scanner-presence.repository.ts: cutoff
SELECT staging_cutoff(make_interval(hours => $1::int)) AS cutoff;

-- prisma/migrations/20261124000400_scanner_presence
CREATE FUNCTION note_scanner_presence(p_patience interval) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  -- Read under the lock: of two workers the later one must not write the earlier time.
  moment timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('scanner_presence'));
  moment := clock_timestamp();
  UPDATE scanner_presence SET until = greatest(until, moment)
    WHERE id = (SELECT id FROM scanner_presence ORDER BY id DESC LIMIT 1) AND until >= moment - p_patience;
  IF NOT FOUND THEN
    INSERT INTO scanner_presence (since, until) VALUES (moment, moment);
  END IF;
END $$;

-- prisma/migrations/20261124000400_scanner_presence
CREATE FUNCTION staging_cutoff(p_ttl interval) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
  presence scanner_presence;
  missing interval := p_ttl;
BEGIN
  FOR presence IN SELECT * FROM scanner_presence ORDER BY id DESC LOOP
    IF presence.until - presence.since >= missing THEN
      RETURN presence.until - missing;
    END IF;
    missing := missing - (presence.until - presence.since);
  END LOOP;
  RETURN NULL;
END $$;

-- prisma/migrations/20261126004100_claims
CREATE OR REPLACE FUNCTION next_scan_attempt(p_upload_id text, p_lease_token text, p_lease_seconds integer, p_parts_above bigint)
RETURNS integer LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  u uploads;
BEGIN
  PERFORM 1 FROM uploads WHERE id = p_upload_id AND lease_token = p_lease_token AND status = 'SCANNING' FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  u := begin_scan_attempt(p_upload_id, p_lease_token, p_lease_seconds, p_parts_above);
  RETURN u.attempts;
END $$;

-- prisma/migrations/20261126001100_scan_leases
CREATE FUNCTION give_back_scan(p_upload_id text, p_lease_token text, p_after_seconds integer, p_is_unscanned boolean)
RETURNS void LANGUAGE sql SET enable_seqscan = off AS $$
  UPDATE uploads SET lease_token = NULL, lease_until = now() + make_interval(secs => p_after_seconds),
    scan_failures = least(scan_failures + p_is_unscanned::integer, 30000)
  WHERE id = p_upload_id AND lease_token = p_lease_token AND status = 'SCANNING'
$$;

-- prisma/migrations/20261126004100_claims
CREATE FUNCTION begin_scan_attempt(p_upload_id text, p_lease_token text, p_lease_seconds integer, p_parts_above bigint)
RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
BEGIN
  UPDATE uploads
    SET lease_token = p_lease_token, lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
      attempts = least(attempts + 1, 30000)
    WHERE id = p_upload_id RETURNING * INTO u;
  PERFORM trash_after_attempt(u.workspace_id, scan_attempt_keys(u), u.reserved_bytes, p_parts_above, p_lease_seconds);
  RETURN u;
END $$;

-- prisma/migrations/20261126004100_claims
CREATE FUNCTION claim_scans(
  p_most integer, p_lease_token text, p_lease_seconds integer, p_lifo_threshold integer, p_parts_above bigint
) RETURNS SETOF jsonb LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off AS $$
DECLARE
  turn scan_turn;
  taken integer := 0;
  running jsonb;
  takes_oldest boolean;
  newest_first boolean;
  clients boolean;
  tenant text;
  candidate text;
  u uploads;
BEGIN
  PERFORM 1 FROM scan_queue WHERE lease_until IS NULL LIMIT 1;
  IF NOT FOUND THEN
    PERFORM 1 FROM scan_queue WHERE lease_until <= clock_timestamp() LIMIT 1;
    IF NOT FOUND THEN
      RETURN;
    END IF;
  END IF;
  SELECT * INTO turn FROM scan_turn FOR UPDATE;

  WHILE taken < p_most LOOP
    -- A lease or a pause that is over: back to its old place. A worker that is only slow may still renew its lease.
    UPDATE scan_queue SET lease_until = NULL, is_running = false WHERE upload_id = ANY (ARRAY(
      SELECT upload_id FROM scan_queue WHERE lease_until <= clock_timestamp() ORDER BY lease_until LIMIT 50 FOR UPDATE SKIP LOCKED));

    takes_oldest := (turn.claims + 1) % 5 = 0;
    newest_first := false;
    tenant := NULL;
    IF NOT takes_oldest THEN
      SELECT jsonb_object_agg(organization_id, scans) INTO running
        FROM (SELECT organization_id, count(*) AS scans FROM scan_queue WHERE is_running GROUP BY organization_id) r;
      FOREACH clients IN ARRAY ARRAY[true, false] LOOP
        tenant := next_scan_tenant(clients, turn.organization_id, coalesce(running, '{}'));
        EXIT WHEN tenant IS NOT NULL;
      END LOOP;
      newest_first := scan_backlog_exceeds(p_lifo_threshold);
    END IF;

    u := NULL;
    FOR candidate IN
      SELECT c.upload_id FROM (
        (SELECT upload_id FROM scan_queue WHERE NOT takes_oldest AND NOT newest_first
           AND lease_until IS NULL AND by_client = clients AND organization_id = tenant ORDER BY arrived LIMIT 100)
        UNION ALL
        (SELECT upload_id FROM scan_queue WHERE NOT takes_oldest AND newest_first
           AND lease_until IS NULL AND by_client = clients AND organization_id = tenant ORDER BY arrived DESC LIMIT 100)
        UNION ALL
        (SELECT upload_id FROM scan_queue WHERE lease_until IS NULL ORDER BY arrived LIMIT 100)
      ) c
    LOOP
      PERFORM 1 FROM uploads
        WHERE id = candidate AND status = 'SCANNING' AND (lease_until IS NULL OR lease_until <= clock_timestamp())
        FOR UPDATE SKIP LOCKED;
      CONTINUE WHEN NOT FOUND;
      u := begin_scan_attempt(candidate, p_lease_token, p_lease_seconds, p_parts_above);
      EXIT;
    END LOOP;
    EXIT WHEN u.id IS NULL;

    taken := taken + 1;
    turn.claims := turn.claims + 1;
    IF NOT takes_oldest THEN
      turn.organization_id := coalesce(tenant, '');
    END IF;
    RETURN NEXT upload_json(u) || jsonb_build_object('policies', bucket_policies(u.workspace_id, u.bucket_id));
  END LOOP;

  IF taken > 0 THEN
    UPDATE scan_turn SET claims = turn.claims, organization_id = turn.organization_id;
  END IF;
END $$;

-- prisma/migrations/20261126004100_claims
CREATE FUNCTION renew_scans(p_leases jsonb, p_lease_seconds integer, p_parts_above bigint)
RETURNS SETOF boolean LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  lease jsonb;
  u uploads;
BEGIN
  FOR place IN 1..jsonb_array_length(p_leases) LOOP
    lease := p_leases -> (place - 1);
    PERFORM 1 FROM uploads
      WHERE id = lease ->> 'id' AND lease_token = lease ->> 'leaseToken' AND status = 'SCANNING' FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
      UPDATE uploads SET lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
        WHERE id = lease ->> 'id' RETURNING * INTO u;
      PERFORM trash_after_attempt(u.workspace_id, scan_attempt_keys(u), u.reserved_bytes, p_parts_above, p_lease_seconds);
      RETURN NEXT true;
    ELSE
      RETURN NEXT EXISTS (
        SELECT FROM uploads WHERE id = lease ->> 'id' AND lease_token = lease ->> 'leaseToken' AND status = 'SCANNING');
    END IF;
  END LOOP;
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE OR REPLACE FUNCTION take_copy(c scan_conclusion, is_new boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  done text;
BEGIN
  IF NOT is_new THEN
    IF c.copied_to IS NOT NULL THEN
      done := expedite_trash(c.workspace_id, c.copied_to);
    END IF;
    RETURN;
  END IF;
  IF c.copied_to IS NULL THEN
    RAISE EXCEPTION 'the content to share was deleted' USING ERRCODE = 'AL021';
  END IF;
  IF NOT reclaim_trash(c.workspace_id, c.copied_to) THEN
    RAISE EXCEPTION 'the copy is being deleted' USING ERRCODE = 'AL020';
  END IF;
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE OR REPLACE FUNCTION admit_scan(c scan_conclusion) RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  done text;
  m upload_move := c.move;
  u uploads := lock_leased_upload(c.workspace_id, m.id, m.lease_token, (c.blob).sha256);
  b blobs;
  is_new boolean;
  reason text;
BEGIN
  IF (c.object).id IS NOT NULL THEN
    IF attach_object(u, c.object) THEN
      m.changes := m.changes || jsonb_build_object('object_id', (c.object).id);
    ELSE
      m.changes := jsonb_build_object('status_reason', 'unique_key_exists') || m.changes;
    END IF;
  END IF;
  b := keep_blob(c.blob);
  is_new := b.id = (c.blob).id;
  reason := CASE WHEN b.state = 'quarantined' THEN coalesce(b.quarantine_reason, '')
    WHEN is_new THEN quarantine_reason(c.workspace_id, b.sha256) END;
  IF reason IS NOT NULL THEN
    RAISE EXCEPTION USING MESSAGE = reason, ERRCODE = 'AL023';
  END IF;
  done := take_copy(c, is_new);
  m.changes := m.changes || jsonb_build_object('blob_id', b.id, 'blob_generation', b.generation, 'duplicate_of_upload_id',
    CASE WHEN NOT is_new AND u.skip_duplicates THEN first_upload_of_blob(c.workspace_id, b.id) END);
  u := write_move(m, u);
  done := trash_working_copies(u, c.working);
  RETURN u;
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE OR REPLACE FUNCTION quarantine_scan(c scan_conclusion) RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  done text;
  m upload_move := c.move;
  u uploads := lock_leased_upload(c.workspace_id, m.id, m.lease_token, (c.blob).sha256);
  b blobs := keep_blob(c.blob);
BEGIN
  done := take_copy(c, b.id = (c.blob).id);
  IF b.id = (c.blob).id THEN
    done := quarantine_blob(c.workspace_id, b.id, c.quarantine_reason);
  END IF;
  m.changes := m.changes || jsonb_build_object('blob_id', b.id);
  u := write_move(m, u);
  done := trash_working_copies(u, c.working);
  RETURN u;
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE OR REPLACE FUNCTION reject_scan(c scan_conclusion) RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
  step record;
  done text;
BEGIN
  step := move_upload(c.move);
  IF step.was IS NULL THEN
    RAISE EXCEPTION 'the lease was lost' USING ERRCODE = 'AL020';
  END IF;
  u := step.u;
  done := trash_working_copies(u, c.working);
  RETURN u;
END $$;

-- prisma/migrations/20261126004110_conclusions
CREATE FUNCTION conclude_scans(p_conclusions jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  count integer := jsonb_array_length(p_conclusions);
  answers jsonb[] := array_fill(NULL::jsonb, ARRAY[count]);
  all_of scan_conclusion[] := ARRAY(
    SELECT jsonb_populate_record(NULL::scan_conclusion, value) FROM jsonb_array_elements(p_conclusions) WITH ORDINALITY e(value, n) ORDER BY n);
  -- A single one can wait for a row. In a group none waits long, and hardly at all where others would wait with it.
  timeout text := CASE WHEN count > 1 THEN set_config('lock_timeout',
    CASE WHEN all_of[1].workspace_id = all_of[count].workspace_id THEN '200ms' ELSE '20ms' END, true) END;
  c scan_conclusion;
  u uploads;
  tenant text;
  first integer := 1;
  last integer;
  is_busy boolean;
  ended integer;
  reserved bigint;
  bucket_ids text[];
  sizes bigint[];
BEGIN
  WHILE first <= count LOOP
    last := first;
    WHILE last < count AND all_of[last + 1].workspace_id = all_of[first].workspace_id LOOP
      last := last + 1;
    END LOOP;
    ended := 0;
    reserved := 0;
    bucket_ids := '{}';
    sizes := '{}';
    is_busy := false;
    tenant := set_config('airlock.organization_id', all_of[first].organization_id, true);
    tenant := set_config('airlock.workspace_id', all_of[first].workspace_id, true);
    BEGIN
      FOR place IN first..last LOOP
        -- One wait for a row of a workspace is enough: its other uploads follow directly.
        IF is_busy THEN
          answers[place] := jsonb_build_object('state', '55P03');
          CONTINUE;
        END IF;
        c := all_of[place];
        BEGIN
          IF c.outcome = 'admit' THEN
            u := admit_scan(c);
            bucket_ids := bucket_ids || u.bucket_id;
            sizes := sizes || u.size;
          ELSIF c.outcome = 'quarantine' THEN
            u := quarantine_scan(c);
          ELSE
            u := reject_scan(c);
          END IF;
          ended := ended + 1;
          reserved := reserved + u.reserved_bytes;
        EXCEPTION WHEN lock_not_available OR SQLSTATE 'AL020' OR SQLSTATE 'AL021' OR SQLSTATE 'AL022' OR SQLSTATE 'AL023' OR SQLSTATE 'AL024' THEN
          answers[place] := jsonb_build_object('state', SQLSTATE, 'message', SQLERRM);
          is_busy := SQLSTATE = '55P03';
        END;
      END LOOP;
      IF ended > 0 THEN
        IF sizes <> '{}' THEN
          PERFORM count_files(all_of[first].workspace_id, bucket_ids, sizes);
        END IF;
        PERFORM settle_usage(all_of[first].organization_id, ended, reserved,
          coalesce((SELECT sum(s) FROM unnest(sizes) AS s), 0)::bigint);
      END IF;
    EXCEPTION WHEN lock_not_available THEN
      answers[first:last] := array_fill(jsonb_build_object('state', '55P03'), ARRAY[last - first + 1]);
    END;
    first := last + 1;
  END LOOP;
  RETURN to_jsonb(answers);
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE FUNCTION lease_scan_attempt(p_upload_id text, p_lease_token text, p_lease_seconds integer, p_parts_above bigint)
RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
  done text;
BEGIN
  UPDATE uploads
    SET lease_token = p_lease_token, lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
      attempts = least(attempts + 1, 30000)
    WHERE id = p_upload_id RETURNING * INTO u;
  done := trash_new_key(u.workspace_id, scan_final_key(u.key, u.attempts), u.reserved_bytes, p_parts_above, p_lease_seconds);
  RETURN u;
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE FUNCTION lease_next_attempt(p_upload_id text, p_lease_token text, p_lease_seconds integer, p_parts_above bigint)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
BEGIN
  PERFORM 1 FROM uploads WHERE id = p_upload_id AND lease_token = p_lease_token AND status = 'SCANNING' FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  u := lease_scan_attempt(p_upload_id, p_lease_token, p_lease_seconds, p_parts_above);
  RETURN u.attempts;
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE FUNCTION expect_scan_copy(p_upload_id text, p_lease_token text, p_key text, p_lease_seconds integer, p_parts_above bigint)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
BEGIN
  SELECT * INTO u FROM uploads WHERE id = p_upload_id AND lease_token = p_lease_token AND status = 'SCANNING' FOR UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM trash_after_attempt(u.workspace_id, ARRAY[p_key], u.reserved_bytes, p_parts_above, p_lease_seconds);
  RETURN true;
END $$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE OR REPLACE FUNCTION lease_scans(
  p_most integer, p_lease_token text, p_lease_seconds integer, p_lifo_threshold integer, p_parts_above bigint
) RETURNS SETOF json LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  turn scan_turn;
  taken integer := 0;
  running jsonb;
  is_long boolean := true;
  takes_oldest boolean;
  clients boolean;
  tenant text;
  candidate text;
  u uploads;
  workspace_ids text[] := '{}';
  keys text[] := '{}';
  sizes bigint[] := '{}';
  done text;
BEGIN
  PERFORM 1 FROM scan_queue WHERE lease_until IS NULL LIMIT 1;
  IF NOT FOUND THEN
    PERFORM 1 FROM scan_queue WHERE lease_until <= clock_timestamp() LIMIT 1;
    IF NOT FOUND THEN
      RETURN;
    END IF;
  END IF;
  SELECT * INTO turn FROM scan_turn FOR UPDATE;

  -- A lease or a pause that is over: back to its old place. A worker that is only slow may still renew its lease.
  UPDATE scan_queue SET lease_until = NULL, is_running = false WHERE upload_id = ANY (ARRAY(
    SELECT upload_id FROM scan_queue WHERE lease_until <= clock_timestamp() ORDER BY lease_until LIMIT 50 FOR UPDATE SKIP LOCKED));
  SELECT jsonb_object_agg(organization_id, scans) INTO running
    FROM (SELECT organization_id, count(*) AS scans FROM scan_queue WHERE is_running GROUP BY organization_id) r;
  running := coalesce(running, '{}');

  WHILE taken < p_most LOOP
    takes_oldest := (turn.claims + 1) % 5 = 0;
    tenant := NULL;
    candidate := NULL;
    IF NOT takes_oldest THEN
      clients := true;
      tenant := next_scan_tenant(clients, turn.organization_id, running);
      IF tenant IS NULL THEN
        clients := false;
        tenant := next_scan_tenant(clients, turn.organization_id, running);
      END IF;
      -- What this claim takes only shortens the queue.
      IF is_long THEN
        is_long := scan_backlog_exceeds(p_lifo_threshold);
      END IF;
      IF is_long THEN
        SELECT q.upload_id INTO candidate FROM scan_queue q JOIN uploads w ON w.id = q.upload_id
          WHERE q.lease_until IS NULL AND q.by_client = clients AND q.organization_id = tenant
            AND w.status = 'SCANNING' AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
          ORDER BY q.arrived DESC LIMIT 1 FOR UPDATE OF w SKIP LOCKED;
      ELSE
        SELECT q.upload_id INTO candidate FROM scan_queue q JOIN uploads w ON w.id = q.upload_id
          WHERE q.lease_until IS NULL AND q.by_client = clients AND q.organization_id = tenant
            AND w.status = 'SCANNING' AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
          ORDER BY q.arrived LIMIT 1 FOR UPDATE OF w SKIP LOCKED;
      END IF;
    END IF;
    IF candidate IS NULL THEN
      SELECT q.upload_id INTO candidate FROM scan_queue q JOIN uploads w ON w.id = q.upload_id
        WHERE q.lease_until IS NULL
          AND w.status = 'SCANNING' AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
        ORDER BY q.arrived LIMIT 1 FOR UPDATE OF w SKIP LOCKED;
    END IF;
    EXIT WHEN candidate IS NULL;

    u := lease_attempt(candidate, p_lease_token, p_lease_seconds);
    workspace_ids := workspace_ids || u.workspace_id;
    keys := keys || scan_final_key(u.key, u.attempts);
    sizes := sizes || u.reserved_bytes::bigint;
    taken := taken + 1;
    running := running || jsonb_build_object(u.organization_id, coalesce((running ->> u.organization_id)::integer, 0) + 1);
    turn.claims := turn.claims + 1;
    IF NOT takes_oldest THEN
      turn.organization_id := coalesce(tenant, '');
    END IF;
    RETURN NEXT left(upload_record(u)::text, -1) || ',"policies":' || bucket_policies(u.workspace_id, u.bucket_id)::text || '}';
  END LOOP;

  IF taken > 0 THEN
    UPDATE scan_turn SET claims = turn.claims, organization_id = turn.organization_id;
    done := trash_new_keys(workspace_ids, keys, sizes, p_parts_above, p_lease_seconds);
  END IF;
END $$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION lease_attempt(p_upload_id text, p_lease_token text, p_lease_seconds integer) RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
BEGIN
  UPDATE uploads
    SET lease_token = p_lease_token, lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
      attempts = least(attempts + 1, 30000)
    WHERE id = p_upload_id RETURNING * INTO u;
  RETURN u;
END $$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE OR REPLACE FUNCTION admit_plain(p_admissions plain_admission[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  done text;
  organization text := p_admissions[1].organization_id;
  workspace text := p_admissions[1].workspace_id;
  files leased_file[] := lock_leased_uploads(p_admissions);
  contents kept_blob[];
  copies text[] := '{}';
  needless text[] := '{}';
  sha256s text[] := '{}';
  is_missing boolean := false;
  is_closed boolean := false;
  bucket_ids text[] := '{}';
  sizes bigint[] := '{}';
  reserved bigint := 0;
  used bigint := 0;
  a plain_admission;
  f leased_file;
  b kept_blob;
BEGIN
  done := attach_objects(p_admissions, files);
  contents := keep_blobs(p_admissions);
  FOR n IN 1..cardinality(p_admissions) LOOP
    a := p_admissions[n];
    f := files[n];
    b := contents[n];
    IF b.is_new AND a.copied_to IS NOT NULL THEN
      copies := copies || a.copied_to;
    ELSIF b.is_new THEN
      is_missing := true;
    ELSIF a.copied_to IS NOT NULL THEN
      needless := needless || a.copied_to;
    END IF;
    is_closed := is_closed OR b.state = 'quarantined';
    sha256s := sha256s || (a.blob).sha256;
    bucket_ids := bucket_ids || f.bucket_id;
    sizes := sizes || a.size;
    reserved := reserved + f.reserved_bytes;
    used := used + a.size;
  END LOOP;
  IF is_closed OR are_quarantined(workspace, sha256s) THEN
    RAISE EXCEPTION 'a content is quarantined' USING ERRCODE = 'AL023';
  END IF;
  IF is_missing THEN
    RAISE EXCEPTION 'the content to share was deleted' USING ERRCODE = 'AL021';
  END IF;
  IF copies <> '{}' THEN
    done := reclaim_keys(workspace, copies);
  END IF;
  FOR n IN 1..cardinality(needless) LOOP
    done := expedite_trash(workspace, needless[n]);
  END LOOP;
  done := move_admitted(p_admissions, files, contents);
  done := trash_working_copies_of(p_admissions, files);
  done := settle_files(organization, workspace, bucket_ids, sizes, reserved, used);
END $$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE OR REPLACE FUNCTION admit_plain_uploads(p_admissions jsonb) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  count integer := jsonb_array_length(p_admissions);
  all_of plain_admission[] := '{}';
  first integer := 1;
  last integer;
  done text;
BEGIN
  FOR n IN 1..count LOOP
    all_of := all_of || jsonb_populate_record(NULL::plain_admission, p_admissions -> (n - 1));
  END LOOP;
  -- A single one can wait for a row. In a group none waits long, and hardly at all where others would wait with it.
  IF count > 1 THEN
    done := set_config('lock_timeout',
      CASE WHEN all_of[1].workspace_id = all_of[count].workspace_id THEN '200ms' ELSE '20ms' END, true);
  END IF;
  WHILE first <= count LOOP
    last := first;
    WHILE last < count AND all_of[last + 1].workspace_id = all_of[first].workspace_id LOOP
      last := last + 1;
    END LOOP;
    done := set_config('airlock.organization_id', all_of[first].organization_id, true);
    done := set_config('airlock.workspace_id', all_of[first].workspace_id, true);
    done := admit_plain(CASE WHEN last - first + 1 = count THEN all_of ELSE all_of[first:last] END);
    first := last + 1;
  END LOOP;
END $$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE FUNCTION take_scans(
  p_most integer, p_lease_token text, p_lease_seconds integer, p_lifo_threshold integer, p_parts_above bigint
) RETURNS TABLE (upload json, bucket_name text, policies jsonb) LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  turn scan_turn;
  taken integer := 0;
  running jsonb;
  waits boolean;
  is_over boolean;
  is_long boolean := true;
  takes_oldest boolean;
  clients boolean;
  tenant text;
  candidate text;
  organization text;
  workspace text;
  bucket text;
  known_bucket text;
  final_key text;
  bytes bigint;
  workspace_ids text[] := '{}';
  keys text[] := '{}';
  sizes bigint[] := '{}';
  done text;
BEGIN
  SELECT EXISTS (SELECT FROM scan_queue WHERE lease_until IS NULL),
    EXISTS (SELECT FROM scan_queue WHERE lease_until <= clock_timestamp()) INTO waits, is_over;
  IF NOT waits AND NOT is_over THEN
    RETURN;
  END IF;
  SELECT * INTO turn FROM scan_turn FOR UPDATE;

  -- A lease or a pause that is over: back to its old place. A worker that is only slow may still renew its lease.
  IF is_over THEN
    UPDATE scan_queue SET lease_until = NULL, is_running = false WHERE upload_id = ANY (ARRAY(
      SELECT upload_id FROM scan_queue WHERE lease_until <= clock_timestamp() ORDER BY lease_until LIMIT 50 FOR UPDATE SKIP LOCKED));
  END IF;
  SELECT jsonb_object_agg(organization_id, scans) INTO running
    FROM (SELECT organization_id, count(*) AS scans FROM scan_queue WHERE is_running GROUP BY organization_id) r;
  running := coalesce(running, '{}');

  WHILE taken < p_most LOOP
    takes_oldest := (turn.claims + 1) % 5 = 0;
    tenant := NULL;
    candidate := NULL;
    IF NOT takes_oldest THEN
      clients := true;
      tenant := next_scan_tenant(clients, turn.organization_id, running);
      IF tenant IS NULL THEN
        clients := false;
        tenant := next_scan_tenant(clients, turn.organization_id, running);
      END IF;
      -- What this claim takes only shortens the queue.
      IF is_long THEN
        is_long := scan_backlog_exceeds(p_lifo_threshold);
      END IF;
      IF is_long THEN
        SELECT q.upload_id INTO candidate FROM scan_queue q JOIN uploads w ON w.id = q.upload_id
          WHERE q.lease_until IS NULL AND q.by_client = clients AND q.organization_id = tenant
            AND w.status = 'SCANNING' AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
          ORDER BY q.arrived DESC LIMIT 1 FOR UPDATE OF w SKIP LOCKED;
      ELSE
        SELECT q.upload_id INTO candidate FROM scan_queue q JOIN uploads w ON w.id = q.upload_id
          WHERE q.lease_until IS NULL AND q.by_client = clients AND q.organization_id = tenant
            AND w.status = 'SCANNING' AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
          ORDER BY q.arrived LIMIT 1 FOR UPDATE OF w SKIP LOCKED;
      END IF;
    END IF;
    IF candidate IS NULL THEN
      SELECT q.upload_id INTO candidate FROM scan_queue q JOIN uploads w ON w.id = q.upload_id
        WHERE q.lease_until IS NULL
          AND w.status = 'SCANNING' AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
        ORDER BY q.arrived LIMIT 1 FOR UPDATE OF w SKIP LOCKED;
    END IF;
    EXIT WHEN candidate IS NULL;

    UPDATE uploads w
      SET lease_token = p_lease_token, lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
        attempts = least(w.attempts + 1, 30000)
      WHERE w.id = candidate
      RETURNING row_to_json(w), w.organization_id, w.workspace_id, w.bucket_id, scan_final_key(w.key, w.attempts), w.reserved_bytes
      INTO upload, organization, workspace, bucket, final_key, bytes;
    IF bucket IS DISTINCT FROM known_bucket THEN
      bucket_name := bucket_name(workspace, bucket);
      policies := bucket_policies(workspace, bucket);
      known_bucket := bucket;
    END IF;
    workspace_ids := workspace_ids || workspace;
    keys := keys || final_key;
    sizes := sizes || bytes;
    taken := taken + 1;
    running := running || jsonb_build_object(organization, coalesce((running ->> organization)::integer, 0) + 1);
    turn.claims := turn.claims + 1;
    IF NOT takes_oldest THEN
      turn.organization_id := coalesce(tenant, '');
    END IF;
    RETURN NEXT;
  END LOOP;

  IF taken > 0 THEN
    UPDATE scan_turn SET claims = turn.claims, organization_id = turn.organization_id;
    done := trash_new_keys(workspace_ids, keys, sizes, p_parts_above, p_lease_seconds);
  END IF;
END $$;

-- features/store-admin ------------------------------------------------------------------------------------------------

-- src/features/store-admin/audit/recorded-keys.repository.ts: all
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;

-- src/features/store-admin/audit/recorded-keys.repository.ts: all
DECLARE recorded_keys NO SCROLL CURSOR FOR
SELECT key, use FROM (
  SELECT key, 'file' AS use FROM blobs
  UNION ALL SELECT key, 'variant' FROM variants
  UNION ALL SELECT key, 'temporary' FROM trash WHERE multipart_id IS NULL
  UNION ALL SELECT left_key, 'temporary' FROM quarantines WHERE left_key IS NOT NULL
  UNION ALL SELECT workspace_id || '/staging/' || id || tail, 'temporary'
    FROM uploads, (VALUES (''), ('.tail')) AS tails (tail) WHERE status IN ('PENDING', 'UPLOADING', 'SCANNING')
) AS recorded ORDER BY key COLLATE "C";

-- src/features/store-admin/audit/recorded-keys.repository.ts: all
FETCH FORWARD /* BATCH */ IN recorded_keys;

-- src/features/store-admin/audit/recorded-keys.repository.ts: needed
SELECT needed.key, array(SELECT id FROM uploads WHERE uploads.workspace_id = needed.workspace_id
    AND uploads.blob_id = needed.blob_id ORDER BY id LIMIT 3) AS uploads
FROM (SELECT key, workspace_id, id AS blob_id FROM blobs WHERE key = ANY($1)
      UNION ALL SELECT key, workspace_id, blob_id FROM variants WHERE key = ANY($1)) AS needed;

-- src/features/store-admin/audit/recorded-keys.repository.ts: discard
INSERT INTO trash (workspace_id, key, not_before)
SELECT workspace_id, key, now() FROM unnest($1::text[], $2::text[]) AS unrecorded (workspace_id, key)
WHERE NOT EXISTS (SELECT FROM trash WHERE trash.key = unrecorded.key AND trash.workspace_id = unrecorded.workspace_id);

-- features/uploads ----------------------------------------------------------------------------------------------------

-- src/features/uploads/confirmation/announced-uploads.repository.ts: statement
SELECT upload, bucket_name, blob FROM look_up_announced($1, $2, $3);

-- src/features/uploads/confirmation/confirm-upload.repository.ts: statements
SELECT upload, bucket_name FROM confirm_at_once($1);

-- src/features/uploads/confirmation/confirm-upload.repository.ts: statements
SELECT upload, moved, refusal FROM confirm_staged_uploads($1);

-- src/features/uploads/confirmation/reconcile.repository.ts: takeDue
UPDATE uploads SET check_count = least(check_count + 1, 1000), next_check_at = CASE
  WHEN deadline_at <= now() THEN now() + interval '1 minute'
  ELSE least(deadline_at, CASE
    WHEN check_count = 0 THEN created_at + make_interval(secs => $1::int)
    ELSE now() + make_interval(secs => $2::int)
  END)
END
WHERE id IN (
  SELECT due.id FROM unnest(ARRAY['PENDING', 'UPLOADING']::upload_status[]) AS open(status)
  CROSS JOIN LATERAL (
    SELECT id, next_check_at FROM uploads WHERE status = open.status AND status <> 'AVAILABLE' AND next_check_at <= now()
    ORDER BY next_check_at LIMIT $3 FOR UPDATE SKIP LOCKED) AS due
  ORDER BY due.next_check_at LIMIT $4)
RETURNING id, deadline_at <= now() AS "isOver";

-- src/features/uploads/creation/create-upload.repository.ts: createOne
SELECT create_planned_upload($1, $2, $3) AS at;

-- src/features/uploads/creation/create-upload.repository.ts: createAll
SELECT create_planned_uploads($1, $2, $3, $4) AS at;

-- src/features/uploads/creation/create-upload.repository.ts: each
SELECT at, refusals FROM create_uploads($1, $2);

-- src/features/uploads/creation/duplicates.repository.ts: firstWith
SELECT first.id FROM unnest($1::text[], $2::int[]) AS content(blob_id, generation), LATERAL (
  SELECT id FROM uploads u WHERE workspace_id = $3 AND status = 'AVAILABLE'
     AND u.blob_id = content.blob_id AND u.blob_generation = content.generation
  ORDER BY id LIMIT 1) AS first;

-- src/features/uploads/downloads/download-notes.repository.ts: noteStatement
SELECT note_download($1, $2, id, $4) FROM unnest($3::text[]) AS id;

-- src/features/uploads/downloads/download-notes.repository.ts: forget
DELETE FROM download_notes WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM download_notes WHERE last_at < now() - make_interval(days => $1::int) ORDER BY last_at LIMIT $2));

-- src/features/uploads/faces/tus/locks/lock-leases.repository.ts: take
INSERT INTO tus_uploads AS t (upload_id, workspace_id, lock_token, lock_until)
VALUES ($1, $2, $3, now() + make_interval(secs => /* LEASE_SECONDS */::int))
ON CONFLICT (upload_id) DO UPDATE SET lock_token = excluded.lock_token, lock_until = excluded.lock_until, lock_wanted = false
WHERE t.lock_until IS NULL OR t.lock_until <= now();

-- src/features/uploads/faces/tus/locks/lock-leases.repository.ts: want
UPDATE tus_uploads SET lock_wanted = true
WHERE upload_id = $1 AND workspace_id = $2 AND lock_token IS NOT NULL AND NOT lock_wanted;

-- src/features/uploads/faces/tus/locks/lock-leases.repository.ts: renew
UPDATE tus_uploads SET lock_until = now() + make_interval(secs => /* LEASE_SECONDS */::int)
WHERE lock_token = ANY($1) RETURNING lock_token AS token, lock_wanted AS "isWanted";

-- src/features/uploads/faces/tus/locks/lock-leases.repository.ts: free
UPDATE tus_uploads SET lock_token = NULL, lock_until = NULL, lock_wanted = false WHERE lock_token = $1;

-- src/features/uploads/multipart/multipart.repository.ts: lockOwner
SELECT status, multipart_id AS "multipartId" FROM uploads WHERE id = $1 FOR UPDATE;

-- src/features/uploads/records/locked-uploads.repository.ts: lock
SELECT status, blob_generation AS "blobGeneration" FROM uploads
WHERE id = $1 AND workspace_id = $2 FOR UPDATE;

-- src/features/uploads/records/object-uploads.repository.ts: lock
SELECT id, bucket_id AS "bucketId", status::text AS status, status_reason AS "statusReason",
  content_type AS "contentType", blob_property AS "blobProperty", blob_type AS "blobType", created_by AS "createdBy"
FROM uploads WHERE workspace_id = $1 AND id = ANY($2) AND status <> 'DELETED'
ORDER BY id FOR UPDATE;

-- src/features/uploads/records/object-uploads.repository.ts: reattach
UPDATE uploads u SET object_id = other.object_id
FROM unnest($1::text[], $2::text[])
  AS other (upload_id, object_id)
WHERE u.workspace_id = $3 AND u.id = other.upload_id AND u.object_id = $4;

-- src/features/uploads/records/open-reservations.repository.ts: list
SELECT id AS "uploadId", reserved_bytes AS bytes, deadline_at AS "expiresAt"
FROM (
  SELECT * FROM uploads WHERE status IN ('PENDING', 'UPLOADING')
  UNION ALL
  SELECT * FROM uploads WHERE status = 'SCANNING'
) AS open
WHERE organization_id = $1 AND ($2::text IS NULL OR workspace_id = $3)
ORDER BY id LIMIT /* MOST_RESERVATIONS */;

-- src/features/uploads/records/open-uploads-figure.queries.ts: openUploadsFigure (fragment)
SELECT lower(status::text) AS status, lower(method::text) AS method, count(*) AS uploads_open,
  extract(epoch FROM now() - min(created_at)) AS uploads_open_oldest_seconds
FROM (
  (SELECT status, method, created_at FROM uploads WHERE status = 'PENDING' ORDER BY next_check_at LIMIT /* MOST_COUNTED */)
  UNION ALL
  (SELECT status, method, created_at FROM uploads WHERE status = 'UPLOADING' ORDER BY next_check_at LIMIT /* MOST_COUNTED */)
) AS open GROUP BY 1, 2

-- src/features/uploads/records/received-bytes.repository.ts: describe
INSERT INTO tus_uploads (upload_id, workspace_id, metadata) VALUES ($1, $2, $3)
ON CONFLICT (upload_id) DO NOTHING;

-- src/features/uploads/records/received-bytes.repository.ts: addPart
WITH next AS (
  UPDATE tus_uploads SET part_count = part_count + 1, part_bytes = part_bytes + $1::int, tail_bytes = 0, tail_etag = NULL
  WHERE upload_id = $2 AND workspace_id = $3 AND lock_token = $4 AND part_count = $5::int
  RETURNING upload_id, workspace_id)
INSERT INTO tus_parts (upload_id, part_number, workspace_id, etag, size)
SELECT upload_id, $6::int, workspace_id, $7, $8::int FROM next;

-- src/features/uploads/records/received-bytes.repository.ts: declareSize
SELECT reserved_bytes AS reserved FROM uploads
WHERE id = $1 AND workspace_id = $2 AND status IN ('PENDING', 'UPLOADING')
  AND declared_size IS NULL AND reserved_bytes >= $3 FOR UPDATE;

-- src/features/uploads/records/upload-event-source.repository.ts
EXISTS (SELECT FROM upload_events WHERE published_at IS NULL)

-- src/features/uploads/records/upload-event-source.repository.ts
(SELECT at FROM upload_events WHERE published_at IS NULL ORDER BY at LIMIT 1)

-- src/features/uploads/records/upload-event-source.repository.ts: take
SELECT upload_id AS id FROM upload_events WHERE published_at IS NULL ORDER BY at LIMIT $1;

-- src/features/uploads/records/upload-event-source.repository.ts: publish
WITH published AS (
  UPDATE upload_events SET published_at = now()
  WHERE upload_id = ANY($1) AND coalesce(published_at, 'infinity') = 'infinity' RETURNING *
)
SELECT p.upload_id AS "uploadId", p.workspace_id AS "workspaceId", p.sequence, p.event, p.at,
  p.from_status::text AS "from", p.to_status::text AS "to", p.detail, p.data, p.actor, u.id IS NULL AS "isLast"
FROM published p LEFT JOIN uploads u ON u.id = p.upload_id;

-- src/features/uploads/records/upload-filter.queries.ts: conditionsOf (fragment)
workspace_id = $1

-- src/features/uploads/records/upload-filter.queries.ts: conditionsOf (fragment)
status = ANY($1::text[]::upload_status[])

-- src/features/uploads/records/upload-filter.queries.ts: conditionsOf (fragment)
status <> 'DELETED'

-- src/features/uploads/records/upload-filter.queries.ts: conditionsOf (fragment)
status_reason IS NOT NULL

-- src/features/uploads/records/upload-filter.queries.ts: conditionsOf (fragment)
status_reason IS NULL

-- src/features/uploads/records/upload-filter.queries.ts: conditionsOf (fragment)
content_type = $1

-- src/features/uploads/records/upload-filter.queries.ts: conditionsOf (fragment)
created_at > $1

-- src/features/uploads/records/upload-filter.queries.ts: placeOf (fragment)
id

-- src/features/uploads/records/upload-filter.queries.ts: placeOf (fragment)
id

-- src/features/uploads/records/upload-filter.queries.ts: placeOf (fragment)
id >= $1

-- src/features/uploads/records/upload-filter.queries.ts: bucketIs (fragment)
bucket_id = $1

-- src/features/uploads/records/upload-filter.queries.ts: bucketIs (fragment)
bucket_id = $1

-- src/features/uploads/records/upload-filter.queries.ts: metadataIs (fragment)
coalesce(metadata -> $1, 'null') = ANY($2::text[]::jsonb[])

-- src/features/uploads/records/upload-history.repository.ts: sequencesOf
SELECT id, event_sequence AS sequence FROM uploads WHERE id = ANY($1);

-- src/features/uploads/records/upload-moves.repository.ts: move
SELECT upload_record(m.u) AS upload, m.was AS "from"
FROM move_upload(jsonb_populate_record(NULL::upload_move, $1::jsonb)) AS m
WHERE m.was IS NOT NULL;

-- src/features/uploads/records/upload-moves.repository.ts: trashWorkingCopies
SELECT trash_working_copies(u, jsonb_populate_record(NULL::working_copies, $1::jsonb))
FROM uploads u WHERE id = $2 AND workspace_id = $3;

-- src/features/uploads/records/upload-moves.repository.ts: holds
SELECT id FROM uploads WHERE id = $1 AND workspace_id = $2 AND (/* condition */) FOR UPDATE;

-- src/features/uploads/records/uploads.queries.ts: uploadRow (fragment)
(SELECT u FROM uploads u WHERE u.id = $1 AND u.workspace_id = $2)

-- src/features/uploads/records/uploads.queries.ts: isReadableUpload (fragment)
EXISTS (SELECT FROM uploads WHERE uploads.id = /* uploadId */ AND uploads.status = 'AVAILABLE'
  AND $1)

-- src/features/uploads/records/uploads.queries.ts: isReadableUpload (fragment)
uploads.blob_id

-- src/features/uploads/records/uploads.queries.ts: isReadableUpload (fragment)
uploads.blob_generation

-- src/features/uploads/records/uploads.repository.ts: statements
SELECT upload, bucket_name, blob FROM look_up_uploads($1, $2, $3);

-- src/features/uploads/records/uploads.repository.ts: statements
SELECT upload_record(u) AS upload FROM uploads u WHERE id = $1 AND workspace_id = $2;

-- src/features/uploads/records/uploads.repository.ts: first
SELECT id FROM uploads WHERE /* conditions */ ORDER BY id $1 LIMIT $2;

-- src/features/uploads/records/uploads.repository.ts: renewUrls
WITH pending AS (
  SELECT id, url_expires_in_seconds AS life FROM uploads
  WHERE workspace_id = $1 AND id = ANY($2) AND status = 'PENDING' ORDER BY id FOR UPDATE)
UPDATE uploads u SET url_expires_at = now() + make_interval(secs => pending.life),
  deadline_at = greatest(u.deadline_at, now() + make_interval(secs => pending.life + renewal.grace))
FROM pending JOIN unnest($3::text[], $4::int[]) AS renewal (id, grace) USING (id)
WHERE u.id = pending.id RETURNING u.id;

-- src/features/uploads/records/uploads.repository.ts: renewUrl
UPDATE uploads SET url_expires_at = now() + make_interval(secs => $1::int),
  deadline_at = greatest(deadline_at, now() + make_interval(secs => $2::int))
WHERE id = $3 AND workspace_id = $4 AND status = $5::upload_status;

-- src/features/uploads/scan-queue/scan-queue-figure.queries.ts: scanQueueFigure (fragment)
SELECT state, files AS scan_queue_files, coalesce(extract(epoch FROM now() - since), 0) AS scan_queue_oldest_seconds
FROM (
  SELECT 'waiting' AS state,
    (SELECT count(*) FROM (SELECT FROM scan_queue WHERE lease_until IS NULL LIMIT /* MOST_COUNTED */) AS w) AS files,
    (SELECT coalesce(u.confirmed_at, u.created_at) FROM scan_queue q JOIN uploads u ON u.id = q.upload_id
      WHERE q.lease_until IS NULL ORDER BY q.arrived LIMIT 1) AS since
  UNION ALL
  SELECT 'paused',
    (SELECT count(*) FROM (
      SELECT FROM scan_queue WHERE lease_until IS NOT NULL AND NOT is_running LIMIT /* MOST_COUNTED */) AS p),
    (SELECT min(coalesce(u.confirmed_at, u.created_at)) FROM (
      SELECT upload_id FROM scan_queue WHERE lease_until IS NOT NULL AND NOT is_running
      ORDER BY lease_until LIMIT /* MOST_COMPARED */) AS p JOIN uploads u ON u.id = p.upload_id)
  UNION ALL
  SELECT 'running', count(*), min(coalesce(u.confirmed_at, u.created_at))
    FROM (SELECT upload_id FROM scan_queue WHERE is_running LIMIT /* MOST_COMPARED */) AS r
    JOIN uploads u ON u.id = r.upload_id
) AS states

-- src/features/uploads/scan-queue/scan-queue.repository.ts: placesOf
SELECT upload_id AS id, is_running AND lease_until > now() IS TRUE AS "isRunning", CASE WHEN lease_until > now() THEN lease_until END AS "leaseUntil",
  scan_position(upload_id, $1::int, /* MOST_AHEAD */::int) AS ahead
FROM scan_queue WHERE upload_id = ANY($2) AND workspace_id = $3;

-- src/features/uploads/streaming/streamed-upload.repository.ts: keepMetadata
UPDATE uploads SET metadata = $1::jsonb WHERE id = $2 AND workspace_id = $3;

-- src/features/uploads/termination/bucket-uploads.repository.ts: deleteBatch
DELETE FROM uploads WHERE id IN (
  SELECT id FROM uploads WHERE workspace_id = $1 AND bucket_id = $2 AND id > $3
    AND status::text = ANY(/* [...ENDED] */) AND blob_id IS NULL ORDER BY id LIMIT /* BATCH */)
RETURNING id;

-- src/features/uploads/termination/overdue-uploads.repository.ts: outOfTime (fragment)
status = 'UPLOADING'
AND created_at + make_interval(secs => url_expires_in_seconds + greatest(
  $1::int, reserved_bytes / $2::int)) < now()

-- src/features/uploads/termination/overdue-uploads.repository.ts: createdBefore
(SELECT u.id FROM scan_queue q JOIN uploads u ON u.id = q.upload_id
  WHERE q.upload_id < $1 AND u.created_at <= $2 AND NOT (q.is_running AND q.lease_until > now())
  ORDER BY q.upload_id LIMIT $3)
UNION ALL
(SELECT id FROM uploads WHERE /* outOfTime */ AND created_at <= $4
  ORDER BY next_check_at LIMIT $5)
LIMIT $6;

-- src/features/uploads/termination/overdue-uploads.repository.ts: stillOverdue (fragment)
created_at <= $1 AND ((/* outOfTime */) OR (status = 'SCANNING'
AND NOT (lease_token IS NOT NULL AND lease_until > now())))

-- src/features/uploads/termination/record-expiry.repository.ts: forget
DELETE FROM uploads WHERE id IN (
  SELECT old.id FROM unnest(ARRAY['REJECTED', 'EXPIRED', 'CANCELED', 'DELETED']::upload_status[]) AS ended(status)
  CROSS JOIN LATERAL (
    SELECT id FROM uploads WHERE status = ended.status AND status <> 'AVAILABLE' AND blob_id IS NULL
      AND next_check_at < now() - make_interval(days => $1::int)
    ORDER BY next_check_at LIMIT $2 FOR UPDATE SKIP LOCKED) AS old
  LIMIT $3);

-- src/features/uploads/termination/retention.repository.ts: stillOutlived (fragment)
status = 'AVAILABLE'
AND completed_at < now() - make_interval(days => $1)

-- src/features/uploads/termination/termination.repository.ts: statement
SELECT upload, refusal FROM end_uploads($1);

-- src/features/uploads/termination/termination.repository.ts: stillArriving (fragment)
status IN ('PENDING', 'UPLOADING')

-- src/features/uploads/termination/termination.repository.ts: canceled (fragment)
status = 'CANCELED'

-- src/features/uploads/termination/termination.repository.ts: carryOutIf
SELECT upload, refusal FROM end_uploads($1::jsonb);

-- src/features/uploads/timeline/event-partitions.repository.ts: makeAhead
SELECT make_upload_events_partition((now() + make_interval(months => $1::int))::date);

-- src/features/uploads/timeline/event-partitions.repository.ts: dropEmpty
SELECT drop_empty_upload_events((now() - make_interval(days => $1::int))::date);

-- src/features/uploads/traces/upload-traces.queries.ts: keep
INSERT INTO upload_traces (upload_id, traceparent) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING;

-- src/features/uploads/traces/upload-traces.queries.ts: read
SELECT upload_id, traceparent FROM upload_traces WHERE upload_id = ANY ($1);

-- src/features/uploads/traces/upload-traces.repository.ts: forgetBefore
DELETE FROM upload_traces WHERE upload_id IN (
  SELECT upload_id FROM upload_traces WHERE upload_id < $1 ORDER BY upload_id LIMIT $2);

-- prisma/migrations/20261124000900_months_of_events
CREATE OR REPLACE FUNCTION make_upload_events_partition(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET timezone = 'UTC' AS $$
DECLARE
  first date := date_trunc('month', month);
  next date := first + interval '1 month';
  partition text := 'upload_events_' || to_char(first, 'YYYY_MM');
  is_late boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('make_upload_events_partition'));
  IF to_regclass(partition) IS NOT NULL THEN RETURN; END IF;
  LOCK TABLE upload_events IN ACCESS EXCLUSIVE MODE;
  is_late := EXISTS (SELECT FROM upload_events_default WHERE at >= first AND at < next);
  IF is_late THEN ALTER TABLE upload_events DETACH PARTITION upload_events_default; END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF upload_events FOR VALUES FROM (%L) TO (%L)', partition, first, next);
  PERFORM vacuum_upload_events_often(partition::regclass);
  IF is_late THEN
    EXECUTE format('WITH moved AS (DELETE FROM upload_events_default WHERE at >= %L AND at < %L RETURNING *)
      INSERT INTO %I SELECT * FROM moved', first, next, partition);
    ALTER TABLE upload_events ATTACH PARTITION upload_events_default DEFAULT;
  END IF;
END $$;

-- prisma/migrations/20261124000050_invariants_in_types
CREATE FUNCTION keep_status_promises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (CASE NEW.status
    WHEN 'SCANNING' THEN NEW.confirmed_at IS NULL
    WHEN 'AVAILABLE' THEN NEW.lease_token IS NOT NULL OR num_nulls(NEW.confirmed_at, NEW.completed_at, NEW.blob_id, NEW.size) > 0
    WHEN 'REJECTED' THEN NEW.lease_token IS NOT NULL OR NEW.status_reason IS NULL
    ELSE NEW.lease_token IS NOT NULL
  END) THEN
    RAISE EXCEPTION 'an upload that is % does not look like this', NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE OR REPLACE FUNCTION keep_scan_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> 'SCANNING' THEN
    DELETE FROM scan_queue WHERE upload_id = NEW.id;
  ELSIF OLD.status = 'SCANNING' THEN
    IF (OLD.lease_token, OLD.lease_until, OLD.confirmed_by_client)
        IS DISTINCT FROM (NEW.lease_token, NEW.lease_until, NEW.confirmed_by_client) THEN
      UPDATE scan_queue
        SET by_client = NEW.confirmed_by_client, lease_until = NEW.lease_until, is_running = NEW.lease_token IS NOT NULL
        WHERE upload_id = NEW.id;
    END IF;
  ELSE
    INSERT INTO scan_queue (upload_id, organization_id, workspace_id, by_client, lease_until, is_running)
      VALUES (NEW.id, NEW.organization_id, NEW.workspace_id, NEW.confirmed_by_client, NEW.lease_until, NEW.lease_token IS NOT NULL);
  END IF;
  RETURN NULL;
END $$;

-- prisma/migrations/20261126001600_leases_by_one_name
CREATE OR REPLACE FUNCTION next_scan_tenant(p_by_client boolean, p_last text, p_running jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  best text;
  fewest integer;
  scans integer;
  at text := p_last;
  tenant text;
  is_round boolean := false;
BEGIN
  LOOP
    SELECT organization_id INTO tenant FROM scan_queue
      WHERE lease_until IS NULL AND by_client = p_by_client AND organization_id > at ORDER BY organization_id LIMIT 1;
    IF NOT FOUND THEN
      EXIT WHEN is_round;
      is_round := true;
      at := '';
      CONTINUE;
    END IF;
    EXIT WHEN is_round AND tenant > p_last;
    scans := coalesce((p_running ->> tenant)::integer, 0);
    IF best IS NULL OR scans < fewest THEN
      best := tenant;
      fewest := scans;
    END IF;
    EXIT WHEN scans = 0;
    at := tenant;
  END LOOP;
  RETURN best;
END $$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE OR REPLACE FUNCTION scan_backlog_exceeds(p_threshold integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM 1 FROM scan_queue WHERE lease_until IS NULL ORDER BY arrived OFFSET p_threshold LIMIT 1;
  RETURN FOUND;
END $$;

-- prisma/migrations/20261126001600_leases_by_one_name
CREATE OR REPLACE FUNCTION scan_position(p_upload_id text, p_lifo_threshold integer, p_most integer) RETURNS integer LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off AS $$
DECLARE
  mine scan_queue;
  older integer;
  own integer;
  ahead integer := 0;
  more integer;
  tenant text := '';
BEGIN
  SELECT * INTO mine FROM scan_queue WHERE upload_id = p_upload_id AND (lease_until IS NULL OR lease_until <= clock_timestamp());
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT count(*) INTO older FROM (SELECT FROM scan_queue WHERE lease_until IS NULL AND arrived < mine.arrived LIMIT p_most) o;
  IF scan_backlog_exceeds(p_lifo_threshold) THEN
    SELECT count(*) INTO own FROM (SELECT FROM scan_queue WHERE lease_until IS NULL AND by_client = mine.by_client
      AND organization_id = mine.organization_id AND arrived > mine.arrived LIMIT p_most) o;
  ELSE
    SELECT count(*) INTO own FROM (SELECT FROM scan_queue WHERE lease_until IS NULL AND by_client = mine.by_client
      AND organization_id = mine.organization_id AND arrived < mine.arrived LIMIT p_most) o;
  END IF;
  ahead := own;
  IF NOT mine.by_client THEN
    SELECT count(*) INTO more FROM (SELECT FROM scan_queue WHERE lease_until IS NULL AND by_client LIMIT p_most) o;
    ahead := ahead + more;
  END IF;
  -- Every other organization gets one turn for each of ours.
  WHILE ahead < p_most LOOP
    SELECT organization_id INTO tenant FROM scan_queue
      WHERE lease_until IS NULL AND by_client = mine.by_client AND organization_id > tenant ORDER BY organization_id LIMIT 1;
    EXIT WHEN NOT FOUND;
    CONTINUE WHEN tenant = mine.organization_id;
    SELECT count(*) INTO more FROM (SELECT FROM scan_queue WHERE lease_until IS NULL AND by_client = mine.by_client
      AND organization_id = tenant LIMIT least(own + 1, p_most)) o;
    ahead := ahead + more;
  END LOOP;
  -- Whatever the rest, every fifth claim takes the oldest.
  RETURN least(ahead, 5 * (older + 1) - 1, p_most);
END $$;

-- prisma/migrations/20261124000310_quarantine
CREATE FUNCTION note_download(p_organization_id text, p_workspace_id text, p_upload_id text, p_actor text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  organization text := set_config('airlock.organization_id', p_organization_id, true);
  workspace text := set_config('airlock.workspace_id', p_workspace_id, true);
BEGIN
  INSERT INTO download_notes AS n (upload_id, actor, workspace_id) VALUES (p_upload_id, p_actor, p_workspace_id)
    ON CONFLICT (upload_id, actor) DO UPDATE SET last_at = now() WHERE n.last_at < now() - interval '10 minutes';
END $$;

-- prisma/migrations/20261124000900_months_of_events
CREATE FUNCTION vacuum_upload_events_often(partition regclass) RETURNS void LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02)', partition);
END $$;

-- prisma/migrations/20261126000700_bytes_of_attempts
CREATE FUNCTION scan_attempt_keys(u uploads) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY[
    u.workspace_id || '/sealed/' || u.id || '/' || u.attempts,
    CASE WHEN u.attempts = 1 THEN u.key ELSE u.key || '.' || u.attempts END,
    u.workspace_id || '/quarantine/' || u.id || '/' || u.attempts
  ]
$$;

-- prisma/migrations/20261126000710_ends_of_timelines
CREATE FUNCTION forget_uploads() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  ids text[] := ARRAY(SELECT id FROM gone);
BEGIN
  DELETE FROM upload_events WHERE upload_id = ANY (ids) AND published_at IS NOT NULL;
  DELETE FROM download_notes WHERE upload_id = ANY (ids);
  RETURN NULL;
END $$;

-- prisma/migrations/20261126000710_ends_of_timelines
CREATE FUNCTION drop_empty_upload_events(p_before date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET timezone = 'UTC' SET lock_timeout = '500ms' AS $$
DECLARE
  month text;
  is_empty boolean;
  empty_ones text[] := '{}';
  dropped integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('make_upload_events_partition'));
  FOR month IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'upload_events'::regclass AND c.relname ~ '^upload_events_\d{4}_\d{2}$'
      AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= least(p_before, date_trunc('month', now()))
    ORDER BY c.relname
  LOOP
    EXECUTE format('SELECT NOT EXISTS (SELECT FROM %I)', month) INTO is_empty;
    CONTINUE WHEN NOT is_empty;
    empty_ones := empty_ones || month;
  END LOOP;
  IF cardinality(empty_ones) = 0 THEN
    RETURN 0;
  END IF;
  LOCK TABLE upload_events IN ACCESS EXCLUSIVE MODE;
  FOREACH month IN ARRAY empty_ones LOOP
    EXECUTE format('SELECT NOT EXISTS (SELECT FROM %I)', month) INTO is_empty;
    CONTINUE WHEN NOT is_empty;
    EXECUTE format('DROP TABLE %I', month);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
EXCEPTION WHEN lock_not_available THEN
  RETURN 0;
END $$;

-- prisma/migrations/20261126003100_upload_tokens
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

-- prisma/migrations/20261126004000_moves
CREATE FUNCTION upload_json(u uploads) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN to_jsonb(u) || jsonb_build_object('bucket_name', bucket_name(u.workspace_id, u.bucket_id),
    'blob', CASE WHEN u.blob_id IS NOT NULL THEN blob_json(u.workspace_id, u.blob_id) END);
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE OR REPLACE FUNCTION move_upload(m upload_move, OUT u uploads, OUT was upload_status) LANGUAGE plpgsql AS $$
BEGIN
  SELECT * INTO u FROM uploads
    WHERE id = m.id AND workspace_id = m.workspace_id AND status = ANY (m.from_status)
      AND (m.lease_token IS NULL OR lease_token = m.lease_token)
      AND (m.deadline_over IS NOT TRUE OR deadline_at <= now())
    FOR UPDATE;
  IF NOT FOUND THEN
    u := NULL;
    RETURN;
  END IF;
  was := u.status;
  u := write_move(m, u);
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE OR REPLACE FUNCTION trash_working_copies(u uploads, w working_copies) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  s staged_key;
  done text;
BEGIN
  -- Without an attempt there is no sealed copy.
  IF u.attempts > 0 THEN
    done := expedite_trash(u.workspace_id, w.sealed_prefix);
  END IF;
  FOREACH s IN ARRAY w.staged LOOP
    done := trash_staged(u.workspace_id, s.key, u.reserved_bytes, s.in_parts, u.deadline_at);
  END LOOP;
  IF w.has_recorded_parts THEN
    DELETE FROM tus_parts WHERE upload_id = u.id AND workspace_id = u.workspace_id;
  END IF;
END $$;

-- prisma/migrations/20261126004110_conclusions
CREATE FUNCTION first_upload_of_blob(p_workspace_id text, p_blob_id text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT id FROM uploads WHERE workspace_id = p_workspace_id AND blob_id = p_blob_id ORDER BY id LIMIT 1
$$;

-- prisma/migrations/20261126004110_conclusions
CREATE FUNCTION lock_leased_upload(p_workspace_id text, p_id text, p_lease_token text, p_sha256 text) RETURNS uploads LANGUAGE plpgsql AS $$
DECLARE
  u uploads;
BEGIN
  SELECT * INTO u FROM uploads
    WHERE id = p_id AND workspace_id = p_workspace_id AND lease_token = p_lease_token AND status = 'SCANNING' FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the lease was lost' USING ERRCODE = 'AL020';
  END IF;
  IF u.declared_hash <> p_sha256 THEN
    RAISE EXCEPTION 'another hash was declared' USING ERRCODE = 'AL022';
  END IF;
  RETURN u;
END $$;

-- prisma/migrations/20261126004200_confirms
CREATE FUNCTION find_uploads(p_organization_id text, p_workspace_id text, p_ids text[]) RETURNS SETOF jsonb LANGUAGE plpgsql AS $$
DECLARE
  tenant text;
BEGIN
  tenant := set_config('airlock.organization_id', p_organization_id, true);
  tenant := set_config('airlock.workspace_id', p_workspace_id, true);
  RETURN QUERY SELECT upload_json(u) FROM uploads u
    WHERE u.id = ANY (p_ids) AND u.workspace_id = p_workspace_id AND u.status <> 'DELETED';
END $$;

-- prisma/migrations/20261126004200_confirms
CREATE FUNCTION confirm_upload(c upload_confirm, OUT upload jsonb, OUT moved boolean) LANGUAGE plpgsql AS $$
DECLARE
  tenant text;
  step record;
  u uploads;
BEGIN
  tenant := set_config('airlock.organization_id', c.organization_id, true);
  tenant := set_config('airlock.workspace_id', c.workspace_id, true);
  IF (c.move).id IS NOT NULL THEN
    SELECT * INTO step FROM move_upload(c.move);
    moved := step.was IS NOT NULL;
    IF moved THEN
      IF c.spare_bytes > 0 THEN
        PERFORM shrink_reservation(c.organization_id, c.spare_bytes);
      END IF;
      upload := upload_json(step.u);
      RETURN;
    END IF;
  END IF;
  moved := false;
  UPDATE uploads SET confirmed_by_client = true, declared_hash = coalesce(declared_hash, c.claimed_hash)
    WHERE id = c.id AND workspace_id = c.workspace_id AND status = 'SCANNING' AND c.by_client
      AND (c.claimed_etag IS NULL OR etag = c.claimed_etag)
      AND (c.claimed_hash IS NULL OR declared_hash IS NULL OR declared_hash = c.claimed_hash)
      AND (NOT confirmed_by_client OR (declared_hash IS NULL AND c.claimed_hash IS NOT NULL))
    RETURNING * INTO u;
  IF NOT FOUND THEN
    SELECT * INTO u FROM uploads WHERE id = c.id AND workspace_id = c.workspace_id AND status <> 'DELETED';
  END IF;
  IF FOUND THEN
    upload := upload_json(u);
  END IF;
END $$;

-- prisma/migrations/20261126004200_confirms
CREATE FUNCTION confirm_uploads(p_confirms jsonb)
RETURNS TABLE (upload jsonb, moved boolean, refusal text) LANGUAGE plpgsql AS $$
DECLARE
  count integer := jsonb_array_length(p_confirms);
  c upload_confirm;
  timeout text;
BEGIN
  IF count = 1 THEN
    c := jsonb_populate_record(NULL::upload_confirm, p_confirms -> 0);
    RETURN QUERY SELECT one.upload, one.moved, NULL::text FROM confirm_upload(c) AS one;
    RETURN;
  END IF;
  timeout := set_config('lock_timeout', '20ms', true);
  FOR place IN 1..count LOOP
    c := jsonb_populate_record(NULL::upload_confirm, p_confirms -> (place - 1));
    refusal := NULL;
    BEGIN
      SELECT one.upload, one.moved INTO upload, moved FROM confirm_upload(c) AS one;
    EXCEPTION WHEN lock_not_available THEN
      upload := NULL;
      moved := false;
      refusal := SQLSTATE;
    END;
    -- One wait is enough for a group.
    IF refusal IS NOT NULL THEN
      timeout := set_config('lock_timeout', '1ms', true);
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;

-- prisma/migrations/20261126004210_ends
CREATE FUNCTION release_upload(u uploads) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM detach_upload(u.workspace_id, u.id);
  IF u.blob_id IS NULL THEN
    RETURN;
  END IF;
  UPDATE uploads SET blob_id = NULL WHERE id = u.id AND workspace_id = u.workspace_id;
  IF lock_blob(u.workspace_id, u.blob_id) AND first_upload_of_blob(u.workspace_id, u.blob_id) IS NULL THEN
    PERFORM remove_blob(u.workspace_id, u.blob_id);
  END IF;
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE OR REPLACE FUNCTION end_uploads(p_ends jsonb) RETURNS TABLE (upload jsonb, refusal text) LANGUAGE plpgsql AS $$
DECLARE
  count integer := jsonb_array_length(p_ends);
  timeout text := CASE WHEN count > 1 THEN set_config('lock_timeout', '20ms', true) END;
  answers jsonb[] := array_fill(NULL::jsonb, ARRAY[count]);
  refusals text[] := array_fill(NULL::text, ARRAY[count]);
  all_of upload_end[] := ARRAY(
    SELECT jsonb_populate_record(NULL::upload_end, value) FROM jsonb_array_elements(p_ends) WITH ORDINALITY e(value, n) ORDER BY n);
  e upload_end;
  step record;
  u uploads;
  tenant text;
  first integer := 1;
  last integer;
  is_busy boolean;
  open_ended integer;
  reserved bigint;
  bucket_ids text[];
  sizes bigint[];
BEGIN
  WHILE first <= count LOOP
    last := first;
    WHILE last < count AND all_of[last + 1].workspace_id = all_of[first].workspace_id LOOP
      last := last + 1;
    END LOOP;
    open_ended := 0;
    reserved := 0;
    bucket_ids := '{}';
    sizes := '{}';
    is_busy := false;
    tenant := set_config('airlock.organization_id', all_of[first].organization_id, true);
    tenant := set_config('airlock.workspace_id', all_of[first].workspace_id, true);
    BEGIN
      FOR place IN first..last LOOP
        -- One wait for a row of a workspace is enough: its other uploads follow directly.
        IF is_busy THEN
          refusals[place] := '55P03';
          CONTINUE;
        END IF;
        e := all_of[place];
        BEGIN
          step := move_upload(e.move);
          IF step.was IS NULL THEN
            CONTINUE;
          END IF;
          u := step.u;
          IF e.removes THEN
            tenant := release_upload(u);
          ELSE
            tenant := trash_working_copies(u, e.working);
          END IF;
          answers[place] := upload_json(u);
          IF NOT e.removes THEN
            open_ended := open_ended + 1;
            reserved := reserved + u.reserved_bytes;
          -- Quarantined bytes were subtracted from the usage before.
          ELSIF step.was = 'AVAILABLE' THEN
            bucket_ids := bucket_ids || u.bucket_id;
            sizes := sizes || coalesce(u.size, 0);
          END IF;
        EXCEPTION WHEN lock_not_available THEN
          IF count = 1 THEN
            RAISE;
          END IF;
          refusals[place] := '55P03';
          is_busy := true;
        END;
      END LOOP;
      IF open_ended > 0 THEN
        PERFORM settle_usage(all_of[first].organization_id, open_ended, reserved, 0);
      END IF;
      IF sizes <> '{}' THEN
        PERFORM forget_files(all_of[first].organization_id, all_of[first].workspace_id, bucket_ids, sizes);
      END IF;
    EXCEPTION WHEN lock_not_available THEN
      IF count = 1 THEN
        RAISE;
      END IF;
      answers[first:last] := array_fill(NULL::jsonb, ARRAY[last - first + 1]);
      refusals[first:last] := array_fill('55P03'::text, ARRAY[last - first + 1]);
    END;
    first := last + 1;
  END LOOP;
  RETURN QUERY SELECT * FROM unnest(answers, refusals);
END $$;

-- prisma/migrations/20261126004300_create_upload
CREATE FUNCTION create_upload(p_upload jsonb, p_note jsonb, p_default_pending_limit integer) RETURNS timestamptz
LANGUAGE plpgsql AS $$
DECLARE
  -- As the row keeps it, so that every answer has the same moment.
  at timestamptz := now()::timestamptz(3);
  u new_upload := jsonb_populate_record(NULL::new_upload, p_upload);
  -- Assigned, not performed: a plain expression needs no executor of its own.
  tenant text := set_config('airlock.organization_id', u."organizationId", true);
BEGIN
  tenant := set_config('airlock.workspace_id', u."workspaceId", true);
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
  IF p_note IS NOT NULL THEN
    PERFORM note_made(p_note);
  END IF;
  IF u."uploadTokenId" IS NOT NULL THEN
    PERFORM take_token_places(u."uploadTokenId", u."workspaceId", 1);
  END IF;
  -- The usage row last, so that it is held shortest.
  UPDATE usage
    SET reserved_bytes = usage.reserved_bytes + u."reservedBytes", pending_count = usage.pending_count + 1
    FROM organizations o
    WHERE usage.organization_id = u."organizationId" AND usage.shard = 0 AND o.id = u."organizationId"
      AND usage.used_bytes + usage.reserved_bytes + u."reservedBytes" <= o.quota_bytes
      AND usage.pending_count + 1 <= coalesce(o.pending_limit, p_default_pending_limit);
  IF FOUND THEN
    RETURN at;
  END IF;
  PERFORM 1 FROM usage JOIN organizations o ON o.id = usage.organization_id
    WHERE usage.organization_id = u."organizationId"
      AND usage.pending_count + 1 > coalesce(o.pending_limit, p_default_pending_limit);
  IF FOUND THEN
    RAISE EXCEPTION 'too many uploads are open' USING ERRCODE = 'AL002';
  END IF;
  RAISE EXCEPTION 'the storage quota has no room' USING ERRCODE = 'AL001';
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE FUNCTION upload_record(u uploads) RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN left(row_to_json(u)::text, -1)
    || ',"bucket_name":' || coalesce(to_json(bucket_name(u.workspace_id, u.bucket_id))::text, 'null')
    || ',"blob":' || CASE WHEN u.blob_id IS NULL THEN 'null' ELSE coalesce(blob_json(u.workspace_id, u.blob_id)::text, 'null') END
    || '}';
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE FUNCTION read_uploads(p_organization_ids text[], p_workspace_ids text[], p_ids text[]) RETURNS SETOF json
LANGUAGE plpgsql AS $$
DECLARE
  tenant text;
  u uploads;
BEGIN
  FOR place IN 1..cardinality(p_ids) LOOP
    tenant := set_config('airlock.organization_id', p_organization_ids[place], true);
    tenant := set_config('airlock.workspace_id', p_workspace_ids[place], true);
    SELECT * INTO u FROM uploads
      WHERE id = p_ids[place] AND workspace_id = p_workspace_ids[place] AND status <> 'DELETED';
    RETURN NEXT CASE WHEN FOUND THEN upload_record(u) END;
  END LOOP;
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE FUNCTION write_move(m upload_move, INOUT u uploads) LANGUAGE plpgsql AS $$
DECLARE
  settable CONSTANT text[] := ARRAY['status_reason', 'next_check_at', 'bucket_id', 'key', 'filename', 'content_type',
    'blob_property', 'blob_type', 'declared_size', 'declared_hash', 'reserved_bytes', 'multipart_id', 'parts_digest', 'etag',
    'confirmed_at', 'confirmed_by_client', 'completed_at', 'verified_at', 'size', 'detected_type', 'type_proof', 'verdict',
    'verdict_cause', 'scanner_version', 'blob_id', 'blob_generation', 'duplicate_of_upload_id', 'object_id'];
  was upload_status := u.status;
BEGIN
  IF m.stays_open IS NOT TRUE THEN
    u.lease_token := NULL;
    u.lease_until := NULL;
    u.next_check_at := now();
  END IF;
  IF m.changes - settable <> '{}' THEN
    RAISE EXCEPTION 'a move cannot set %', m.changes - settable;
  END IF;
  u := jsonb_populate_record(u, coalesce(m.changes, '{}'));
  u.status := m.to_status;
  u.event_sequence := u.event_sequence + 1;
  UPDATE uploads SET
      status = u.status, event_sequence = u.event_sequence, status_reason = u.status_reason,
      lease_token = u.lease_token, lease_until = u.lease_until, next_check_at = u.next_check_at,
      bucket_id = u.bucket_id, key = u.key, filename = u.filename, content_type = u.content_type,
      blob_property = u.blob_property, blob_type = u.blob_type, declared_size = u.declared_size, declared_hash = u.declared_hash, reserved_bytes = u.reserved_bytes,
      multipart_id = u.multipart_id, parts_digest = u.parts_digest, etag = u.etag,
      confirmed_at = u.confirmed_at, confirmed_by_client = u.confirmed_by_client,
      completed_at = u.completed_at, verified_at = u.verified_at, size = u.size, detected_type = u.detected_type,
      type_proof = u.type_proof, verdict = u.verdict, verdict_cause = u.verdict_cause, scanner_version = u.scanner_version,
      blob_id = u.blob_id, blob_generation = u.blob_generation, duplicate_of_upload_id = u.duplicate_of_upload_id,
      object_id = u.object_id
    WHERE id = m.id AND workspace_id = m.workspace_id AND status = ANY (m.from_status);
  INSERT INTO upload_events (upload_id, workspace_id, sequence, event, from_status, to_status, actor, detail, data)
    VALUES (u.id, u.workspace_id, u.event_sequence, m.event, was, m.to_status, m.actor, m.detail, m.data);
END $$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE OR REPLACE FUNCTION scan_final_key(p_key text, p_attempts integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN p_attempts = 1 THEN p_key ELSE p_key || '.' || p_attempts::text END
$$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE FUNCTION confirm_staged_upload(c upload_confirm, OUT upload json, OUT moved boolean) LANGUAGE plpgsql AS $$
DECLARE
  tenant text;
  step record;
  u uploads;
BEGIN
  tenant := set_config('airlock.organization_id', c.organization_id, true);
  tenant := set_config('airlock.workspace_id', c.workspace_id, true);
  IF (c.move).id IS NOT NULL THEN
    step := move_upload(c.move);
    moved := step.was IS NOT NULL;
    IF moved THEN
      IF c.spare_bytes > 0 THEN
        tenant := shrink_reservation(c.organization_id, c.spare_bytes);
      END IF;
      upload := upload_record(step.u);
      RETURN;
    END IF;
  END IF;
  moved := false;
  UPDATE uploads SET confirmed_by_client = true, declared_hash = coalesce(declared_hash, c.claimed_hash)
    WHERE id = c.id AND workspace_id = c.workspace_id AND status = 'SCANNING' AND c.by_client
      AND (c.claimed_etag IS NULL OR etag = c.claimed_etag)
      AND (c.claimed_hash IS NULL OR declared_hash IS NULL OR declared_hash = c.claimed_hash)
      AND (NOT confirmed_by_client OR (declared_hash IS NULL AND c.claimed_hash IS NOT NULL))
    RETURNING * INTO u;
  IF NOT FOUND THEN
    SELECT * INTO u FROM uploads WHERE id = c.id AND workspace_id = c.workspace_id AND status <> 'DELETED';
  END IF;
  IF FOUND THEN
    upload := upload_record(u);
  END IF;
END $$;

-- prisma/migrations/20261126005000_fewer_statements_a_move
CREATE FUNCTION confirm_staged_uploads(p_confirms jsonb)
RETURNS TABLE (upload json, moved boolean, refusal text) LANGUAGE plpgsql AS $$
DECLARE
  count integer := jsonb_array_length(p_confirms);
  c upload_confirm;
  one record;
  timeout text;
BEGIN
  IF count = 1 THEN
    c := jsonb_populate_record(NULL::upload_confirm, p_confirms -> 0);
    one := confirm_staged_upload(c);
    upload := one.upload;
    moved := one.moved;
    RETURN NEXT;
    RETURN;
  END IF;
  timeout := set_config('lock_timeout', '20ms', true);
  FOR place IN 1..count LOOP
    c := jsonb_populate_record(NULL::upload_confirm, p_confirms -> (place - 1));
    refusal := NULL;
    BEGIN
      one := confirm_staged_upload(c);
      upload := one.upload;
      moved := one.moved;
    EXCEPTION WHEN lock_not_available THEN
      upload := NULL;
      moved := false;
      refusal := SQLSTATE;
    END;
    -- One wait is enough for a group.
    IF refusal IS NOT NULL THEN
      timeout := set_config('lock_timeout', '1ms', true);
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION read_announced_uploads(p_ids text[], p_workspace_ids text[], p_seconds float8[]) RETURNS SETOF json
LANGUAGE plpgsql STABLE AS $$
DECLARE
  u uploads;
BEGIN
  FOR place IN 1..cardinality(p_ids) LOOP
    SELECT * INTO u FROM uploads
      WHERE id = p_ids[place] AND workspace_id = p_workspace_ids[place] AND status <> 'SCANNING'
        AND NOT coalesce(completed_at >= now() - make_interval(secs => p_seconds[place]), false);
    RETURN NEXT CASE WHEN FOUND THEN upload_record(u) END;
  END LOOP;
END $$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION note_moves(p_moves moved_upload[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO upload_events (upload_id, workspace_id, sequence, event, from_status, to_status, actor, detail)
    SELECT m.upload_id, m.workspace_id, m.sequence, m.event, m.from_status, m.to_status, m.actor, m.detail FROM unnest(p_moves) m;
END $$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION move_confirmed(c plain_confirm, OUT u uploads, OUT was upload_status) LANGUAGE plpgsql AS $$
DECLARE
  moved record;
BEGIN
  UPDATE uploads n SET status = c.to_status, event_sequence = n.event_sequence + 1, etag = coalesce(c.etag, n.etag),
      declared_hash = coalesce(c.declared_hash, n.declared_hash),
      confirmed_by_client = coalesce(c.confirmed_by_client, n.confirmed_by_client),
      confirmed_at = coalesce(c.confirmed_at, n.confirmed_at), next_check_at = coalesce(c.next_check_at, n.next_check_at)
    FROM (SELECT status FROM uploads
      WHERE id = c.id AND workspace_id = c.workspace_id AND status = ANY (c.from_status) FOR UPDATE) before
    WHERE n.id = c.id RETURNING n AS now, before.status INTO moved;
  IF FOUND THEN
    u := moved.now;
    was := moved.status;
  END IF;
END $$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION confirm_plain_uploads(p_confirms jsonb) RETURNS json[] LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  count integer := jsonb_array_length(p_confirms);
  answers json[] := array_fill(NULL::json, ARRAY[count]);
  done text := CASE WHEN count > 1 THEN set_config('lock_timeout', '20ms', true) END;
  workspace text;
  moves moved_upload[] := '{}';
  c plain_confirm;
  step record;
  u uploads;
BEGIN
  FOR place IN 1..count LOOP
    c := jsonb_populate_record(NULL::plain_confirm, p_confirms -> (place - 1));
    IF c.workspace_id IS DISTINCT FROM workspace THEN
      IF moves <> '{}' THEN
        done := note_moves(moves);
        moves := '{}';
      END IF;
      workspace := c.workspace_id;
      done := set_config('airlock.organization_id', c.organization_id, true);
      done := set_config('airlock.workspace_id', c.workspace_id, true);
    END IF;
    step := move_confirmed(c);
    CONTINUE WHEN step.was IS NULL;
    u := step.u;
    answers[place] := upload_record(u);
    moves := moves || (u.id, u.workspace_id, u.event_sequence, c.event, step.was, u.status, c.actor, NULL)::moved_upload;
  END LOOP;
  IF moves <> '{}' THEN
    done := note_moves(moves);
  END IF;
  RETURN answers;
END $$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION lock_leased_uploads(p_admissions plain_admission[]) RETURNS leased_file[] LANGUAGE plpgsql AS $$
DECLARE
  files leased_file[] := ARRAY(
    SELECT (u.status, u.bucket_id, u.reserved_bytes, u.deadline_at, u.object_metadata, u.created_by, u.blob_property,
        u.blob_type, u.skip_duplicates)::leased_file
      FROM unnest(p_admissions) WITH ORDINALITY a
      -- FOR UPDATE keeps it a look-up for each, in this order.
      CROSS JOIN LATERAL (SELECT * FROM uploads w
        WHERE w.id = a.id AND w.workspace_id = a.workspace_id AND w.lease_token = a.lease_token
          AND w.status = ANY (a.from_status) AND (w.declared_hash IS NULL OR w.declared_hash = (a.blob).sha256)
        FOR UPDATE) u);
BEGIN
  IF cardinality(files) < cardinality(p_admissions) THEN
    RAISE EXCEPTION 'a lease was lost' USING ERRCODE = 'AL020';
  END IF;
  RETURN files;
END $$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE OR REPLACE FUNCTION trash_working_copies_of(p_admissions plain_admission[], p_files leased_file[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  workspace text := p_admissions[1].workspace_id;
  prefixes text[] := '{}';
  keys text[] := '{}';
  moments timestamptz[] := '{}';
  a plain_admission;
  done text;
BEGIN
  FOR n IN 1..cardinality(p_admissions) LOOP
    a := p_admissions[n];
    prefixes := prefixes || a.sealed_prefix;
    keys := keys || a.staged_key;
    moments := moments || (p_files[n]).writable_until;
  END LOOP;
  -- Small files have sealed copies only where the store cannot prove what it copies.
  prefixes := trashed_prefixes(workspace, prefixes);
  FOR n IN 1..cardinality(prefixes) LOOP
    done := expedite_trash(workspace, prefixes[n]);
  END LOOP;
  done := trash_staged_keys(workspace, keys, moments);
END $$;

-- prisma/migrations/20261127000000_groups_by_table
CREATE FUNCTION move_admitted(p_admissions plain_admission[], p_files leased_file[], p_blobs kept_blob[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  moves moved_upload[] := '{}';
  a plain_admission;
  b kept_blob;
  number integer;
  original text;
  done text;
BEGIN
  FOR n IN 1..cardinality(p_admissions) LOOP
    a := p_admissions[n];
    b := p_blobs[n];
    original := CASE WHEN NOT b.is_new AND (p_files[n]).skips_duplicates
      THEN first_upload_of_blob(a.workspace_id, b.blob_id) END;
    UPDATE uploads u SET
        status = a.to_status, event_sequence = u.event_sequence + 1, status_reason = coalesce(a.status_reason, u.status_reason),
        lease_token = NULL, lease_until = NULL, next_check_at = now(), completed_at = a.completed_at,
        verified_at = a.verified_at, size = a.size, detected_type = a.detected_type,
        type_proof = coalesce(a.type_proof, u.type_proof), verdict = a.verdict, verdict_cause = a.verdict_cause,
        scanner_version = a.scanner_version, blob_id = b.blob_id, blob_generation = b.generation,
        object_id = coalesce(a.object_id, u.object_id), duplicate_of_upload_id = original
      WHERE u.id = a.id AND u.workspace_id = a.workspace_id AND u.status = ANY (a.from_status)
      RETURNING u.event_sequence INTO number;
    moves := moves || (a.id, a.workspace_id, number, a.event, (p_files[n]).was, a.to_status, a.actor, a.detail)::moved_upload;
  END LOOP;
  done := note_moves(moves);
END $$;

-- prisma/migrations/20261127001000_create_by_table
CREATE FUNCTION create_planned_upload(u planned_upload, p_note jsonb, p_default_pending_limit integer)
RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz(3) := now();
  -- Assigned, not performed: a plain expression needs no executor of its own.
  setting text := set_config('airlock.organization_id', u.organization_id, true);
  has_room boolean;
BEGIN
  setting := set_config('airlock.workspace_id', u.workspace_id, true);
  -- Every table is looked up by a key. A plan that was made while a table was small would read it whole.
  setting := set_config('enable_seqscan', 'off', true);
  INSERT INTO uploads (
    id, organization_id, workspace_id, bucket_id, filename, content_type, declared_size, declared_hash, reserved_bytes,
    method, guarantees, key, metadata, object_metadata, blob_property, blob_type, create_object_on_confirm,
    skip_duplicates, created_by, document_id, upload_token_id, content_md5, content_disposition,
    url_expires_in_seconds, created_at, url_expires_at, deadline_at, next_check_at
  ) VALUES (
    u.id, u.organization_id, u.workspace_id, u.bucket_id, u.filename, u.content_type, u.declared_size, u.declared_hash,
    u.reserved_bytes, u.method, u.guarantees, u.key, u.metadata, u.object_metadata, u.blob_property, u.blob_type,
    u.create_object_on_confirm, u.skip_duplicates, u.created_by, u.document_id, u.upload_token_id, u.content_md5,
    u.content_disposition, u.url_expires_in_seconds, at, at + make_interval(secs => u.url_expires_in_seconds),
    at + make_interval(secs => u.url_expires_in_seconds + u.grace_seconds), at + interval '5 seconds'
  );
  INSERT INTO upload_events (upload_id, sequence, at, workspace_id, event, to_status, actor)
    VALUES (u.id, 1, at, u.workspace_id, 'created', 'PENDING', u.created_by);
  IF p_note IS NOT NULL THEN
    PERFORM note_made(p_note);
  END IF;
  IF u.upload_token_id IS NOT NULL THEN
    PERFORM take_token_places(u.upload_token_id, u.workspace_id, 1);
  END IF;
  -- The usage row last, so that it is held shortest.
  has_room := reserve_usage(u.organization_id, 1, u.reserved_bytes, p_default_pending_limit);
  RETURN at;
END $$;

-- prisma/migrations/20261127001000_create_by_table
CREATE FUNCTION create_planned_uploads(
  p_uploads planned_upload[], p_notes jsonb[], p_default_pending_limit integer, p_together boolean
) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz(3) := now();
  setting text := set_config('enable_seqscan', 'off', true);
  note jsonb;
  part record;
  has_room boolean;
BEGIN
  IF p_together THEN
    setting := set_config('lock_timeout', '20ms', true);
  END IF;
  -- Each row binds the transaction to its own tenant in the moment in which it is made, and row-level security then checks it.
  INSERT INTO uploads (
    id, organization_id, workspace_id,
    bucket_id, filename, content_type, declared_size, declared_hash, reserved_bytes,
    method, guarantees, key, metadata, object_metadata, blob_property, blob_type, create_object_on_confirm,
    skip_duplicates, created_by, document_id, upload_token_id, content_md5, content_disposition,
    url_expires_in_seconds, created_at, url_expires_at, deadline_at, next_check_at
  ) SELECT
    u.id, set_config('airlock.organization_id', u.organization_id, true), set_config('airlock.workspace_id', u.workspace_id, true),
    u.bucket_id, u.filename, u.content_type, u.declared_size, u.declared_hash, u.reserved_bytes,
    u.method, u.guarantees, u.key, u.metadata, u.object_metadata, u.blob_property, u.blob_type, u.create_object_on_confirm,
    u.skip_duplicates, u.created_by, u.document_id, u.upload_token_id, u.content_md5, u.content_disposition,
    u.url_expires_in_seconds, at, at + make_interval(secs => u.url_expires_in_seconds),
    at + make_interval(secs => u.url_expires_in_seconds + u.grace_seconds), at + interval '5 seconds'
  FROM unnest(p_uploads) u;
  INSERT INTO upload_events (upload_id, sequence, at, workspace_id, event, to_status, actor)
    SELECT u.id, 1, at, set_config('airlock.workspace_id', u.workspace_id, true), 'created', 'PENDING', u.created_by
    FROM unnest(p_uploads) u;
  FOREACH note IN ARRAY p_notes LOOP
    setting := set_config('airlock.workspace_id', note ->> 'workspaceId', true);
    PERFORM note_made(note);
  END LOOP;
  FOR part IN
    SELECT u.upload_token_id AS id, u.workspace_id, count(*)::integer AS files FROM unnest(p_uploads) u
    WHERE u.upload_token_id IS NOT NULL GROUP BY 1, 2 ORDER BY u.upload_token_id COLLATE "C"
  LOOP
    setting := set_config('airlock.workspace_id', part.workspace_id, true);
    PERFORM take_token_places(part.id, part.workspace_id, part.files);
  END LOOP;
  -- Usage rows last, so that they are held shortest, each once and in one order.
  FOR part IN
    SELECT u.organization_id AS id, count(*)::integer AS files, sum(u.reserved_bytes)::bigint AS bytes FROM unnest(p_uploads) u
    GROUP BY 1 ORDER BY u.organization_id COLLATE "C"
  LOOP
    setting := set_config('airlock.organization_id', part.id, true);
    has_room := reserve_usage(part.id, part.files, part.bytes, p_default_pending_limit);
  END LOOP;
  RETURN at;
END $$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE FUNCTION look_up_uploads(p_organization_ids text[], p_workspace_ids text[], p_ids text[])
RETURNS TABLE (upload json, bucket_name text, blob jsonb) LANGUAGE plpgsql AS $$
DECLARE
  workspace text;
  bucket text;
  named_bucket text;
  content text;
  done text;
BEGIN
  FOR place IN 1..cardinality(p_ids) LOOP
    IF p_workspace_ids[place] IS DISTINCT FROM workspace THEN
      workspace := p_workspace_ids[place];
      done := set_config('airlock.organization_id', p_organization_ids[place], true);
      done := set_config('airlock.workspace_id', workspace, true);
    END IF;
    SELECT row_to_json(w), w.bucket_id, w.blob_id INTO upload, bucket, content
      FROM uploads w WHERE w.id = p_ids[place] AND w.workspace_id = workspace AND w.status <> 'DELETED';
    IF bucket IS DISTINCT FROM named_bucket AND bucket IS NOT NULL THEN
      bucket_name := bucket_name(workspace, bucket);
      named_bucket := bucket;
    END IF;
    blob := CASE WHEN content IS NOT NULL THEN blob_json(workspace, content) END;
    RETURN NEXT;
  END LOOP;
END $$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE FUNCTION look_up_announced(p_ids text[], p_workspace_ids text[], p_seconds float8[])
RETURNS TABLE (upload json, bucket_name text, blob jsonb) LANGUAGE plpgsql STABLE AS $$
DECLARE
  bucket text;
  content text;
BEGIN
  FOR place IN 1..cardinality(p_ids) LOOP
    SELECT row_to_json(w), w.bucket_id, w.blob_id INTO upload, bucket, content
      FROM uploads w
      WHERE w.id = p_ids[place] AND w.workspace_id = p_workspace_ids[place] AND w.status <> 'SCANNING'
        AND NOT coalesce(w.completed_at >= now() - make_interval(secs => p_seconds[place]), false);
    bucket_name := CASE WHEN bucket IS NOT NULL THEN bucket_name(p_workspace_ids[place], bucket) END;
    blob := CASE WHEN content IS NOT NULL THEN blob_json(p_workspace_ids[place], content) END;
    RETURN NEXT;
  END LOOP;
END $$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE FUNCTION confirm_at_once(p_confirms jsonb) RETURNS TABLE (upload json, bucket_name text) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  count integer := jsonb_array_length(p_confirms);
  done text := CASE WHEN count > 1 THEN set_config('lock_timeout', '20ms', true) END;
  workspace text;
  moves moved_upload[] := '{}';
  c plain_confirm;
  was upload_status;
  number integer;
  bucket text;
  named_bucket text;
BEGIN
  FOR place IN 1..count LOOP
    c := jsonb_populate_record(NULL::plain_confirm, p_confirms -> (place - 1));
    IF c.workspace_id IS DISTINCT FROM workspace THEN
      IF moves <> '{}' THEN
        done := note_moves(moves);
        moves := '{}';
      END IF;
      workspace := c.workspace_id;
      done := set_config('airlock.organization_id', c.organization_id, true);
      done := set_config('airlock.workspace_id', c.workspace_id, true);
    END IF;
    UPDATE uploads n SET status = c.to_status, event_sequence = n.event_sequence + 1, etag = coalesce(c.etag, n.etag),
        declared_hash = coalesce(c.declared_hash, n.declared_hash),
        confirmed_by_client = coalesce(c.confirmed_by_client, n.confirmed_by_client),
        confirmed_at = coalesce(c.confirmed_at, n.confirmed_at), next_check_at = coalesce(c.next_check_at, n.next_check_at)
      FROM (SELECT w.status FROM uploads w
        WHERE w.id = c.id AND w.workspace_id = c.workspace_id AND w.status = ANY (c.from_status) FOR UPDATE) before
      WHERE n.id = c.id RETURNING row_to_json(n), n.bucket_id, n.event_sequence, before.status
      INTO upload, bucket, number, was;
    IF FOUND THEN
      IF bucket IS DISTINCT FROM named_bucket THEN
        bucket_name := bucket_name(workspace, bucket);
        named_bucket := bucket;
      END IF;
      moves := moves || (c.id, workspace, number, c.event, was, c.to_status, c.actor, NULL)::moved_upload;
    END IF;
    RETURN NEXT;
  END LOOP;
  IF moves <> '{}' THEN
    done := note_moves(moves);
  END IF;
END $$;

-- features/webhooks ---------------------------------------------------------------------------------------------------

-- src/features/webhooks/deliveries.repository.ts: again
UPDATE webhook_deliveries SET status = 'pending', tries = 0, completed_at = NULL, next_try_at = now(),
  give_up_at = now() + make_interval(hours => /* GIVE_UP_HOURS */::int)
WHERE id = $1 AND workspace_id = $2;

-- src/features/webhooks/endpoint-leases.repository.ts: claim
WITH RECURSIVE waiting AS (
  (SELECT endpoint_id, next_try_at FROM webhook_deliveries WHERE status = 'pending'
    ORDER BY endpoint_id, next_try_at LIMIT 1)
  UNION ALL
  SELECT n.endpoint_id, n.next_try_at FROM waiting w CROSS JOIN LATERAL (
    SELECT endpoint_id, next_try_at FROM webhook_deliveries
    WHERE status = 'pending' AND endpoint_id > w.endpoint_id ORDER BY endpoint_id, next_try_at LIMIT 1) n
), next AS (
  SELECT e.id FROM waiting w JOIN webhook_endpoints e ON e.id = w.endpoint_id
  WHERE w.next_try_at <= now() AND e.status = 'active' AND (e.lease_until IS NULL OR e.lease_until < now())
    AND (e.failing_since IS NOT NULL) = ($1 = 'failing')
  ORDER BY e.lease_until NULLS FIRST, e.id LIMIT $2 FOR UPDATE OF e SKIP LOCKED
)
UPDATE webhook_endpoints e SET lease_token = $3, lease_until = now() + make_interval(secs => $4::int)
FROM next WHERE e.id = next.id
RETURNING e.id, e.url, e.secret_version AS "secretVersion", coalesce(e.rotation_until > now(), false) AS rotating,
  e.lease_token AS "leaseToken";

-- src/features/webhooks/endpoint-leases.repository.ts: renew
UPDATE webhook_endpoints SET lease_until = now() + make_interval(secs => $1::int)
WHERE id = $2 AND lease_token = $3 AND status = 'active'
RETURNING id, url, secret_version AS "secretVersion", coalesce(rotation_until > now(), false) AS rotating,
  lease_token AS "leaseToken";

-- src/features/webhooks/endpoint-leases.repository.ts: due
SELECT id, payload, tries FROM webhook_deliveries
WHERE endpoint_id = $1 AND status = 'pending' AND next_try_at <= now() ORDER BY next_try_at LIMIT $2;

-- src/features/webhooks/endpoint-leases.repository.ts: record
UPDATE webhook_deliveries d SET
  status = CASE WHEN t.delivered THEN 'delivered' WHEN t.refused OR d.give_up_at <= now() THEN 'failed' ELSE 'pending' END,
  completed_at = CASE WHEN t.delivered OR t.refused OR d.give_up_at <= now() THEN now() END,
  next_try_at = least(now() + make_interval(secs => t."waitSeconds"), greatest(d.give_up_at, now())),
  tries = least(d.tries + 1, 30000),
  attempts = CASE WHEN jsonb_array_length(d.attempts) >= /* MOST_ATTEMPTS */ THEN d.attempts - 0 ELSE d.attempts END || t.attempt
FROM jsonb_to_recordset($1::jsonb)
  AS t(id text, delivered boolean, refused boolean, attempt jsonb, "waitSeconds" int)
WHERE d.id = t.id AND d.endpoint_id = $2 AND d.status = 'pending' RETURNING d.status;

-- src/features/webhooks/endpoint-leases.repository.ts: record
UPDATE webhook_endpoints SET failing_since = CASE WHEN $1 THEN now() END
WHERE id = $2 AND (failing_since IS NULL) = $3;

-- src/features/webhooks/endpoint-leases.repository.ts: record
UPDATE webhook_endpoints SET status = 'disabled', disabled_reason = 'gone', disabled_at = now()
WHERE id = $1 AND status = 'active' AND url = $2;

-- src/features/webhooks/endpoint-leases.repository.ts: release
UPDATE webhook_endpoints SET lease_token = NULL, lease_until = now() WHERE id = $1 AND lease_token = $2;

-- src/features/webhooks/endpoints.repository.ts: create
SELECT pg_advisory_xact_lock(hashtextextended('webhook endpoints of ' || $1, 0));

-- src/features/webhooks/waiting-deliveries-figure.queries.ts: waitingDeliveriesFigure (fragment)
SELECT count(*) AS webhook_deliveries_waiting
FROM (SELECT FROM webhook_deliveries WHERE status = 'pending' LIMIT /* MOST_COUNTED */) AS first

-- src/features/webhooks/webhook-sweep.repository.ts: forgetOld
DELETE FROM webhook_deliveries WHERE id IN (
  SELECT id FROM webhook_deliveries WHERE id < $1
  ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED);

-- src/features/webhooks/webhook-sweep.repository.ts: purgeDeleted
DELETE FROM webhook_deliveries WHERE id IN (
  SELECT d.id FROM webhook_endpoints e JOIN webhook_deliveries d ON d.endpoint_id = e.id
  WHERE e.status = 'deleted' LIMIT $1 FOR UPDATE OF d SKIP LOCKED);

-- src/features/webhooks/webhook-sweep.repository.ts: purgeDeleted
DELETE FROM webhook_endpoints e WHERE e.status = 'deleted'
  AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id);

-- src/features/webhooks/webhook-sweep.repository.ts: forgetSomeOf
DELETE FROM webhook_deliveries WHERE id IN (
  SELECT d.id FROM webhook_endpoints e JOIN webhook_deliveries d ON d.endpoint_id = e.id
  WHERE e.workspace_id = $1 AND d.workspace_id = $2 LIMIT /* BATCH */);

-- features/workspaces -------------------------------------------------------------------------------------------------

-- src/features/workspaces/actor-workspaces.repository.ts: defaultStatement
SELECT o.id AS "organizationId", w.id AS "workspaceId", w.name AS "workspaceName", o.tier, o.quota_bytes AS "quotaBytes"
FROM organizations o JOIN workspaces w ON w.organization_id = o.id AND w.id = o.default_workspace_id
WHERE o.id = ANY ($1::text[]);

-- src/features/workspaces/bootstrap.repository.ts: ensure
SELECT pg_advisory_xact_lock(hashtext('airlock bootstrap'));

-- src/features/workspaces/usage-figure.queries.ts: usageFigure (fragment)
SELECT coalesce(sum(used_bytes), 0) AS used_bytes, coalesce(sum(reserved_bytes), 0) AS reserved_bytes,
  coalesce(sum(pending_count), 0) AS reservations FROM usage

-- src/features/workspaces/usage-ledger.repository.ts: readmit
UPDATE usage u SET used_bytes = u.used_bytes + $1 FROM organizations o
WHERE u.organization_id = $2 AND u.shard = 0 AND o.id = $3
  AND u.used_bytes + u.reserved_bytes + $4 <= o.quota_bytes;

-- src/features/workspaces/usage-ledger.repository.ts: release
SELECT settle_usage($1, 1, $2::bigint, 0);

-- src/features/workspaces/usage-ledger.repository.ts: shrink
UPDATE usage SET reserved_bytes = reserved_bytes - $1
WHERE organization_id = $2 AND shard = 0;

-- src/features/workspaces/usage-ledger.repository.ts: forget
UPDATE bucket_usage SET used_bytes = used_bytes - $1, file_count = file_count - 1
WHERE bucket_id = $2 AND workspace_id = $3;

-- src/features/workspaces/usage-ledger.repository.ts: forget
UPDATE usage SET used_bytes = used_bytes - $1
WHERE organization_id = $2 AND shard = 0;

-- src/features/workspaces/usage-ledger.repository.ts: count
SELECT count_files($1, ARRAY[$2], ARRAY[$3::bigint]);

-- src/features/workspaces/usage-totals.repository.ts: find
SELECT o.quota_bytes AS "quotaBytes", u.used_bytes AS "usedBytes", u.reserved_bytes AS "reservedBytes",
  u.pending_count AS "pendingCount", o.pending_limit AS "pendingLimit"
FROM organizations o JOIN usage u ON u.organization_id = o.id AND u.shard = 0
WHERE o.id = $1;

-- prisma/migrations/20261126004110_conclusions
CREATE FUNCTION count_files(p_workspace_id text, p_bucket_ids text[], p_bytes bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO bucket_usage AS b (bucket_id, workspace_id, used_bytes, file_count)
    SELECT f.bucket_id, p_workspace_id, sum(f.bytes), count(*) FROM unnest(p_bucket_ids, p_bytes) AS f(bucket_id, bytes)
    GROUP BY f.bucket_id ORDER BY f.bucket_id
  ON CONFLICT (bucket_id) DO UPDATE
    SET used_bytes = b.used_bytes + excluded.used_bytes, file_count = b.file_count + excluded.file_count;
END $$;

-- prisma/migrations/20261126004110_conclusions
CREATE FUNCTION settle_usage(p_organization_id text, p_uploads integer, p_reserved_bytes bigint, p_used_bytes bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE usage SET reserved_bytes = reserved_bytes - p_reserved_bytes, used_bytes = used_bytes + p_used_bytes,
      pending_count = pending_count - p_uploads
    WHERE organization_id = p_organization_id AND shard = 0;
END $$;

-- prisma/migrations/20261126004200_confirms
CREATE FUNCTION shrink_reservation(p_organization_id text, p_bytes bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE usage SET reserved_bytes = reserved_bytes - p_bytes WHERE organization_id = p_organization_id AND shard = 0;
END $$;

-- prisma/migrations/20261126004210_ends
CREATE FUNCTION forget_files(p_organization_id text, p_workspace_id text, p_bucket_ids text[], p_bytes bigint[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  gone record;
  total bigint := 0;
BEGIN
  FOR gone IN SELECT f.bucket_id, sum(f.bytes) AS bytes, count(*) AS files FROM unnest(p_bucket_ids, p_bytes) AS f(bucket_id, bytes)
    GROUP BY f.bucket_id ORDER BY f.bucket_id LOOP
    UPDATE bucket_usage SET used_bytes = used_bytes - gone.bytes, file_count = file_count - gone.files
      WHERE bucket_id = gone.bucket_id AND workspace_id = p_workspace_id;
    total := total + gone.bytes;
  END LOOP;
  UPDATE usage SET used_bytes = used_bytes - total WHERE organization_id = p_organization_id AND shard = 0;
END $$;

-- prisma/migrations/20261127001000_create_by_table
CREATE FUNCTION reserve_usage(p_organization_id text, p_files integer, p_bytes bigint, p_default_pending_limit integer)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE usage
    SET reserved_bytes = usage.reserved_bytes + p_bytes, pending_count = usage.pending_count + p_files
    FROM organizations o
    WHERE usage.organization_id = p_organization_id AND usage.shard = 0 AND o.id = p_organization_id
      AND usage.used_bytes + usage.reserved_bytes + p_bytes <= o.quota_bytes
      AND usage.pending_count + p_files <= coalesce(o.pending_limit, p_default_pending_limit);
  IF FOUND THEN
    RETURN true;
  END IF;
  PERFORM 1 FROM usage JOIN organizations o ON o.id = usage.organization_id
    WHERE usage.organization_id = p_organization_id
      AND usage.pending_count + p_files > coalesce(o.pending_limit, p_default_pending_limit);
  IF FOUND THEN
    RAISE EXCEPTION 'too many uploads are open' USING ERRCODE = 'AL002';
  END IF;
  RAISE EXCEPTION 'the storage quota has no room' USING ERRCODE = 'AL001';
END $$;

-- prisma/migrations/20261127001100_cheaper_records
CREATE FUNCTION settle_files(
  p_organization_id text, p_workspace_id text, p_bucket_ids text[], p_sizes bigint[], p_reserved_bytes bigint, p_used_bytes bigint
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  done text;
BEGIN
  IF p_bucket_ids[1] = ALL (p_bucket_ids) THEN
    INSERT INTO bucket_usage AS b (bucket_id, workspace_id, used_bytes, file_count)
      VALUES (p_bucket_ids[1], p_workspace_id, p_used_bytes, cardinality(p_bucket_ids))
      ON CONFLICT (bucket_id) DO UPDATE
        SET used_bytes = b.used_bytes + excluded.used_bytes, file_count = b.file_count + excluded.file_count;
  ELSE
    done := count_files(p_workspace_id, p_bucket_ids, p_sizes);
  END IF;
  done := settle_usage(p_organization_id, cardinality(p_bucket_ids), p_reserved_bytes, p_used_bytes);
END $$;

-- platform/background -------------------------------------------------------------------------------------------------

-- src/platform/background/job-leases.repository.ts: take
INSERT INTO job_leases AS l (name, due_at, lease_token, lease_until)
VALUES ($1, now(), $2, now() + make_interval(secs => $3::int))
ON CONFLICT (name) DO UPDATE SET lease_token = excluded.lease_token, lease_until = excluded.lease_until
WHERE l.due_at <= now() AND (l.lease_until IS NULL OR l.lease_until < now())
RETURNING cursor;

-- src/platform/background/job-leases.repository.ts: renew
UPDATE job_leases SET lease_until = now() + make_interval(secs => $1::int)
WHERE name = $2 AND lease_token = $3;

-- src/platform/background/job-leases.repository.ts: end
UPDATE job_leases SET lease_token = NULL, lease_until = NULL, runs = runs + 1, cursor = $1,
  due_at = now() + make_interval(secs => $2::int)
WHERE name = $3 AND lease_token = $4;

-- platform/events -----------------------------------------------------------------------------------------------------

-- src/platform/events/postgres-subscription.ts: listenOn
LISTEN $1;

-- src/platform/events/postgres-subscription.ts: listenOn
SELECT 1;

-- src/platform/events/postgres.event-channel.ts: send
SELECT pg_notify(/* CHANNEL */, $1);

-- platform/idempotency ------------------------------------------------------------------------------------------------

-- src/platform/idempotency/idempotency.repository.ts: claim
INSERT INTO idempotency_records AS r (workspace_id, caller, route, key, fingerprint, lease_token, lease_until)
VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => /* LEASE_SECONDS */::int))
ON CONFLICT (workspace_id, caller, route, key) DO UPDATE
  SET fingerprint = excluded.fingerprint, lease_token = excluded.lease_token, lease_until = excluded.lease_until,
    status = NULL, made = NULL, answer = NULL, created_at = now()
  WHERE (r.lease_until < now() AND r.made IS NULL)
    OR (r.created_at < now() - make_interval(hours => /* KEEP_HOURS */::int)
      AND (r.lease_until IS NULL OR r.lease_until < now()));

-- src/platform/idempotency/idempotency.repository.ts: claim
SELECT lease_token AS "leaseToken", fingerprint, status, made, answer FROM idempotency_records
WHERE workspace_id = $1 AND caller = $2 AND route = $3 AND key = $4;

-- src/platform/idempotency/idempotency.repository.ts: renew
UPDATE idempotency_records SET lease_until = now() + make_interval(secs => /* LEASE_SECONDS */::int)
WHERE workspace_id = $1 AND caller = $2 AND route = $3 AND key = $4 AND lease_token = $5;

-- src/platform/idempotency/idempotency.repository.ts: forgetOld
DELETE FROM idempotency_records WHERE ctid IN (
  SELECT ctid FROM idempotency_records WHERE created_at < now() - make_interval(hours => /* KEEP_HOURS */::int)
  ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED)
  AND created_at < now() - make_interval(hours => /* KEEP_HOURS */::int)
  AND (lease_until IS NULL OR lease_until < now());

-- src/platform/idempotency/leased-key.ts: noteMade
SELECT note_made($1::jsonb);

-- prisma/migrations/20261126001600_leases_by_one_name
CREATE OR REPLACE FUNCTION note_made(p_note jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE idempotency_records SET made = decode(p_note ->> 'made', 'base64')
    WHERE workspace_id = p_note ->> 'workspaceId' AND caller = p_note ->> 'caller' AND route = p_note ->> 'route'
      AND key = p_note ->> 'key' AND lease_token = p_note ->> 'leaseToken';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'another request has the lease of the idempotency key' USING ERRCODE = 'AL003';
  END IF;
END $$;

-- platform/jobs -------------------------------------------------------------------------------------------------------

-- src/platform/jobs/prepare-queue.ts: prepareQueue
SELECT pg_advisory_lock(hashtext($1));

-- src/platform/jobs/prepare-queue.ts: prepareQueue
GRANT USAGE, CREATE ON SCHEMA /* SCHEMA */ TO $1;
GRANT ALL ON ALL TABLES IN SCHEMA /* SCHEMA */ TO $2;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA /* SCHEMA */ TO $3;
/* GRANT_SEQUENCES */;

-- platform/metrics ----------------------------------------------------------------------------------------------------

-- src/platform/metrics/database-figures.ts: read (fragment)
(SELECT coalesce(jsonb_agg(f), '[]') FROM ($1) AS f)

-- src/platform/metrics/database-figures.ts: read
SELECT jsonb_build_array(/* Prisma.join(figures) */) AS figures;

-- platform/prisma -----------------------------------------------------------------------------------------------------

-- src/platform/prisma/connections/timeout-client.ts: isAlive
SELECT 1;

-- src/platform/prisma/database.ts: tenant
SELECT set_config('airlock.organization_id', $1, true), set_config('airlock.workspace_id', $2, true);

-- src/platform/prisma/database.ts: ping
SELECT 1;

-- src/platform/prisma/grants/empty-schema.ts: emptySchema
CREATE SCHEMA /* ASIDE */;

-- src/platform/prisma/grants/lost-grants.ts: hasLostGrants
SELECT EXISTS (SELECT FROM pg_class WHERE relrowsecurity AND relnamespace = current_schema()::regnamespace AND relname <> 'secret_check')
AND NOT (EXISTS (SELECT FROM pg_policy WHERE $1::regrole = ANY (polroles))
  AND EXISTS (SELECT FROM pg_class, aclexplode(relacl) WHERE grantee = $1::regrole AND relnamespace = current_schema()::regnamespace)) AS lost;

-- src/platform/prisma/grants/restore-grants.ts: restoreGrants
BEGIN;

-- src/platform/prisma/grants/restore-grants.ts: restoreGrants
SAVEPOINT scratch;

-- src/platform/prisma/grants/restore-grants.ts: restoreGrants
ROLLBACK TO SAVEPOINT scratch;

-- src/platform/prisma/grants/restore-grants.ts: restoreGrants
COMMIT;

-- src/platform/prisma/grants/restore-grants.ts: restoreGrants
ROLLBACK;

-- src/platform/prisma/list-order.ts: sqlOperators (fragment)
>

-- src/platform/prisma/list-order.ts: sqlOperators (fragment)
<

-- src/platform/prisma/list-order.ts: words (fragment)
ASC

-- src/platform/prisma/list-order.ts: words (fragment)
DESC

-- src/platform/prisma/list-order.ts: sqlBehind (fragment)
true

-- src/platform/prisma/list-order.ts: sqlBehind (fragment)
/* column */ /* sqlOperators[direction] */ $1

-- src/platform/prisma/list-order.ts: sqlUpTo (fragment)
/* column */ <= $1

-- src/platform/prisma/list-order.ts: sqlUpTo (fragment)
/* column */ >= $1

-- src/platform/prisma/migrations/applied-migration-figure.queries.ts: appliedMigrationFigure (fragment)
SELECT max(left(migration_name, 14)::bigint) AS database_migration FROM _prisma_migrations
WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL

-- src/platform/prisma/migrations/apply-migrations.ts: applyMigration
BEGIN;

-- src/platform/prisma/migrations/apply-migrations.ts: applyMigration
COMMIT;

-- src/platform/prisma/migrations/apply-migrations.ts: applyMigration
ROLLBACK;

-- src/platform/prisma/migrations/migration-lock.ts: withMigrationLock
SELECT pg_advisory_unlock(/* LOCK */);

-- src/platform/prisma/migrations/migration-lock.ts: lock
SET lock_timeout = '/* WAIT_SECONDS */s';

-- src/platform/prisma/migrations/migration-lock.ts: lock
SELECT pg_advisory_lock(/* LOCK */);

-- src/platform/prisma/migrations/migration-records.ts: readRecords
SELECT migration_name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations
WHERE rolled_back_at IS NULL ORDER BY started_at;

-- src/platform/prisma/migrations/migration-records.ts: recordApplied
INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
VALUES (gen_random_uuid()::text, $1, $2, now(), clock_timestamp(), 1);

-- src/platform/prisma/roles/change-role.ts: mayNot
SELECT quote_ident(current_user) AS name,
(SELECT rolcreaterole OR rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) AS creates,
ARRAY(SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname = ANY ($1)
      AND NOT pg_has_role(current_user, oid, 'USAGE WITH ADMIN OPTION') ORDER BY 1) AS groups;

-- src/platform/prisma/roles/close-database.ts: closeDatabase
SELECT has_database_privilege('public', d.oid, 'CONNECT') AS "isOpen", quote_ident(datname) AS database,
  pg_has_role(current_user, datdba, 'USAGE') AS "mayClose", quote_ident(current_user) AS owner
FROM pg_catalog.pg_database d WHERE datname = current_database();

-- src/platform/prisma/roles/earlier-logins.ts: removeUnusedLogins
SELECT DISTINCT usename::text AS name FROM pg_catalog.pg_stat_activity WHERE usename = ANY ($1);

-- src/platform/prisma/roles/earlier-logins.ts: remove
SELECT quote_ident(current_database()) AS database FROM pg_catalog.pg_roles WHERE rolname = $1;

-- src/platform/prisma/roles/earlier-logins.ts: remove
REVOKE ALL ON DATABASE $1 FROM $2;

-- src/platform/prisma/roles/earlier-logins.ts: remove
DROP ROLE $1;

-- src/platform/prisma/roles/groups.ts: groupSessions
SELECT count(*) > 0 AS anywhere, count(*) FILTER (WHERE datname = current_database()) > 0 AS here
FROM pg_catalog.pg_stat_activity WHERE usename = ANY ($1);

-- src/platform/prisma/roles/groups.ts: endGroupLogins
ALTER ROLE $1 NOLOGIN PASSWORD NULL;

-- src/platform/prisma/roles/login-names.ts: knownPairs
SELECT d.oid, ARRAY(
  SELECT rolname::text FROM pg_catalog.pg_roles
  WHERE rolname ~ format('^(%s|%s)_%s_[0-9]{1,9}$', $1::text, $2::text, d.oid)) AS names
FROM pg_catalog.pg_database d WHERE datname = current_database();

-- src/platform/prisma/roles/logins.ts: correction
SELECT pg_has_role(r.oid, $2, 'USAGE') AS "isMember", quote_ident(current_database()) AS database,
  has_database_privilege(r.oid, current_database(), 'CONNECT') AS connects,
  ARRAY(SELECT quote_ident(g.rolname) FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
        WHERE m.member = r.oid AND g.rolname <> $2) AS foreign
FROM pg_catalog.pg_roles r WHERE rolname = $1;

-- src/platform/prisma/roles/role-attributes.ts: readRole
SELECT $1 FROM pg_catalog.pg_roles WHERE rolname = $1;

-- src/platform/prisma/savepoint.ts: inSavepoint
SAVEPOINT part;

-- src/platform/prisma/savepoint.ts: inSavepoint
ROLLBACK TO SAVEPOINT part;

-- src/platform/prisma/savepoint.ts: inSavepoint
RELEASE SAVEPOINT part;

-- src/platform/prisma/secret-check.repository.ts: verifySecret
SELECT digest FROM secret_check;

-- src/platform/prisma/secret-check.repository.ts: verifySecret
INSERT INTO secret_check (digest) VALUES ($1) ON CONFLICT (one) DO UPDATE SET digest = excluded.digest, since = now();

-- prisma/migrations/20261121000000_init
CREATE FUNCTION current_workspace() RETURNS text LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('airlock.workspace_id', true), '') $$;

-- prisma/migrations/20261121000000_init
CREATE FUNCTION current_organization() RETURNS text LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('airlock.organization_id', true), '') $$;
