import { ClosedFilesRepository } from '../../src/features/quarantine/closed-files.repository.js';
import { IsolationRepository } from '../../src/features/quarantine/isolation.repository.js';
import { QuarantineRepository } from '../../src/features/quarantine/quarantine.repository.js';
import { ReleaseRepository } from '../../src/features/quarantine/release.repository.js';
import { DownloadNotesRepository } from '../../src/features/uploads/downloads/download-notes.repository.js';
import { HeldUploadsRepository } from '../../src/features/uploads/admission/held-uploads.repository.js';
import { AuditRepository } from '../../src/features/workspaces/index.js';
import type { Database } from '../../src/platform/prisma/database.js';
import { sixty, uploadBooks } from './upload-books.js';

/** The repositories of quarantine and release, put together as the product does. */
export function quarantineBooks(database: Database) {
  const { uploads, moves, states, ledger, objects, quarantines, trash } = uploadBooks(database);
  const held = new HeldUploadsRepository(uploads, moves, states, ledger, objects);
  const audit = new AuditRepository();
  const notes = new DownloadNotesRepository(database, sixty);
  return {
    notes,
    begin: new QuarantineRepository(database, states, quarantines, audit),
    release: new ReleaseRepository(database, held, states, quarantines, audit),
    files: new ClosedFilesRepository(database, held, notes),
    isolation: new IsolationRepository(database, states, quarantines, trash, sixty),
    quarantines,
  };
}
