import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';

interface BlobRef {
  workspaceId: string;
  id: string;
}

/** Which uploads refer to a blob. Exact while the blob's row is locked. */
@Injectable()
export class BlobReferencesRepository {
  constructor(private readonly database: Database) {}

  /** How many are AVAILABLE; not counted further than `most`. */
  countAvailable(tx: Tx, { workspaceId, id: blobId }: BlobRef, most: number): Promise<number> {
    return tx.upload.count({ where: { workspaceId, blobId, status: 'AVAILABLE' }, take: most });
  }

  /** AVAILABLE uploads that were admitted in an older generation than this one, by id. */
  async outdated(
    { workspaceId, id: blobId, generation }: BlobRef & { generation: number },
    { after, limit }: { after: string; limit: number },
  ): Promise<string[]> {
    const where = {
      workspaceId,
      blobId,
      status: 'AVAILABLE',
      blobGeneration: { lt: generation },
      id: { gt: after },
    } as const;
    const query = { where, select: { id: true }, orderBy: { id: 'asc' }, take: limit } as const;
    return (await this.database.system.upload.findMany(query)).map(({ id }) => id);
  }
}
