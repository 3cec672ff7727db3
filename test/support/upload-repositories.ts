import type { Config } from '../../src/config/config.js';
import { BlobsRepository, TrashRepository } from '../../src/features/blobs/index.js';
import { QuarantinesRepository } from '../../src/features/quarantine/index.js';
import { AdmissionRepository } from '../../src/features/scanning/admission/admission.repository.js';
import { ScanLeaseRepository } from '../../src/features/scanning/lease/scan-lease.repository.js';
import { UploadObjects } from '../../src/features/uploads/objects-port/upload-objects.js';
import { BlobReferencesRepository } from '../../src/features/uploads/records/blob-references.repository.js';
import {
  type LeasedUpload,
  LeasedUploadsRepository,
} from '../../src/features/uploads/records/leased-uploads.repository.js';
import { UploadsRepository } from '../../src/features/uploads/records/uploads.repository.js';
import { TerminationRepository } from '../../src/features/uploads/termination/termination.repository.js';
import { UsageLedger } from '../../src/features/workspaces/index.js';
import type { Database } from '../../src/platform/prisma/database.js';
import { handlersOf } from './handlers.js';
import { Moves } from './moves.js';

/** A configuration whose every number is the same. */
export const sixty = { get: () => 60 } as unknown as Config;

/** The lease of scans, with these settings. */
export function scanLease(database: Database, config = sixty): ScanLeaseRepository {
  return new ScanLeaseRepository(database, new TrashRepository(database), config);
}

/** One upload, as a worker with one free place claims it. */
export async function claimOne(lease: ScanLeaseRepository): Promise<LeasedUpload | null> {
  return (await lease.claim(1))[0] ?? null;
}

/** The repositories and transactions of an upload's life, put together as the product does. */
export function uploadRepositories(database: Database, objects = new UploadObjects(handlersOf())) {
  const trash = new TrashRepository(database);
  const blobs = new BlobsRepository(database, trash);
  const references = new BlobReferencesRepository(database);
  const quarantines = new QuarantinesRepository();
  const ledger = new UsageLedger();
  const moves = new Moves(database);
  const leased = new LeasedUploadsRepository(database);
  const admission = new AdmissionRepository(database, objects);
  const termination = new TerminationRepository(database, moves);
  const uploads = new UploadsRepository(database);
  const lease = scanLease(database);
  return {
    trash,
    blobs,
    references,
    quarantines,
    ledger,
    moves,
    leased,
    lease,
    admission,
    termination,
    uploads,
    objects,
  };
}
