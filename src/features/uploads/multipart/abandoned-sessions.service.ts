import { Injectable } from '@nestjs/common';
import { type MultipartUpload, ObjectStore } from '../../../platform/object-store/object-store.js';
import { isAbandoned, isLeftCopy, type SessionOwner } from '../domain/abandoned-session.js';
import { uploadOfStagingKey } from '../domain/object-key.js';
import { MultipartRepository } from './multipart.repository.js';

const BATCH = 500;

/** Finds the sessions of parts that the store keeps, and bills, though no upload of ours will ever use them. */
@Injectable()
export class AbandonedSessionsService {
  constructor(
    private readonly store: ObjectStore,
    private readonly sessions: MultipartRepository,
  ) {}

  /** Trashes every abandoned session; aborting is the trash collector's. */
  async sweep(now = new Date()): Promise<void> {
    const sessions = await this.store.listMultiparts('');
    for (let at = 0; at < sessions.length; at += BATCH) await this.sweepSome(sessions.slice(at, at + BATCH), now);
  }

  private async sweepSome(sessions: MultipartUpload[], now: Date): Promise<void> {
    const ids = sessions.flatMap(({ key }) => uploadOfStagingKey(key)?.id ?? []);
    const owners = await this.sessions.ownersOf(ids);
    for (const { key, uploadId, initiatedAt } of sessions) {
      const ageMs = now.getTime() - initiatedAt.getTime();
      const named = uploadOfStagingKey(key);
      const isOver = (owner: SessionOwner | undefined) =>
        named ? isAbandoned({ uploadId, ageMs }, owner) : isLeftCopy({ key, ageMs });
      if (!isOver(named ? owners.get(named.id) : undefined)) continue;
      const session = { workspaceId: named?.workspaceId ?? '', key, multipartId: uploadId };
      await this.sessions.discard(session, named?.id, isOver);
    }
  }
}
