import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { newId } from '../../../src/shared/ids.js';
import { type RecordsStage } from './stage.js';

/** The rows of each step for a list of files, written by one statement with a constant plan. */
const statements = {
  create: `
    WITH f AS (SELECT id FROM unnest($4::text[]) AS f (id)),
    new AS (INSERT INTO uploads (id, organization_id, workspace_id, bucket_id, filename, content_type, declared_size,
        reserved_bytes, method, guarantees, key, created_by, url_expires_in_seconds, url_expires_at, deadline_at, next_check_at)
      SELECT id, $1, $2, $3, 'notes.txt', 'text/plain', 4096, 4096, 'PUT', '{length,type}', $2 || '/' || id, 'bench', 3600,
        now() + interval '1 hour', now() + interval '70 minutes', now() + interval '5 seconds' FROM f),
    event AS (INSERT INTO upload_events (upload_id, sequence, workspace_id, event, to_status, actor)
      SELECT id, 1, $2, 'created', 'PENDING', 'bench' FROM f)
    UPDATE usage SET reserved_bytes = reserved_bytes + 4096 * cardinality($4), pending_count = pending_count + cardinality($4)
      WHERE organization_id = $1 AND shard = 0`,
  confirm: `
    WITH f AS (SELECT id FROM unnest($3::text[]) AS f (id)),
    moved AS (UPDATE uploads SET status = 'SCANNING', event_sequence = 2, etag = 'etag', confirmed_at = now(),
      next_check_at = now(), confirmed_by_client = true FROM f WHERE uploads.id = f.id AND status = 'PENDING'),
    event AS (INSERT INTO upload_events (upload_id, workspace_id, sequence, event, from_status, to_status, actor)
      SELECT id, $2, 2, 'confirmed', 'PENDING', 'SCANNING', 'bench' FROM f)
    INSERT INTO scan_queue (upload_id, organization_id, workspace_id, by_client) SELECT id, $1, $2, true FROM f`,
  claim: `
    WITH f AS (SELECT id FROM unnest($2::text[]) AS f (id)),
    leased AS (UPDATE uploads SET lease_token = 'bench', lease_until = now() + interval '1 minute', attempts = 1
      FROM f WHERE uploads.id = f.id AND status = 'SCANNING'),
    queue AS (UPDATE scan_queue SET lease_until = now() + interval '1 minute', is_running = true FROM f WHERE upload_id = f.id)
    INSERT INTO trash (workspace_id, key, not_before) SELECT $1, $1 || '/' || id, now() + interval '10 minutes' FROM f`,
  admit: `
    WITH f AS (SELECT * FROM unnest($4::text[], $5::text[], $6::text[], $7::text[]) AS f (id, blob_id, object_id, sha256)),
    blob AS (INSERT INTO blobs (id, workspace_id, sha256, size, key, etag, detected_type, verdict, scanner_version)
      SELECT blob_id, $2, sha256, 4096, $2 || '/' || id, 'etag', 'text/plain', 'clean', 'bench' FROM f),
    object AS (INSERT INTO objects (id, organization_id, workspace_id, bucket_id, metadata, created_by)
      SELECT object_id, $1, $2, $3, '{}', 'bench' FROM f),
    file AS (INSERT INTO object_files (object_id, position, workspace_id, property, type, upload_id)
      SELECT object_id, 0, $2, 'file', 'OTHER', id FROM f),
    announced AS (INSERT INTO announcements (workspace_id, type, resource_id, data)
      SELECT $2, 'object.created', object_id, jsonb_build_object('bucketId', $3::text, 'uploadIds', jsonb_build_array(id)) FROM f),
    moved AS (UPDATE uploads SET status = 'AVAILABLE', event_sequence = 3, lease_token = NULL, lease_until = NULL,
        next_check_at = now(), completed_at = now(), verified_at = now(), size = 4096, detected_type = 'text/plain',
        type_proof = 'proven', verdict = 'clean', scanner_version = 'bench', blob_id = f.blob_id, object_id = f.object_id
      FROM f WHERE uploads.id = f.id AND status = 'SCANNING'),
    event AS (INSERT INTO upload_events (upload_id, workspace_id, sequence, event, from_status, to_status, actor)
      SELECT id, $2, 3, 'admitted', 'SCANNING', 'AVAILABLE', 'scanner' FROM f),
    queue AS (DELETE FROM scan_queue USING f WHERE upload_id = f.id),
    owned AS (DELETE FROM trash USING f WHERE key = $2 || '/' || f.id),
    thrown AS (INSERT INTO trash (workspace_id, key, not_before)
      SELECT $2, $2 || '/staging/' || id, at FROM f, (VALUES (now()), (now() + interval '70 minutes')) AS t (at)),
    used AS (UPDATE usage SET reserved_bytes = reserved_bytes - 4096 * cardinality($4), used_bytes = used_bytes + 4096 * cardinality($4),
      pending_count = pending_count - cardinality($4) WHERE organization_id = $1 AND shard = 0)
    INSERT INTO bucket_usage AS b (bucket_id, workspace_id, used_bytes, file_count) VALUES ($3, $2, 4096 * cardinality($4), cardinality($4))
      ON CONFLICT (bucket_id) DO UPDATE SET used_bytes = b.used_bytes + excluded.used_bytes, file_count = b.file_count + excluded.file_count`,
};

/**
 * The least that these records cost in this PostgreSQL: the same rows with their indexes, one statement and one commit for
 * each step, as the owner. No function, no condition that could refuse, no row-level security, no trigger and no foreign key.
 */
export async function floorOf({
  owner: { organizationId: org, workspaceId: ws, bucketId: bucket },
  plain,
}: RecordsStage) {
  await plain.query(`SET session_replication_role = replica; SET plan_cache_mode = force_generic_plan;
    SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off`);
  const run = (name: keyof typeof statements, values: unknown[]): Promise<pg.QueryResult> =>
    plain.query({ name: `bench_${name}`, text: statements[name], values });
  const steps = {
    create: (ids: string[]) => run('create', [org, ws, bucket, ids]),
    confirm: (ids: string[]) => run('confirm', [org, ws, ids]),
    claim: (ids: string[]) => run('claim', [ws, ids]),
    admit: (ids: string[]) =>
      run('admit', [
        ...[org, ws, bucket, ids, ids.map(() => newId('blb')), ids.map(() => newId('obj'))],
        ids.map(() => randomBytes(32).toString('hex')),
      ]),
  };
  return { ...steps, ids: (files: number) => Array.from({ length: files }, () => newId('upl')) };
}
