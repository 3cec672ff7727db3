import { Injectable } from '@nestjs/common';
import { Connections, type OpenConnection, type Subscriber } from '../../edge/live/connections.js';
import { Signal } from '../../edge/live/signal.js';
import { stoppable } from '../../edge/live/stoppable.js';
import type { Actor } from '../../shared/actor.js';
import { maySee } from '../../shared/rights.js';
import { isOpen, type UploadChange, UploadErrors, UploadHistory } from '../uploads/index.js';
import { LiveHub } from './live-hub.js';

/** The moves of one upload, each once and in order, read from the table: hints only trigger a read. */
@Injectable()
export class UploadChangesService {
  constructor(
    private readonly history: UploadHistory,
    private readonly hub: LiveHub,
    private readonly connections: Connections,
  ) {}

  /** Starts after the last move that the caller has seen; 0: with the first. `null`: every move was seen, and none will follow. */
  async resume(subscriber: Subscriber, id: string, lastSeen: number): Promise<AsyncGenerator<UploadChange> | null> {
    const { upload, latest } = await this.find(subscriber.actor, id);
    if (lastSeen >= latest && !isOpen(upload.status)) return null;
    // A move that has not happened yet cannot have been seen.
    return this.open(subscriber, id, Math.min(lastSeen, latest));
  }

  /** Starts with the latest move: the current state, then each change. */
  async fromNow(subscriber: Subscriber, id: string): Promise<AsyncGenerator<UploadChange>> {
    const { latest } = await this.find(subscriber.actor, id);
    return this.open(subscriber, id, latest - 1);
  }

  private async find(actor: Actor, id: string) {
    const found = await this.history.latest(actor, id);
    if (!found || found.upload.status === 'DELETED' || !maySee(actor, found.upload)) throw UploadErrors.notFound();
    return found;
  }

  private open(subscriber: Subscriber, id: string, after: number): AsyncGenerator<UploadChange> {
    const connection = this.connections.open(subscriber, 'uploads:read');
    return stoppable((stopped) => this.follow(subscriber.actor, { id, after }, connection, stopped), connection.close);
  }

  /** Until the upload ends, the credentials of the caller do, the caller disconnects, or this process stops. */
  private async *follow(
    actor: Actor,
    { id, after }: { id: string; after: number },
    connection: OpenConnection,
    stopped: AbortSignal,
  ): AsyncGenerator<UploadChange, void> {
    const signal = AbortSignal.any([stopped, connection.signal]);
    const news = new Signal();
    const watcher = { uploadId: id, known: after, onNews: () => news.raise() };
    const leave = this.hub.watchUpload(watcher);
    try {
      while (!signal.aborted) {
        const changes = await this.history.since(actor, id, watcher.known);
        for (const change of changes) {
          await connection.session.check();
          yield change;
          watcher.known = change.sequence;
          if (change.isLast) return;
        }
        if (changes.length === 0) await news.wait(signal);
      }
      connection.session.signal.throwIfAborted();
    } finally {
      leave();
    }
  }
}
