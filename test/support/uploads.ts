import {
  CreateUploadRepository,
  type NewUpload,
} from '../../src/features/uploads/creation/create-upload.repository.js';
import type { Database } from '../../src/platform/prisma/database.js';
import { newId } from '../../src/shared/ids.js';
import type { TestTenant } from './tenant.js';

/** An upload as the hot path inserts it, PENDING, of ten bytes unless said otherwise. */
export async function insertUpload(
  database: Database,
  tenant: TestTenant,
  more: Partial<NewUpload> = {},
): Promise<string> {
  const id = newId('upl');
  const { organizationId, workspaceId, bucketId } = tenant;
  await new CreateUploadRepository(database).insert({
    ...{ id, organizationId, workspaceId, bucketId },
    ...{ filename: 'a.txt', contentType: 'text/plain', declaredSize: 10, declaredHash: null, reservedBytes: 10 },
    ...{ method: 'PUT', guarantees: ['length', 'type'], key: `${workspaceId}/${bucketId}/${id}` },
    ...{ metadata: {}, objectMetadata: null, blobProperty: 'a', blobType: 'TEXT' },
    ...{ createObjectOnConfirm: true, skipDuplicates: true, createdBy: 'key_test' },
    ...{ urlExpiresInSeconds: 3600, graceSeconds: 900, pendingLimit: 100 },
    ...more,
  });
  return id;
}
