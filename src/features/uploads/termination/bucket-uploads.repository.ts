import { Database, type Tx } from '../../../platform/prisma/database.js';
import { BucketContent, type BucketPlace } from '../../buckets/index.js';

/** Records deleted by one transaction. */
const BATCH = 500;

/** The statuses of uploads that hold no bytes and will never be files. */
const ENDED = ['REJECTED', 'EXPIRED', 'CANCELED', 'DELETED'] as const;

/** The uploads of a bucket that is to be deleted. */
@BucketContent({ name: 'uploads' })
export class BucketUploadsRepository implements BucketContent {
  constructor(private readonly database: Database) {}

  async holdsFiles(tx: Tx, { workspaceId, bucketId }: BucketPlace): Promise<boolean> {
    const holds = { OR: [{ status: { notIn: [...ENDED] } }, { blobId: { not: null } }] };
    return (await tx.upload.findFirst({ where: { workspaceId, bucketId, ...holds }, select: { id: true } })) !== null;
  }

  /** In batches: a bucket that was used for years has more records than one transaction should delete. */
  async deleteEnded(place: BucketPlace): Promise<void> {
    let deleted: { id: string }[] = [];
    do {
      const after = deleted.reduce((last, { id }) => (id > last ? id : last), '');
      deleted = await this.database.tenant(place, (tx) => this.deleteBatch(tx, place, after));
    } while (deleted.length > 0);
  }

  async deleteRest(tx: Tx, { workspaceId, bucketId }: BucketPlace): Promise<void> {
    await tx.upload.deleteMany({ where: { workspaceId, bucketId } });
  }

  private deleteBatch(tx: Tx, { workspaceId, bucketId }: BucketPlace, after: string): Promise<{ id: string }[]> {
    return tx.$queryRaw`
      DELETE FROM uploads WHERE id IN (
        SELECT id FROM uploads WHERE workspace_id = ${workspaceId} AND bucket_id = ${bucketId} AND id > ${after}
          AND status::text = ANY(${[...ENDED]}) AND blob_id IS NULL ORDER BY id LIMIT ${BATCH})
      RETURNING id`;
  }
}
