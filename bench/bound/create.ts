import { hash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { createOne } from '../../src/features/uploads/creation/create-upload.repository.js';
import { plannedRow } from '../../src/features/uploads/creation/planned-row.js';
import type { NewUpload } from '../../src/features/uploads/domain/new-upload.js';
import { putUrl } from '../floor/put-url.js';
import type { Asked } from '../floor/asked.js';
import type { BenchTenant } from '../stage/tenants.js';

const LIFE_SECONDS = 3_600;
const GRACE_SECONDS = 900;
const PENDING_LIMIT = 1_000_000_000;

const forBuckets = `SELECT workspace_id, id FROM buckets WHERE name = 'documents'`;

/** Creates an upload by the statement of the product, with nothing around it: no rule, and a URL signed by hand. */
export type Create = (authorization: string | undefined, asked: Asked) => Promise<object | undefined>;

/** As the role that the service creates uploads with, so that row-level security holds as it does there. */
export async function createOn(
  connectionString: string,
  tenants: BenchTenant[],
  options: pg.PoolConfig = {},
): Promise<{ create: Create; pool: pg.Pool }> {
  const owner = new pg.Client({ connectionString });
  await owner.connect();
  const { rows } = await owner.query<{ workspace_id: string; id: string }>(forBuckets);
  await owner.end();
  const buckets = new Map(rows.map(({ workspace_id: workspaceId, id }) => [workspaceId, id]));
  const known = new Map(
    tenants.map((tenant) => [hash('sha256', tenant.key), { ...tenant, bucketId: buckets.get(tenant.workspaceId)! }]),
  );
  const pool = new pg.Pool({ connectionString, max: 10, options: '-c role=airlock_app', ...options });
  const create: Create = async (authorization, asked) => {
    const bearer = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '';
    const tenant = known.get(hash('sha256', bearer));
    if (!tenant) return undefined;
    const upload = planned(asked, tenant);
    const values = [plannedRow(upload), null, PENDING_LIMIT];
    const result = await pool.query<{ at: Date }>({ ...createOne, values });
    return answerOf(upload, result.rows[0]!.at);
  };
  return { create, pool };
}

function planned(
  asked: Asked,
  { organizationId, workspaceId, bucketId }: BenchTenant & { bucketId: string },
): NewUpload {
  const id = `upl_${Date.now().toString(36)}${randomBytes(4).toString('hex')}`;
  return {
    ...{ id, organizationId, workspaceId, bucketId },
    ...{ filename: asked.filename, contentType: asked.content_type, metadata: asked.metadata ?? {} },
    ...{ declaredSize: asked.file_size_bytes, reservedBytes: asked.file_size_bytes, declaredHash: null },
    ...{ method: 'PUT', guarantees: ['content_length'], key: `${workspaceId}/${id}`, createdBy: 'bench' },
    ...{
      objectMetadata: null,
      blobProperty: 'report',
      blobType: null,
      createObjectOnConfirm: true,
      skipDuplicates: true,
    },
    ...{ documentId: null, uploadTokenId: null, contentMd5: null, contentDisposition: null },
    ...{ urlExpiresInSeconds: LIFE_SECONDS, graceSeconds: GRACE_SECONDS },
  } as NewUpload;
}

function answerOf(
  { id, workspaceId, filename, contentType, declaredSize, key, metadata }: NewUpload,
  at: Date,
): object {
  return {
    ...{ upload_id: id, tenant: workspaceId, bucket: 'documents', filename, content_type: contentType, metadata },
    ...{ status: 'PENDING', created_at: at, presigned_url: putUrl(key, contentType, declaredSize!, LIFE_SECONDS) },
  };
}
