import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import { type Actor, actorId } from '../../../shared/actor.js';
import { TrashRepository } from '../../blobs/index.js';
import { stagingKey } from '../domain/object-key.js';
import type { SessionOwner } from '../domain/abandoned-session.js';
import type { Upload } from '../domain/upload.js';
import { UploadMovesRepository } from '../records/upload-moves.repository.js';

/** A session of parts as the store lists it, and the workspace that its key names. */
export interface Session {
  workspaceId: string;
  key: string;
  multipartId: string;
}

/** The books of sessions: each belongs to one upload or is in the trash. */
@Injectable()
export class MultipartRepository {
  constructor(
    private readonly database: Database,
    private readonly moves: UploadMovesRepository,
    private readonly trash: TrashRepository,
  ) {}

  /** PENDING → UPLOADING with this session. `null`: somebody was faster, and the session is in the trash. */
  async begin(actor: Actor, upload: Upload, multipartId: string): Promise<Upload | null> {
    const { id, workspaceId } = upload;
    const begin = { id, workspaceId, event: 'begin', actor: actorId(actor), changes: { multipartId } } as const;
    return this.database.tenant(actor, async (tx) => {
      const moved = await this.moves.move(tx, begin);
      if (!moved) await this.trash.add(tx, upload, { key: stagingKey(upload), multipartId, notBefore: new Date() });
      return moved?.upload ?? null;
    });
  }

  /** What is known of the uploads that sessions name: their status, and which session is theirs. */
  async ownersOf(ids: string[]): Promise<Map<string, SessionOwner>> {
    const select = { id: true, status: true, multipartId: true } as const;
    const rows = await this.database.system.upload.findMany({ where: { id: { in: ids } }, select });
    return new Map(rows.map(({ id, ...owner }) => [id, owner]));
  }

  /** Has a session aborted, once; not if it is in use after all: its upload's row is held until it is in the trash. */
  async discard(
    { workspaceId, key, multipartId }: Session,
    ownerId: string | undefined,
    isOver: (owner: SessionOwner | undefined) => boolean,
  ): Promise<void> {
    await this.database.asSystem(async (tx) => {
      if (!isOver(await this.holdOwner(tx, ownerId))) return;
      const known = await tx.trash.count({ where: { workspaceId, key, multipartId } });
      if (known === 0) await this.trash.add(tx, { workspaceId }, { key, multipartId, notBefore: new Date() });
    });
  }

  private async holdOwner(tx: Tx, id: string | undefined): Promise<SessionOwner | undefined> {
    if (id === undefined) return undefined;
    const [owner] = await tx.$queryRaw<SessionOwner[]>`
      SELECT status, multipart_id AS "multipartId" FROM uploads WHERE id = ${id} FOR UPDATE`;
    return owner;
  }
}
