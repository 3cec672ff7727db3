import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import { BlobsRepository } from '../../blobs/index.js';
import { BlobReferencesRepository, DownloadNotesRepository, LockedUploadsRepository } from '../../uploads/index.js';
import { FileQuarantine } from '../file-quarantine.js';
import type { Quarantine } from '../quarantines.repository.js';

const BATCH = 200;
const NAMED_DOWNLOADERS = 100;

/** The files of a quarantined content: unreadable since the blob changed, each is moved with its own event and usage. */
@Injectable()
export class QuarantinedFiles {
  constructor(
    private readonly database: Database,
    private readonly uploads: LockedUploadsRepository,
    private readonly references: BlobReferencesRepository,
    private readonly blobs: BlobsRepository,
    private readonly files: FileQuarantine,
    private readonly downloads: DownloadNotesRepository,
  ) {}

  /** A batch of those that were not moved yet, by id. A release of another file does not change them. */
  async unmoved(quarantine: Quarantine, after = ''): Promise<string[]> {
    const blob = await this.blobs.generationOf(quarantine);
    if (!blob) return [];
    return this.references.outdated({ ...blob, workspaceId: quarantine.workspaceId }, { after, limit: BATCH });
  }

  /** AVAILABLE → REJECTED; its event names who got links to it recently. Does nothing for a file that was released. */
  async move(quarantine: Quarantine, id: string): Promise<void> {
    const { sha256, reason, createdBy: by, workspaceId } = quarantine;
    await this.database.tenant(quarantine, async (tx) => {
      const locked = await this.uploads.lock(tx, quarantine, id);
      if (locked?.storedStatus !== 'AVAILABLE' || !locked.upload.blob) return;
      const blob = await this.blobs.lock(tx, { workspaceId, id: locked.upload.blob.id });
      if (blob?.generation === locked.blobGeneration) return;
      const recent = await this.downloads.recent(tx, locked.upload, NAMED_DOWNLOADERS);
      const named = recent
        .slice(0, NAMED_DOWNLOADERS)
        .map(({ actor, lastAt }) => ({ actor, last_at: lastAt.toISOString() }));
      const data = { sha256, reason, recent_downloaders: named, more_downloaders: recent.length > NAMED_DOWNLOADERS };
      await this.files.quarantine(tx, locked.upload, { by, reason, data });
    });
  }
}
