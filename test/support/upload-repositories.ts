import type { Config } from '../../src/config/config.js';
import { BlobsRepository, TrashRepository } from '../../src/features/blobs/index.js';
import { QuarantinesRepository } from '../../src/features/quarantine/index.js';
import { AdmissionTransactions } from '../../src/features/scanning/admission/admission.transaction.js';
import { BlobOwnership } from '../../src/features/scanning/admission/blob-ownership.js';
import { ScanLeaseRepository } from '../../src/features/scanning/lease/scan-lease.repository.js';
import { UploadObjects } from '../../src/features/uploads/objects-port/upload-objects.js';
import { BlobReferencesRepository } from '../../src/features/uploads/records/blob-references.repository.js';
import { LeasedUploadsRepository } from '../../src/features/uploads/records/leased-uploads.repository.js';
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
  return new ScanLeaseRepository(
    database,
    new LeasedUploadsRepository(database),
    new TrashRepository(database),
    config,
  );
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
  const ownership = new BlobOwnership(blobs, trash, quarantines, references);
  const admission = new AdmissionTransactions(database, leased, moves, objects, ownership, ledger);
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
