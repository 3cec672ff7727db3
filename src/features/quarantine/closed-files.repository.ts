import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import type { Quarantine } from '../blobs/index.js';
import { DownloadNotesRepository, HeldUploadsRepository } from '../uploads/index.js';

const BATCH = 200;
const NAMED_DOWNLOADERS = 100;

class OpenAgain extends Error {}

/** Every file whose content was closed is moved on its own, with its event and its books. */
@Injectable()
export class ClosedFilesRepository {
  constructor(
    private readonly database: Database,
    private readonly uploads: HeldUploadsRepository,
    private readonly downloads: DownloadNotesRepository,
  ) {}

  /** One batch of ids; they stay readable for nobody whether or not they were moved. */
  async some({ workspaceId, sha256 }: Quarantine): Promise<string[]> {
    const where = {
      workspaceId,
      status: 'AVAILABLE' as const,
      blob: { workspaceId, sha256, state: 'quarantined' as const },
    };
    const rows = await this.database.system.upload.findMany({ where, select: { id: true }, take: BATCH });
    return rows.map(({ id }) => id);
  }

  /** Its event names who got links to it lately. `false`: the content was released meanwhile. */
  async putAway(quarantine: Quarantine, id: string): Promise<boolean> {
    const { sha256, reason, createdBy: by } = quarantine;
    const work = this.database.tenant(quarantine, async (tx) => {
      const held = await this.uploads.hold(tx, quarantine, id);
      if (!held) return;
      const recent = await this.downloads.recent(tx, held.upload, NAMED_DOWNLOADERS);
      const named = recent
        .slice(0, NAMED_DOWNLOADERS)
        .map(({ actor, lastAt }) => ({ actor, last_at: lastAt.toISOString() }));
      const data = { sha256, reason, recent_downloaders: named, more_downloaders: recent.length > NAMED_DOWNLOADERS };
      if (!(await this.uploads.putAway(tx, held.upload, { by, reason, data }))) throw new OpenAgain();
    });
    return work.then(
      () => true,
      (error: Error) => {
        if (error instanceof OpenAgain) return false;
        throw error;
      },
    );
  }
}
