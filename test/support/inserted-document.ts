import type { Database } from '../../src/platform/prisma/database.js';
import { newId } from '../../src/shared/ids.js';
import type { TestTenant } from './tenant.js';
import { insertUpload } from './uploads.js';

/** Bytes that are in the store, or are said to be. */
export interface StoredFile {
  key: string;
  etag: string;
  size: number;
}

/** A document whose file was admitted just now. */
export async function insertDocument(
  database: Database,
  tenant: TestTenant,
  { id = newId('doc'), filename = 'a.txt', ...file }: StoredFile & { id?: string; filename?: string },
): Promise<string> {
  const { organizationId, workspaceId } = tenant;
  const uploadId = await insertUpload(database, tenant, { filename });
  const blobId = newId('upl');
  const { size, etag } = file;
  await database.asSystem(async (tx) => {
    const facts = { ...file, detectedType: 'text/plain', verdict: 'clean', scannerVersion: 'test' };
    const sha256 = Buffer.from(blobId).toString('hex').padEnd(64, '0');
    await tx.blob.create({ data: { id: blobId, workspaceId, sha256, ...facts } });
    await tx.document.create({
      data: { id, organizationId, workspaceId, uploadId, name: filename, createdBy: 'test' },
    });
    const where = { id: uploadId };
    await tx.upload.update({ where, data: { status: 'SCANNING', documentId: id, confirmedAt: new Date() } });
    await tx.upload.update({ where, data: { status: 'AVAILABLE', blobId, size, etag, completedAt: new Date() } });
  });
  return id;
}
