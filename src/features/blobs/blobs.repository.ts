import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/prisma/database.js';
import { newId } from '../../shared/ids.js';
import { TrashRepository } from './trash.repository.js';

/** What admission found out about bytes, and where it put them. */
export interface BlobFacts {
  workspaceId: string;
  sha256: string;
  size: number;
  key: string;
  etag: string;
  detectedType: string;
  verdict: string;
  /** The signature, or why it could not be scanned. */
  verdictCause: string | null;
  scannerVersion: string;
}

export interface BlobOwner {
  id: string;
  key: string;
  state: 'live' | 'quarantined';
  quarantineReason: string | null;
  /** Which files read it: those with this number. */
  generation: number;
  /** Whether these facts made the row; otherwise the workspace had the bytes already. */
  isNew: boolean;
}

/** Immutable bytes, one row per content and workspace. The row lock decides every race about them. */
@Injectable()
export class BlobsRepository {
  constructor(private readonly trash: TrashRepository) {}

  async find(tx: Tx, workspaceId: string, sha256: string): Promise<{ key: string } | null> {
    return tx.blob.findUnique({ where: { workspaceId_sha256: { workspaceId, sha256 } }, select: { key: true } });
  }

  /** Makes the blob or finds the one there is; either way its row is locked until the transaction ends. */
  async upsert(tx: Tx, facts: BlobFacts): Promise<BlobOwner> {
    const id = newId('blb');
    const [row] = await tx.$queryRaw<Omit<BlobOwner, 'isNew'>[]>`
      INSERT INTO blobs (id, workspace_id, sha256, size, key, etag, detected_type, verdict, verdict_cause, scanner_version)
      VALUES (${id}, ${facts.workspaceId}, ${facts.sha256}, ${facts.size}, ${facts.key}, ${facts.etag},
        ${facts.detectedType}, ${facts.verdict}, ${facts.verdictCause}, ${facts.scannerVersion})
      ON CONFLICT (workspace_id, sha256) DO UPDATE SET sha256 = excluded.sha256
      RETURNING id, key, state, quarantine_reason AS "quarantineReason", generation`;
    return { ...row!, isNew: row!.id === id };
  }

  /** An upload let go of the blob: when no other refers to it, the row goes and its bytes are trashed. */
  async release(tx: Tx, workspaceId: string, blobId: string): Promise<void> {
    const [blob] = await tx.$queryRaw<{ key: string; size: number; keySince: Date }[]>`
      SELECT key, size::float8 AS size, key_since AS "keySince" FROM blobs WHERE id = ${blobId} AND workspace_id = ${workspaceId} FOR UPDATE`;
    if (!blob) return;
    const other = await tx.upload.findFirst({ where: { workspaceId, blobId }, select: { id: true } });
    if (other) return;
    await tx.blob.delete({ where: { id: blobId } });
    await this.trash.throwAway(tx, { workspaceId, ...blob });
  }
}
