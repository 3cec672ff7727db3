import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import { newId } from '../../shared/ids.js';
import { withBytes } from './blobs.queries.js';
import { TrashRepository } from './trash.repository.js';

/** What an inspection found in bytes, and where they are stored. */
export interface BlobFacts {
  workspaceId: string;
  sha256: string;
  size: number;
  key: string;
  etag: string;
  detectedType: string;
  verdict: string;
  /** The signature, or why the bytes could not be scanned. */
  verdictCause: string | null;
  scannerVersion: string;
}

export interface StoredBlob {
  id: string;
  key: string;
  state: 'live' | 'quarantined';
  quarantineReason: string | null;
  /** Uploads with this number may read it. */
  generation: number;
  /** Whether these facts made the row; otherwise the workspace had the bytes already. */
  isNew: boolean;
}

/** A blob whose row is locked until the transaction ends. */
export interface LockedBlob {
  id: string;
  workspaceId: string;
  sha256: string;
  key: string;
  etag: string;
  size: number;
  state: 'live' | 'quarantined';
  /** Uploads with this number may read it. */
  generation: number;
  keySince: Date;
}

type BlobName = { workspaceId: string } & ({ id: string } | { sha256: string });
type BlobId = Pick<LockedBlob, 'id' | 'workspaceId'>;

/** Immutable bytes, one row per content and workspace. The row's lock decides every race about them. */
@Injectable()
export class BlobsRepository {
  constructor(
    private readonly database: Database,
    private readonly trash: TrashRepository,
  ) {}

  /** Whether the workspace stores these bytes. Not locked: they may be deleted at any time. */
  async has(tenant: Tenant, sha256: string): Promise<boolean> {
    const where = { workspaceId: tenant.workspaceId, sha256 };
    return (await this.database.tenant(tenant, (tx) => tx.blob.count({ where }))) > 0;
  }

  /** For background work that spans transactions: the current generation of a content. */
  async generationOf({ workspaceId, sha256 }: { workspaceId: string; sha256: string }) {
    return this.database.system.blob.findFirst({
      where: { workspaceId, sha256 },
      select: { id: true, generation: true },
    });
  }

  /** For background work: where a readable content is, and in which version; `null` when it is closed or gone. */
  async liveBytes({ workspaceId, id }: BlobId): Promise<{ key: string; etag: string; size: number } | null> {
    const where = { workspaceId, id, state: 'live' as const };
    const blob = await this.database.system.blob.findFirst({ where, ...withBytes });
    return blob && { key: blob.key, etag: blob.etag, size: Number(blob.size) };
  }

  /** Makes the blob or finds the existing one; its row is locked either way. */
  async upsert(tx: Tx, facts: BlobFacts): Promise<StoredBlob> {
    const id = newId('blb');
    const [row] = await tx.$queryRaw<Omit<StoredBlob, 'isNew'>[]>`
      INSERT INTO blobs (id, workspace_id, sha256, size, key, etag, detected_type, verdict, verdict_cause, scanner_version)
      VALUES (${id}, ${facts.workspaceId}, ${facts.sha256}, ${facts.size}, ${facts.key}, ${facts.etag},
        ${facts.detectedType}, ${facts.verdict}, ${facts.verdictCause}, ${facts.scannerVersion})
      ON CONFLICT (workspace_id, sha256) DO UPDATE SET sha256 = excluded.sha256
      RETURNING id, key, state, quarantine_reason AS "quarantineReason", generation`;
    return { ...row!, isNew: row!.id === id };
  }

  async lock(tx: Tx, name: BlobName): Promise<LockedBlob | null> {
    const { id, sha256 } = { id: null, sha256: null, ...name };
    const [blob] = await tx.$queryRaw<LockedBlob[]>`
      SELECT id, workspace_id AS "workspaceId", sha256, key, etag, size::float8 AS size, state,
        generation, key_since AS "keySince" FROM blobs
      WHERE workspace_id = ${name.workspaceId} AND (id = ${id} OR sha256 = ${sha256}) FOR UPDATE`;
    return blob ?? null;
  }

  /** From now on no upload reads it, and releasing one upload does not release the others. */
  async quarantine(tx: Tx, { id, workspaceId }: BlobId, reason: string): Promise<void> {
    await tx.blob.updateMany({
      where: { id, workspaceId },
      data: { state: 'quarantined', quarantineReason: reason, generation: { increment: 1 } },
    });
  }

  /** Uploads that are given its generation may read it again. */
  async release(tx: Tx, { id, workspaceId }: BlobId): Promise<void> {
    await tx.blob.updateMany({ where: { id, workspaceId }, data: { state: 'live' } });
  }

  /** A copy under another key takes the place of the bytes, which are trashed. `false`: the copy is being deleted already. */
  async relocate(tx: Tx, blob: LockedBlob, to: { key: string; etag: string }): Promise<boolean> {
    if (!(await this.trash.reclaim(tx, blob, to.key))) return false;
    const { id, workspaceId } = blob;
    await tx.blob.updateMany({ where: { id, workspaceId }, data: { ...to, keySince: new Date() } });
    await this.trash.addOwned(tx, blob);
    return true;
  }

  /** Deletes the row and trashes the bytes. The caller has locked it and checked that no upload refers to it. */
  async remove(tx: Tx, blob: LockedBlob): Promise<void> {
    await tx.blob.deleteMany({ where: { id: blob.id, workspaceId: blob.workspaceId } });
    await this.trash.addOwned(tx, blob);
  }
}
