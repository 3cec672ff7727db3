import { Injectable } from '@nestjs/common';
import { Authenticator, type Credentials } from '../../edge/auth/authenticator.js';
import { Standing } from '../../edge/auth/standing.js';
import { Bell } from '../../edge/live/bell.js';
import { CallerSlots } from '../../edge/live/caller-slots.js';
import { Closing } from '../../edge/live/closing.js';
import { stoppable } from '../../edge/live/stoppable.js';
import type { Actor } from '../../shared/actor.js';
import { isOpen, type UploadChange, UploadErrors, UploadHistory } from '../uploads/index.js';
import { LiveHub } from './live-hub.js';

/** Who follows, and by what right. */
export interface Follower {
  actor: Actor;
  credentials: Credentials;
}

/** What happens to one upload, each move once and in order, from the table itself: hints only say when to read it. */
@Injectable()
export class UploadChangesService {
  constructor(
    private readonly history: UploadHistory,
    private readonly hub: LiveHub,
    private readonly slots: CallerSlots,
    private readonly authenticator: Authenticator,
    private readonly closing: Closing,
  ) {}

  /** After the last move that the caller has seen; 0: with the first. `null`: all was seen, and nothing will follow. */
  async resume(follower: Follower, id: string, lastSeen: number): Promise<AsyncGenerator<UploadChange> | null> {
    const { upload, latest } = await this.find(follower.actor, id);
    if (lastSeen >= latest && !isOpen(upload.status)) return null;
    // A move that has not happened yet cannot have been seen.
    return this.open(follower, id, Math.min(lastSeen, latest));
  }

  /** From its latest move on: what the upload is now, then what becomes of it. */
  async fromNow(follower: Follower, id: string): Promise<AsyncGenerator<UploadChange>> {
    const { latest } = await this.find(follower.actor, id);
    return this.open(follower, id, latest - 1);
  }

  private async find(actor: Actor, id: string) {
    const found = await this.history.latest(actor, id);
    if (!found || found.upload.status === 'DELETED') throw UploadErrors.notFound();
    return found;
  }

  private open({ actor, credentials }: Follower, id: string, after: number): AsyncGenerator<UploadChange> {
    const giveBack = this.slots.take(actor);
    const standing = new Standing(this.authenticator, credentials, { actor, scope: 'uploads:read' });
    const end = () => {
      standing.close();
      giveBack();
    };
    return stoppable((stopped) => this.follow(actor, { id, after }, standing, stopped), end);
  }

  /** Until the upload has ended, the caller's credentials have, the caller goes, or this process stops. */
  private async *follow(
    actor: Actor,
    { id, after }: { id: string; after: number },
    standing: Standing,
    stopped: AbortSignal,
  ): AsyncGenerator<UploadChange, void> {
    const signal = AbortSignal.any([stopped, standing.signal, this.closing.signal]);
    const bell = new Bell();
    const watcher = { uploadId: id, known: after, ring: () => bell.ring() };
    const leave = this.hub.watchUpload(watcher);
    try {
      while (!signal.aborted) {
        const changes = await this.history.since(actor, id, watcher.known);
        for (const change of changes) {
          await standing.check();
          yield change;
          watcher.known = change.sequence;
          if (change.isLast) return;
        }
        if (changes.length === 0) await bell.heard(signal);
      }
      standing.signal.throwIfAborted();
    } finally {
      leave();
    }
  }
}
