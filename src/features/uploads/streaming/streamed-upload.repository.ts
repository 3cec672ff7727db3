import { Injectable } from '@nestjs/common';
import { noteMade } from '../../../platform/idempotency/leased-key.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import { type Actor, actorId } from '../../../shared/actor.js';
import { UsageLedger } from '../../workspaces/index.js';
import type { NewUpload } from '../domain/new-upload.js';
import type { Upload } from '../domain/upload.js';
import { UploadMovesRepository } from '../records/upload-moves.repository.js';

/** Completes streamed uploads: writes the final plan over the provisional record. */
@Injectable()
export class StreamedUploadRepository {
  constructor(
    private readonly database: Database,
    private readonly moves: UploadMovesRepository,
    private readonly ledger: UsageLedger,
  ) {}

  /**
   * UPLOADING → SCANNING with the final plan; what was reserved beyond its size is released. `null`: the upload has
   * ended meanwhile.
   */
  async complete(actor: Actor, upload: Upload, final: NewUpload, etag: string): Promise<Upload | null> {
    const { id, workspaceId, organizationId } = upload;
    const { bucketId, key, filename, contentType, blobProperty, blobType, reservedBytes } = final;
    const confirmedAt = new Date();
    const changes = {
      ...{ bucketId, key, filename, contentType, blobProperty, blobType, etag },
      ...{ declaredSize: reservedBytes, reservedBytes },
      ...{ confirmedAt, nextCheckAt: confirmedAt, confirmedByClient: true },
    };
    const move = { id, workspaceId, event: 'confirm', actor: actorId(actor), changes } as const;
    return this.database.tenant(actor, async (tx) => {
      const moved = await this.moves.move(tx, move);
      if (!moved) return null;
      await noteMade(tx, { id });
      await this.ledger.shrink(tx, organizationId, upload.reservedBytes - reservedBytes);
      await this.keepMetadata(tx, upload, final.metadata);
      return { ...moved.upload, metadata: final.metadata };
    });
  }

  /** As text: Prisma gives keys of its own a meaning in the objects it is given. */
  private async keepMetadata(tx: Tx, { id, workspaceId }: Upload, metadata: Upload['metadata']): Promise<void> {
    await tx.$executeRaw`
      UPDATE uploads SET metadata = ${JSON.stringify(metadata)}::jsonb WHERE id = ${id} AND workspace_id = ${workspaceId}`;
  }
}
