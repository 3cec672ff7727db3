import type { Config } from '../../src/config/config.js';
import {
  BlobsRepository,
  BlobStatesRepository,
  QuarantinesRepository,
  TrashRepository,
} from '../../src/features/blobs/index.js';
import { AdmissionBooks } from '../../src/features/uploads/admission/admission-books.repository.js';
import { AdmissionOwnersRepository } from '../../src/features/uploads/admission/admission-owners.repository.js';
import { AdmissionsRepository } from '../../src/features/uploads/admission/admissions.repository.js';
import { TerminationRepository } from '../../src/features/uploads/termination/termination.repository.js';
import { KeptApartRepository } from '../../src/features/uploads/admission/kept-apart.repository.js';
import { UploadMovesRepository } from '../../src/features/uploads/records/upload-moves.repository.js';
import { UploadObjects } from '../../src/features/uploads/admission/upload-objects.repository.js';
import { UploadsRepository } from '../../src/features/uploads/records/uploads.repository.js';
import { UsageLedger } from '../../src/features/workspaces/index.js';
import type { Database } from '../../src/platform/prisma/database.js';

/** A configuration whose every number is the same. */
export const sixty = { get: () => 60 } as unknown as Config;

/** The repositories of an upload's life, put together as the product does. */
export function uploadBooks(database: Database, objects = new UploadObjects()) {
  const trash = new TrashRepository(database);
  const [blobs, states, quarantines] = [
    new BlobsRepository(trash),
    new BlobStatesRepository(trash),
    new QuarantinesRepository(database),
  ];
  const ledger = new UsageLedger();
  const moves = new UploadMovesRepository(database, ledger, trash);
  const apart = new KeptApartRepository(blobs, states, quarantines, trash);
  const owners = new AdmissionOwnersRepository(blobs, trash, ledger, objects, apart);
  const books = new AdmissionBooks(new AdmissionsRepository(database), moves, owners, database, sixty);
  const termination = new TerminationRepository(database, moves, blobs, ledger, objects);
  const uploads = new UploadsRepository(database);
  return { trash, blobs, states, quarantines, ledger, moves, books, termination, uploads, objects };
}
