import type { Config } from '../../src/config/config.js';
import { CreationMetrics } from '../../src/features/uploads/creation/creation-metrics.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { CreateUploadRepository } from '../../src/features/uploads/creation/create-upload.repository.js';
import type { NewUpload } from '../../src/features/uploads/domain/new-upload.js';
import type { Database } from '../../src/platform/prisma/database.js';
import { newId } from '../../src/shared/ids.js';
import type { TestTenant } from './tenant.js';

/** An upload as the hot path inserts it, PENDING, of ten bytes unless said otherwise. */
export async function insertUpload(
  database: Database,
  tenant: TestTenant,
  { pendingLimit = 100_000, ...more }: Partial<NewUpload> & { pendingLimit?: number } = {},
): Promise<string> {
  const upload = { ...plannedUpload(tenant), ...more };
  await creationIn(database, pendingLimit).insert(upload);
  return upload.id;
}

/** The hot path's statement, for organizations that may have this many uploads open. */
export function creationIn(database: Database, pendingLimit = 100_000): CreateUploadRepository {
  return new CreateUploadRepository(database, new CreationMetrics(new Metrics()), {
    get: () => pendingLimit,
  } as unknown as Config);
}

/** Ten bytes, as they are planned for a tenant. */
export function plannedUpload(tenant: TestTenant): NewUpload {
  const id = newId('upl');
  const { organizationId, workspaceId, bucketId } = tenant;
  return {
    ...{ id, organizationId, workspaceId, bucketId },
    ...{ filename: 'a.txt', contentType: 'text/plain', declaredSize: 10, declaredHash: null, reservedBytes: 10 },
    ...{ method: 'PUT', guarantees: ['length', 'type'], key: `${workspaceId}/${bucketId}/${id}` },
    ...{ metadata: {}, objectMetadata: null, blobProperty: 'a', blobType: 'TEXT' },
    ...{
      createObjectOnConfirm: true,
      skipDuplicates: true,
      createdBy: 'key_test',
      documentId: null,
      uploadTokenId: null,
      contentMd5: null,
      contentDisposition: null,
    },
    ...{ urlExpiresInSeconds: 3600, graceSeconds: 900 },
  };
}

/** `made`, or the code of the error that a create was refused with. */
export const outcomeOf = (made: Promise<Date>): Promise<string> =>
  made.then(
    () => 'made',
    (error: { code: string }) => error.code,
  );
