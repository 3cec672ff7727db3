import { Injectable } from '@nestjs/common';
import type { MultipartPlace } from '../../../platform/object-store/object-store.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import { type Actor, actorId } from '../../../shared/actor.js';
import { TrashRepository } from '../../blobs/index.js';
import { organizationsOf } from '../../workspaces/index.js';
import { stagingKey } from '../domain/object-key.js';
import type { KeyTraces, SessionOwner } from '../domain/abandoned-session.js';
import type { Upload } from '../domain/upload.js';
import { UploadMovesRepository } from '../records/upload-moves.repository.js';

/** Whose a session is: a workspace of ours, and the upload that its key names, if that still has a record. */
export interface SessionPlace {
  workspaceId: string;
  owner?: SessionOwner & { id: string };
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
      if (!moved) await this.trash.addSession(tx, upload, { key: stagingKey(upload), multipartId });
      return moved?.upload ?? null;
    });
  }

  /** For each key whose workspace or upload is in our records, what they say; nothing for keys of others. */
  async placesOf(keys: KeyTraces[]): Promise<(SessionPlace | undefined)[]> {
    const [uploads, workspaces] = await Promise.all([
      this.uploadsNamed(keys.flatMap(({ uploadId }) => uploadId ?? [])),
      organizationsOf(
        this.database.system,
        keys.flatMap(({ workspaceId }) => workspaceId ?? []),
      ),
    ]);
    return keys.map(({ workspaceId, uploadId }) => {
      const upload = uploads.get(uploadId ?? '');
      const place = upload?.workspaceId ?? (workspaces.has(workspaceId ?? '') ? workspaceId : undefined);
      return place === undefined ? undefined : { workspaceId: place, owner: upload };
    });
  }

  /** Has a session aborted, once; not if it is in use after all: its upload's row is held until it is in the trash. */
  async discard(
    { workspaceId, owner }: SessionPlace,
    { key, uploadId: multipartId }: MultipartPlace,
    isOver: (owner: SessionOwner | undefined) => boolean,
  ): Promise<void> {
    await this.database.asSystem(async (tx) => {
      if (!isOver(owner && (await this.holdOwner(tx, owner.id)))) return;
      await this.trash.addSession(tx, { workspaceId }, { key, multipartId });
    });
  }

  private async holdOwner(tx: Tx, id: string): Promise<SessionOwner | undefined> {
    const [owner] = await tx.$queryRaw<SessionOwner[]>`
      SELECT status, multipart_id AS "multipartId" FROM uploads WHERE id = ${id} FOR UPDATE`;
    return owner;
  }

  private async uploadsNamed(ids: string[]) {
    const select = { id: true, workspaceId: true, status: true, multipartId: true } as const;
    const rows = await this.database.system.upload.findMany({ where: { id: { in: ids } }, select });
    return new Map(rows.map((upload) => [upload.id, upload]));
  }
}
