import { newId } from '../../src/shared/ids.js';
import type { Tenant } from '../../src/shared/actor.js';
import type { TestDatabase } from './postgres.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Moments that uploads were made at, and how many in each: ids are the moment's prefix and a number. */
const MOMENTS = 500;
const PER_MOMENT = 2_000;
export const UPLOADS = MOMENTS * PER_MOMENT;
/** Every tenth moment belongs to one of these, the rest to the giant. */
const SMALL_TENANTS = 50;
const BLOBS = 20_000;
/** Of the audit trail, in each moment. */
const AUDITED = 400;

const SLICES = 4;
const QUICKLY =
  "SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '256MB';";

export interface Million {
  giant: Tenant & { bucketId: string; retainedBucketId: string };
  /** Ids: the giant's oldest upload, one in the middle of its list, one that has a blob which many share. */
  oldest: string;
  middle: string;
  sha256OfShared: string;
  blobOfShared: string;
}

const quoted = (values: string[]) => values.map((value) => `'${value}'`).join(', ');

/**
 * A million uploads as two years leave them: one giant workspace, fifty small ones; most available, some of every other
 * status; work due in every sweep. Written by the owner with triggers off: the rows are consistent as they are written.
 */
export async function fill(database: TestDatabase): Promise<Million> {
  const tenant = () => ({
    ...{ organizationId: newId('org'), workspaceId: newId('ws') },
    ...{ bucketId: newId('bkt'), retainedBucketId: newId('bkt') },
  });
  const giant = tenant();
  const tenants = [giant, ...Array.from({ length: SMALL_TENANTS }, tenant)];
  const idAt = (moment: number) => newId('upl', momentAt(moment)).slice(0, 13);
  await database.query(`${QUICKLY} ${tenantsSql(tenants)}`);
  await database.query(momentsSql(idAt, tenants));
  const indexes = await database.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE tablename = 'uploads' AND indexname <> 'uploads_pkey'`,
  );
  const steps = [
    blobsSql(giant),
    // Built afterwards, an index costs a fraction.
    `DROP INDEX ${indexes.map(({ name }) => name).join(', ')}`,
    ...Array.from({ length: SLICES }, (_, slice) => uploadsSql(slice)),
    ...indexes.map(({ definition }) => definition),
    ...[scansSql(), eventsSql(), objectsSql(), trashSql(giant), answersSql(giant), auditSql(giant)],
  ];
  for (const sql of steps) await database.query(`${QUICKLY} ${sql}`);
  await database.query('VACUUM ANALYZE');
  return {
    giant,
    oldest: `${idAt(1)}0000001`,
    middle: `${idAt(MOMENTS / 2 + 1)}0001000`,
    sha256OfShared: '0'.repeat(64),
    blobOfShared: 'blb_0',
  };
}

const NOW = Date.now();

/** From two years ago to a minute ago. */
const momentAt = (moment: number) => NOW - MINUTE_MS - Math.round((730 * DAY_MS * (MOMENTS - moment)) / MOMENTS);

function tenantsSql(tenants: Million['giant'][]): string {
  const each = (row: (tenant: Million['giant']) => string) => tenants.map(row).join(', ');
  return `
    INSERT INTO organizations (id, name, tier, quota_bytes) VALUES
      ${each(({ organizationId }) => `('${organizationId}', 'x', 'enterprise', 1000000000000000)`)};
    INSERT INTO usage (organization_id, pending_count, reserved_bytes) VALUES
      ${each(({ organizationId }) => `('${organizationId}', 1000, 1000000000)`)};
    INSERT INTO workspaces (id, organization_id, name) VALUES
      ${each((t) => `('${t.workspaceId}', '${t.organizationId}', 'default')`)};
    INSERT INTO buckets (id, organization_id, workspace_id, name, retention_days) VALUES
      ${each((t) => `('${t.bucketId}', '${t.organizationId}', '${t.workspaceId}', 'assets', NULL)`)},
      ${each((t) => `('${t.retainedBucketId}', '${t.organizationId}', '${t.workspaceId}', 'exports', 600)`)};
    INSERT INTO buckets (id, organization_id, workspace_id, name)
      SELECT 'bkt_' || lpad(n::text, 16, '0'), '${tenants[0]!.organizationId}', '${tenants[0]!.workspaceId}', 'many-' || n
      FROM generate_series(1, 10000) n;
    INSERT INTO users (id, organization_id, email)
      SELECT 'usr_' || lpad(n::text, 16, '0'), '${tenants[1]!.organizationId}', n || '@example.com' FROM generate_series(1, 10000) n;
    INSERT INTO memberships (organization_id, workspace_id, user_id, role)
      SELECT organization_id, '${tenants[1]!.workspaceId}', id, 'member' FROM users;
    INSERT INTO api_keys (id, organization_id, name, prefix, hash, scopes)
      SELECT 'key_' || lpad(n::text, 16, '0'), (ARRAY[${quoted(tenants.map((t) => t.organizationId))}])[1 + n % ${tenants.length}],
        'k', 'sk_x', sha256(n::text::bytea), '{uploads:read}' FROM generate_series(1, 20000) n`;
}

/** A table of moments: its own prefix of ids, time, and tenant. */
function momentsSql(idAt: (moment: number) => string, tenants: Million['giant'][]): string {
  const rows = Array.from({ length: MOMENTS }, (_, i) => {
    const moment = i + 1;
    const owner = moment % 10 === 0 ? tenants[moment / 10]! : tenants[0]!;
    const at = new Date(momentAt(moment)).toISOString();
    const { organizationId, workspaceId, bucketId, retainedBucketId } = owner;
    return `(${moment}, '${idAt(moment)}', '${at}', ${quoted([organizationId, workspaceId, bucketId, retainedBucketId])})`;
  });
  return `CREATE TABLE moments (moment int, prefix text COLLATE "C", at timestamptz, organization_id text, workspace_id text,
      bucket_id text, retained_bucket_id text);
    INSERT INTO moments VALUES ${rows.join(', ')}`;
}

const blobsSql = ({ workspaceId }: Tenant) => `
  INSERT INTO blobs (id, workspace_id, sha256, size, key, etag, detected_type, verdict, scanner_version)
  SELECT 'blb_' || n, '${workspaceId}', lpad(to_hex(n), 64, '0'), 10, 'k/' || n, 'e', 'text/plain', 'clean', '1'
  FROM generate_series(0, ${BLOBS}) n`;

/** Of every thousand 850 are AVAILABLE, and a third of those are the same file. */
const uploadsSql = (slice: number) => `
  INSERT INTO uploads (id, organization_id, workspace_id, bucket_id, status, status_reason, filename, content_type,
    reserved_bytes, method, key, metadata, created_by, created_at, url_expires_in_seconds, url_expires_at, deadline_at,
    next_check_at, confirmed_at, completed_at, size, blob_id)
  SELECT id, organization_id, workspace_id, CASE WHEN n % 100 = 7 THEN retained_bucket_id ELSE bucket_id END, s.status,
    CASE WHEN s.status = 'REJECTED' THEN 'infected:x' END, 'a.txt',
    CASE WHEN moment = 1 AND n = 1 THEN 'application/rare' ELSE 'text/plain' END, 10, 'PUT', id,
    CASE WHEN moment = 1 AND n = 1 THEN '{"color": "rare"}' ELSE '{"color": "red"}' END::jsonb, 'key', at, 3600, at, at, at,
    CASE WHEN s.status IN ('SCANNING', 'AVAILABLE') THEN at END, CASE WHEN s.status = 'AVAILABLE' THEN at END,
    CASE WHEN s.status = 'AVAILABLE' THEN 10 END,
    CASE WHEN s.status = 'AVAILABLE' THEN CASE WHEN n % 3 = 0 THEN 'blb_0' ELSE 'blb_' || (moment * 7919 + n) % ${BLOBS} END END
  FROM moments CROSS JOIN generate_series(1, ${PER_MOMENT}) n
  CROSS JOIN LATERAL (SELECT prefix || lpad(n::text, 7, '0') AS id, CASE
    WHEN moment > ${MOMENTS} - 10 AND n % 100 < 3 THEN (ARRAY['PENDING', 'UPLOADING', 'SCANNING'])[1 + n % 100]
    WHEN n % 1000 < 850 THEN 'AVAILABLE'
    ELSE (ARRAY['REJECTED', 'EXPIRED', 'CANCELED', 'DELETED'])[1 + n % 4] END::upload_status AS status) s
  WHERE moment % ${SLICES} = ${slice}`;

/** What the trigger would have kept. */
const scansSql = () => `
  INSERT INTO scan_queue (upload_id, organization_id, workspace_id, by_client)
  SELECT id, organization_id, workspace_id, true FROM uploads WHERE status = 'SCANNING'`;

const eventsSql = () => `
  INSERT INTO upload_events (upload_id, sequence, workspace_id, event, to_status, actor, at, published_at)
  SELECT id, 1, workspace_id, 'created', 'PENDING', 'key', now() - interval '1 second', now() FROM uploads WHERE random() < 0.2`;

const objectsSql = () => `
  INSERT INTO objects (id, organization_id, workspace_id, bucket_id, metadata, created_by)
    SELECT 'obj_' || substr(id, 5), organization_id, workspace_id, bucket_id, metadata, 'key' FROM uploads
    WHERE status = 'AVAILABLE' AND (right(id, 1) = '3' OR content_type = 'application/rare');
  INSERT INTO object_files (object_id, position, workspace_id, property, type, upload_id)
    SELECT id, 0, workspace_id, 'a', 'TEXT', 'upl_' || substr(id, 5) FROM objects`;

const trashSql = ({ workspaceId }: Tenant) => `
  INSERT INTO trash (workspace_id, key, not_before)
  SELECT '${workspaceId}', 't/' || n, now() + (n - 20000) * interval '1 second' FROM generate_series(1, 40000) n`;

/**
 * Of each tenant, about its first workspace, one that has nothing else, or none. The oldest event is the giant's: the only one of its
 * actor, its action, its workspace and its outcome.
 */
const auditSql = ({ organizationId }: Tenant) => `
  INSERT INTO audit_events (event_id, at, organization_id, workspace_id, actor, action, outcome)
  SELECT 'aud_' || substr(prefix, 5) || lpad(n::text, 7, '0'), at, organization_id, CASE WHEN n % 3 > 0 THEN workspace_id END,
    'key_' || n % 50, (ARRAY['bucket.create', 'bucket.update', 'api_key.create', 'user.login'])[1 + n % 4], 'done'
  FROM moments CROSS JOIN generate_series(1, ${AUDITED}) n WHERE moment > 1;
  INSERT INTO audit_events (event_id, at, organization_id, workspace_id, actor, action, outcome)
  SELECT 'aud_' || substr(prefix, 5) || '0000001', at, '${organizationId}', 'ws_rare', 'key_rare', 'store.inspect', 'refused'
  FROM moments WHERE moment = 1`;

const answersSql = ({ workspaceId }: Tenant) => `
  INSERT INTO idempotency_records (workspace_id, caller, route, key, fingerprint, status, answer, created_at)
  SELECT '${workspaceId}', 'key', 'POST /x', n::text, sha256(n::text::bytea), 201, '\\x00', now() - n * interval '4 seconds'
  FROM generate_series(1, 40000) n`;
