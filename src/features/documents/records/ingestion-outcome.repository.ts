import { Injectable } from '@nestjs/common';
import { EventChannel } from '../../../platform/events/event-channel.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import { AnnouncementsRepository, encodeChanges } from '../../relay/index.js';
import { AvailableBytes } from '../../uploads/index.js';
import type { LeasedDocument } from './document-ingestion.repository.js';

/** Chunks as one JSON array, as they are inserted: index, text, start, end, tokens, page, sheet, row. */
export type ChunkBatch = string;

/** 20,000 chunks with their indexes take longer than an ordinary transaction may. */
const LONGEST_MS = 120_000;

/**
 * The outcome of an ingestion, in one transaction with its event. Writes nothing and returns `false` when the lease was
 * lost: to another worker, a deletion, a quarantine or a new start.
 */
@Injectable()
export class IngestionOutcomeRepository {
  constructor(
    private readonly database: Database,
    private readonly announcements: AnnouncementsRepository,
    private readonly uploads: AvailableBytes,
    private readonly channel: EventChannel,
  ) {}

  /**
   * Replaces the chunks by these, which become visible together with the status. The row is locked at the end only: a
   * deletion or a quarantine meanwhile does not wait.
   */
  async succeed(lease: LeasedDocument, batches: AsyncIterable<ChunkBatch>, count: number): Promise<boolean> {
    const { id, workspaceId } = lease;
    return this.whileLeased(lease, async (tx) => {
      await tx.documentChunk.deleteMany({ where: { documentId: id, workspaceId } });
      for await (const batch of batches) await this.insert(tx, lease, batch);
      if (!(await this.uploads.isReadable(tx, lease, lease.uploadId))) return false;
      const stage = count === 0 ? 'no_text' : 'finished';
      const updated = await tx.$executeRaw`
        UPDATE documents SET status = 'SUCCESS', stage = ${stage}, progress = 1, chunk_count = ${count}::int, attempts = 0,
          error_code = NULL, error_message = NULL, lease_token = NULL, lease_until = NULL, next_attempt_at = NULL,
          finished_at = clock_timestamp(), updated_at = clock_timestamp()
        WHERE id = ${id} AND workspace_id = ${workspaceId} AND lease_token = ${lease.leaseToken}
          AND status = 'PROCESSING' AND deleted_at IS NULL`;
      return (
        updated > 0 &&
        this.announce(tx, lease, 'document.processed', { processing_status: 'SUCCESS', chunk_count: count })
      );
    });
  }

  /** The document cannot be ingested, for a reason that users understand. It has no chunks. */
  async fail(lease: LeasedDocument, { code, message }: { code: string; message: string }): Promise<boolean> {
    const { id, workspaceId } = lease;
    return this.whileLeased(lease, async (tx) => {
      await tx.documentChunk.deleteMany({ where: { documentId: id, workspaceId } });
      const updated = await tx.$executeRaw`
        UPDATE documents SET status = 'FAILURE', stage = 'failed', chunk_count = 0, attempts = 0,
          error_code = ${code}, error_message = ${message}, lease_token = NULL, lease_until = NULL, next_attempt_at = NULL,
          finished_at = clock_timestamp(), updated_at = clock_timestamp()
        WHERE id = ${id} AND workspace_id = ${workspaceId} AND lease_token = ${lease.leaseToken}
          AND status = 'PROCESSING' AND deleted_at IS NULL`;
      return (
        updated > 0 &&
        this.announce(tx, lease, 'document.failed', {
          ...{ processing_status: 'FAILURE', chunk_count: 0, error: { code, message } },
        })
      );
    });
  }

  private async whileLeased(lease: LeasedDocument, write: (tx: Tx) => Promise<boolean>): Promise<boolean> {
    try {
      const afterwards = await this.database.tenant(
        lease,
        async (tx) => {
          if (!(await write(tx))) throw new LostMeanwhile();
          return this.channel.send(tx, encodeChanges([{ workspaceId: lease.workspaceId, documentId: lease.id }]));
        },
        { timeoutMs: LONGEST_MS },
      );
      // Committed: a lost hint is made up for by the polls of the streams.
      await afterwards().catch(() => undefined);
      return true;
    } catch (error) {
      if (error instanceof LostMeanwhile) return false;
      throw error;
    }
  }

  private async insert(tx: Tx, { id, workspaceId }: LeasedDocument, batch: ChunkBatch): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO document_chunks (workspace_id, document_id, index, page, sheet, "row", start_offset, end_offset, token_count, text)
      SELECT ${workspaceId}, ${id}, c.index, c.page, c.sheet, c."row", c.start, c."end", c.tokens, c.text
      FROM json_to_recordset(${batch}::json)
        AS c(index int, page int, sheet text, "row" int, start int, "end" int, tokens int, text text)`;
  }

  private async announce(tx: Tx, { id, workspaceId, uploadId }: LeasedDocument, type: string, more: object) {
    const data = { upload_id: uploadId, ...more };
    await this.announcements.announce(tx, { workspaceId, type, resourceId: id, data });
    return true;
  }
}

/** Rolls the transaction back. */
class LostMeanwhile extends Error {}
