import { Injectable } from '@nestjs/common';
import { type MultipartPlace, ObjectStore } from '../../../platform/object-store/object-store.js';
import { isAbandoned, isLeftCopy, type SessionOwner, tracesIn } from '../domain/abandoned-session.js';
import { uploadOfStagingKey } from '../domain/object-key.js';
import { MultipartRepository } from './multipart.repository.js';

/**
 * Finds multipart sessions that the store keeps, and bills, though no upload will use them. The trash has a row for each
 * that is recorded; these are left by a crash while one was opened, or by a restored database.
 */
@Injectable()
export class AbandonedSessionsService {
  constructor(
    private readonly store: ObjectStore,
    private readonly sessions: MultipartRepository,
  ) {}

  /**
   * Trashes the abandoned sessions of one page of the store's list; the trash collector aborts them. Returns the cursor of
   * the next page; `false` after the last.
   */
  async sweep(cursor: string | null = null, now = new Date()): Promise<string | false> {
    const after = cursor === null ? null : (JSON.parse(cursor) as MultipartPlace);
    const { sessions, next } = await this.store.pageOfMultiparts(after);
    const places = await this.sessions.placesOf(sessions.map(({ key }) => tracesIn(key)));
    for (const [index, session] of sessions.entries()) {
      const place = places[index];
      if (!place) continue;
      const { key, uploadId, initiatedAt } = session;
      const ageMs = now.getTime() - initiatedAt.getTime();
      const isOver = (owner: SessionOwner | undefined) =>
        uploadOfStagingKey(key) ? isAbandoned({ uploadId, ageMs }, owner) : isLeftCopy({ ageMs });
      if (isOver(place.owner)) await this.sessions.discard(place, session, isOver);
    }
    return next && JSON.stringify(next) !== cursor ? JSON.stringify(next) : false;
  }
}
