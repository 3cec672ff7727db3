import { FileQuarantine } from '../../src/features/quarantine/file-quarantine.js';
import { QuarantineTransaction } from '../../src/features/quarantine/quarantine.transaction.js';
import { ReleaseTransaction } from '../../src/features/quarantine/release.transaction.js';
import { QuarantineWorkRepository } from '../../src/features/quarantine/work/quarantine-work.repository.js';
import { QuarantinedFiles } from '../../src/features/quarantine/work/quarantined-files.transaction.js';
import { Relocation } from '../../src/features/quarantine/work/relocation.transaction.js';
import { DownloadNotesRepository } from '../../src/features/uploads/downloads/download-notes.repository.js';
import { LockedUploadsRepository } from '../../src/features/uploads/records/locked-uploads.repository.js';
import { AuditTrail } from '../../src/features/audit/index.js';
import type { Database } from '../../src/platform/prisma/database.js';
import { sixty, uploadRepositories } from './upload-repositories.js';

/** The repositories and transactions of quarantine and release, put together as the product does. */
export function quarantineRepositories(database: Database) {
  const { uploads, moves, blobs, references, ledger, objects, quarantines, trash } = uploadRepositories(database);
  const locked = new LockedUploadsRepository(uploads);
  const files = new FileQuarantine(moves, objects, ledger);
  const audit = new AuditTrail(database);
  const notes = new DownloadNotesRepository(database, sixty);
  const work = new QuarantineWorkRepository(database);
  return {
    notes,
    begin: new QuarantineTransaction(database, blobs, references, quarantines, audit),
    release: new ReleaseTransaction(database, locked, files, blobs, quarantines, audit),
    files: new QuarantinedFiles(database, locked, references, blobs, files, notes),
    relocation: new Relocation(database, blobs, trash, work, sixty),
    work,
  };
}
