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

/** The workspace of a session and the upload that its key names, if that still has a record. */
export interface SessionPlace {
  workspaceId: string;
  owner?: SessionOwner & { id: string };
}

/** Multipart sessions: each belongs to one upload or is in the trash. */
@Injectable()
export class MultipartRepository {
  constructor(
    private readonly database: Database,
    private readonly moves: UploadMovesRepository,
    private readonly trash: TrashRepository,
  ) {}

  /** PENDING → UPLOADING with this session. `null`: another request was first, and this session is in the trash. */
  async begin(actor: Actor, upload: Upload, multipartId: string): Promise<Upload | null> {
    const { id, workspaceId } = upload;
    const begin = { id, workspaceId, event: 'begin', actor: actorId(actor), changes: { multipartId } } as const;
    return this.database.tenant(actor, async (tx) => {
      const moved = await this.moves.move(tx, begin);
      if (!moved) await this.trash.addSession(tx, upload, { key: stagingKey(upload), multipartId });
      return moved?.upload ?? null;
    });
  }

  /** For each key, its workspace and upload by the records; `undefined` for keys of other installations. */
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

  /** Trashes a session, once, unless it is in use: its upload's row is locked until the session is in the trash. */
  async discard(
    { workspaceId, owner }: SessionPlace,
    { key, uploadId: multipartId }: MultipartPlace,
    isOver: (owner: SessionOwner | undefined) => boolean,
  ): Promise<void> {
    await this.database.asSystem(async (tx) => {
      if (!isOver(owner && (await this.lockOwner(tx, owner.id)))) return;
      await this.trash.addSession(tx, { workspaceId }, { key, multipartId });
    });
  }

  private async lockOwner(tx: Tx, id: string): Promise<SessionOwner | undefined> {
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
