import { randomBytes } from 'node:crypto';
import type { Config } from '../../../src/config/config.js';
import { BlobsRepository, TrashRepository } from '../../../src/features/blobs/index.js';
import { AdmissionRepository } from '../../../src/features/scanning/admission/admission.repository.js';
import { ScanLeaseRepository } from '../../../src/features/scanning/lease/scan-lease.repository.js';
import { ConfirmUploadRepository } from '../../../src/features/uploads/confirmation/confirm-upload.repository.js';
import { CreateUploadRepository } from '../../../src/features/uploads/creation/create-upload.repository.js';
import type { CreationMetrics } from '../../../src/features/uploads/creation/creation-metrics.js';
import { type NewUpload, UploadObjects } from '../../../src/features/uploads/index.js';
import { UploadsRepository } from '../../../src/features/uploads/records/uploads.repository.js';
import type { Handlers } from '../../../src/platform/handlers/handlers.js';
import { newId } from '../../../src/shared/ids.js';
import type { Owner, RecordsStage } from './stage.js';

const settings: Record<string, number> = {
  FILES_STAGING_MAX_PER_TENANT: 1_000_000,
  MULTIPART_COPY_THRESHOLD_BYTES: 5 * 2 ** 30,
  SCAN_BACKLOG_LIFO_THRESHOLD: 500,
  SCAN_LEASE_SECONDS: 60,
};

/** The records of a file as the service writes them: the same repositories, without HTTP, bytes and scanner. */
export function productOf({ owner, database }: RecordsStage) {
  const config = { get: (name: string) => settings[name] } as unknown as Config;
  const draft = () => ({ id: newId('obj'), uniqueKeyHash: null, schemaVersion: null });
  const objects = new UploadObjects({ one: () => ({ draft }) } as unknown as Handlers);
  const trash = new TrashRepository(database);
  const creates = new CreateUploadRepository(
    database,
    { created: () => undefined } as unknown as CreationMetrics,
    config,
  );
  const reads = new UploadsRepository(database);
  const confirms = new ConfirmUploadRepository(database);
  const leases = new ScanLeaseRepository(database, trash, config);
  const blobs = new BlobsRepository(database, trash);
  const admissions = new AdmissionRepository(database, objects);

  const confirm = async (id: string) => {
    const upload = (await reads.find(owner, id))!;
    const confirmedAt = new Date();
    const changes = { confirmedAt, nextCheckAt: confirmedAt, etag: 'etag', confirmedByClient: true };
    const move = { id, workspaceId: owner.workspaceId, event: 'confirm', actor: 'bench', changes } as const;
    await confirms.confirm({ upload, move, claims: { etag: 'etag' } });
  };

  const admit = async (upload: Awaited<ReturnType<typeof leases.claim>>[number]) => {
    const sha256 = randomBytes(32).toString('hex');
    await blobs.has(upload, sha256);
    const found = { size: 4096, detectedType: 'text/plain', typeProof: 'proven', verdict: 'clean' } as const;
    const facts = { ...found, verdictCause: null, scannerVersion: 'bench', sha256, etag: 'etag' };
    await admissions.admit(upload, facts, { copiedTo: upload.key });
  };

  return {
    create: async (files: number) => {
      const uploads = Array.from({ length: files }, () => newUpload(owner));
      await Promise.all(uploads.map((upload) => creates.insert(upload)));
      return uploads.map(({ id }) => id);
    },
    confirm: (ids: string[]) => Promise.all(ids.map(confirm)),
    claim: (files: number) => leases.claim(files),
    admit: (claimed: Awaited<ReturnType<typeof leases.claim>>) => Promise.all(claimed.map(admit)),
  };
}

function newUpload(owner: Owner): NewUpload {
  const id = newId('upl');
  return {
    ...owner,
    ...{
      id,
      filename: 'notes.txt',
      contentType: 'text/plain',
      declaredSize: 4096,
      declaredHash: null,
      reservedBytes: 4096,
    },
    ...{ method: 'PUT', guarantees: ['length', 'type'], key: `${owner.workspaceId}/${id}`, metadata: {} },
    ...{ objectMetadata: null, blobProperty: null, blobType: null, createObjectOnConfirm: true, skipDuplicates: true },
    ...{ createdBy: 'bench', documentId: null, urlExpiresInSeconds: 3600, uploadTokenId: null, contentMd5: null },
    ...{ contentDisposition: null, graceSeconds: 600 },
  };
}
