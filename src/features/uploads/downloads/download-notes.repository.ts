import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Config } from '../../../config/config.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import type { Upload } from '../domain/upload.js';

/** An actor that got a link to a file, and when last. */
export interface Downloader {
  actor: string;
  lastAt: Date;
}

/** Repeated links of one actor to one file are noted once in this time. */
const NOTED_MS = 60_000;
const DAY_MS = 24 * 3600_000;

const noteStatement = {
  name: 'note_downloads',
  text: 'SELECT note_download($1, $2, id, $4) FROM unnest($3::text[]) AS id',
};

/** Which actors got links to which files: one row for each pair, never a URL. Read when a file turns out to be harmful. */
@Injectable()
export class DownloadNotesRepository {
  private readonly noted = new LRUCache<string, true>({ max: 10_000, ttl: NOTED_MS });
  private readonly days: number;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.days = config.get('DOWNLOAD_LOG_DAYS');
  }

  /** By one statement, before the links are returned: no link without its note. */
  async note({ organizationId, workspaceId }: Tenant, uploadIds: string[], actor: string): Promise<void> {
    const pairOf = (id: string) => `${id} ${actor}`;
    // In one order everywhere, so that two requests for the same files cannot deadlock.
    const ids = [...new Set(uploadIds)].filter((id) => !this.noted.has(pairOf(id))).sort();
    if (ids.length === 0) return;
    await this.database.pool.query({ ...noteStatement, values: [organizationId, workspaceId, ids, actor] });
    for (const id of ids) this.noted.set(pairOf(id), true);
  }

  /** The latest first; one more than `limit` means that there are others. */
  recent(tx: Tx, { id: uploadId, workspaceId }: Upload, limit: number): Promise<Downloader[]> {
    const where = { uploadId, workspaceId, lastAt: { gt: new Date(Date.now() - this.days * DAY_MS) } };
    return tx.downloadNote.findMany({
      where,
      select: { actor: true, lastAt: true },
      orderBy: { lastAt: 'desc' },
      take: limit + 1,
    });
  }

  /** Deletes one batch of expired notes; `true` when there may be more. */
  async forget(limit: number): Promise<boolean> {
    const gone = await this.database.system.$executeRaw`
      DELETE FROM download_notes WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM download_notes WHERE last_at < now() - make_interval(days => ${this.days}::int) ORDER BY last_at LIMIT ${limit}))`;
    return gone === limit;
  }
}
