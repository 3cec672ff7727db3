import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import type { Quarantine } from '../blobs/index.js';
import { DownloadNotesRepository, HeldUploadsRepository } from '../uploads/index.js';

const BATCH = 200;
const NAMED_DOWNLOADERS = 100;

class ReleasedError extends Error {}

/** Every file whose content was closed is moved on its own, with its event and its books. */
@Injectable()
export class ClosedFilesRepository {
  constructor(
    private readonly database: Database,
    private readonly uploads: HeldUploadsRepository,
    private readonly downloads: DownloadNotesRepository,
  ) {}

  /** One batch of ids, after this one. They are closed whether or not they were moved, and whether or not another was released. */
  async some({ workspaceId, sha256 }: Quarantine, after = ''): Promise<string[]> {
    const rows = await this.database.system.$queryRaw<{ id: string }[]>`
      SELECT u.id FROM blobs b JOIN uploads u ON u.blob_id = b.id AND u.workspace_id = b.workspace_id
      WHERE b.workspace_id = ${workspaceId} AND b.sha256 = ${sha256} AND u.status = 'AVAILABLE'
        AND u.blob_generation < b.generation AND u.id > ${after}
      ORDER BY u.id LIMIT ${BATCH}`;
    return rows.map(({ id }) => id);
  }

  /** Its event names who got links to it lately. `false`: the file was released meanwhile. */
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
      if (!(await this.uploads.putAway(tx, held, { by, reason, data }))) throw new ReleasedError();
    });
    return work.then(
      () => true,
      (error: Error) => {
        if (error instanceof ReleasedError) return false;
        throw error;
      },
    );
  }
}
