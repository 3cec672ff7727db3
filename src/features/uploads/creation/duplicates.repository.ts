import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import { type Actor, mayUse } from '../../../shared/actor.js';
import { liveBlobs } from '../../blobs/index.js';
import type { NewUpload } from '../domain/new-upload.js';
import type { Upload } from '../domain/upload.js';
import { toUpload, withRelations } from '../records/upload-row.repository.js';

type Declared = Pick<NewUpload, 'id' | 'declaredHash' | 'declaredSize' | 'skipDuplicates'>;

/** Finds existing files by declared hashes, for callers who may read the workspace's files; for others, none. */
@Injectable()
export class DuplicatesRepository {
  constructor(private readonly database: Database) {}

  /** The first file with the same bytes, by the id of the new one; none where the caller wants a record of its own. */
  async findOriginals(actor: Actor, declared: Declared[]): Promise<Map<string, Upload>> {
    const asked = declared.filter(({ declaredHash, skipDuplicates }) => declaredHash !== null && skipDuplicates);
    if (asked.length === 0 || actor.uploadToken || !mayUse(actor, 'uploads:read')) return new Map();
    const hashes = [...new Set(asked.map(({ declaredHash }) => declaredHash!))];
    const found = await this.database.tenant(actor, (tx) => this.firstWith(tx, actor.workspaceId, hashes));
    return new Map(
      asked.flatMap(({ id, declaredHash, declaredSize }) => {
        const original = found.get(declaredHash!);
        const fits = original && (declaredSize === null || declaredSize === original.blob?.size);
        return fits ? [[id, original]] : [];
      }),
    );
  }

  /** The oldest file of each content, by hash. */
  private async firstWith(tx: Tx, workspaceId: string, hashes: string[]): Promise<Map<string, Upload>> {
    const blobs = await liveBlobs(tx, workspaceId, hashes);
    if (blobs.length === 0) return new Map();
    const [blobIds, generations] = [blobs.map(({ id }) => id), blobs.map(({ generation }) => generation)];
    const firsts = await tx.$queryRaw<{ id: string }[]>`
      SELECT first.id FROM unnest(${blobIds}::text[], ${generations}::int[]) AS content(blob_id, generation), LATERAL (
        SELECT id FROM uploads u WHERE workspace_id = ${workspaceId} AND status = 'AVAILABLE'
           AND u.blob_id = content.blob_id AND u.blob_generation = content.generation
        ORDER BY id LIMIT 1) AS first`;
    const where = { workspaceId, id: { in: firsts.map(({ id }) => id) } };
    const rows = await tx.upload.findMany({ where, include: withRelations });
    return new Map(rows.flatMap((row) => (row.blob ? [[row.blob.sha256, toUpload(row)]] : [])));
  }
}
