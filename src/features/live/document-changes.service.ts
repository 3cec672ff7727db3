import { Injectable } from '@nestjs/common';
import { Connections, type OpenConnection, type Subscriber } from '../../edge/live/connections.js';
import { Signal } from '../../edge/live/signal.js';
import { stoppable } from '../../edge/live/stoppable.js';
import type { Actor } from '../../shared/actor.js';
import { DocumentAccess, type DocumentRecord, documentVersion } from '../documents/index.js';
import { LiveHub } from './live-hub.js';

/** The states of one document, read from its row: hints only trigger a read, and states between two reads are not shown. */
@Injectable()
export class DocumentChangesService {
  constructor(
    private readonly access: DocumentAccess,
    private readonly hub: LiveHub,
    private readonly connections: Connections,
  ) {}

  /** The document as it is now, then at each change. */
  async fromNow(subscriber: Subscriber, id: string): Promise<AsyncGenerator<DocumentRecord>> {
    const document = await this.access.toRead(subscriber.actor, id);
    const connection = this.connections.open(subscriber, 'documents:read');
    return stoppable((stopped) => this.follow(subscriber.actor, document, connection, stopped), connection.close);
  }

  /** Until the document has ended, the credentials of the caller do, the caller disconnects, or this process stops. */
  private async *follow(
    actor: Actor,
    { id: documentId, uploadId }: DocumentRecord,
    connection: OpenConnection,
    stopped: AbortSignal,
  ): AsyncGenerator<DocumentRecord, void> {
    const signal = AbortSignal.any([stopped, connection.signal]);
    const news = new Signal();
    const watcher = { documentId, uploadId, known: '', onNews: () => news.raise() };
    const leave = this.hub.watchDocument(watcher);
    try {
      while (!signal.aborted) {
        const document = await this.access.toRead(actor, documentId);
        const version = documentVersion(document);
        if (version === watcher.known) {
          await news.wait(signal);
          continue;
        }
        await connection.session.check();
        yield document;
        if (document.status === 'SUCCESS' || document.status === 'FAILURE') return;
        watcher.known = version;
      }
      connection.session.signal.throwIfAborted();
    } finally {
      leave();
    }
  }
}
