import { Injectable } from '@nestjs/common';
import { Connections, type OpenConnection, type Subscriber } from '../../edge/live/connections.js';
import { Signal } from '../../edge/live/signal.js';
import { stoppable } from '../../edge/live/stoppable.js';
import type { Actor } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { type AnnouncedEvent, AnnouncementsRepository } from '../relay/index.js';
import { type UploadChange, UploadHistory } from '../uploads/index.js';
import { type EventChange, LiveHub } from './live-hub.js';

/** A reader that falls behind by more than this has missed events. */
const MOST_WAITING = 1_000;
const AT_ONCE = 50;

export type Activity = UploadChange | AnnouncedEvent;

/**
 * The events of a workspace from now on. They are not stored for absent readers: a stream that may have missed an event
 * ends with UNAVAILABLE, and its reader reads the workspace again.
 */
@Injectable()
export class ActivityService {
  constructor(
    private readonly history: UploadHistory,
    private readonly announcements: AnnouncementsRepository,
    private readonly hub: LiveHub,
    private readonly connections: Connections,
  ) {}

  follow(subscriber: Subscriber): AsyncGenerator<Activity> {
    const { actor } = subscriber;
    const connection = this.connections.open(subscriber, 'uploads:read');
    const [news, waiting] = [new Signal(), new Waiting()];
    const leave = this.hub.watchWorkspace({
      workspaceId: actor.workspaceId,
      onChange: (change) => (waiting.add(change), news.raise()),
      onGap: () => (waiting.lose(), news.raise()),
    });
    const end = () => {
      leave();
      connection.close();
    };
    return stoppable((stopped) => this.read(actor, { waiting, news }, connection, stopped), end);
  }

  private async *read(
    actor: Actor,
    { waiting, news }: { waiting: Waiting; news: Signal },
    connection: OpenConnection,
    stopped: AbortSignal,
  ): AsyncGenerator<Activity, void> {
    const signal = AbortSignal.any([stopped, connection.signal]);
    while (!signal.aborted) {
      const changes = waiting.take(AT_ONCE);
      for (const activity of changes.length ? await this.activities(actor, changes) : []) {
        await connection.session.check();
        yield activity;
      }
      if (changes.length === 0) await news.wait(signal);
    }
    connection.session.signal.throwIfAborted();
  }

  private async activities(actor: Actor, changes: EventChange[]): Promise<Activity[]> {
    const moves = changes.flatMap((change) => ('uploadId' in change ? [change] : []));
    const announced = changes.flatMap((change) => ('uploadId' in change ? [] : [change.announcementId]));
    const places = moves.map(({ uploadId, sequence }) => ({ uploadId, sequence }));
    const found = [...(await this.history.at(actor, places)), ...(await this.announcements.find(actor, announced))];
    return found.sort((a, b) => a.at.getTime() - b.at.getTime());
  }
}

/** Changes that were received and not read yet. */
class Waiting {
  private changes: EventChange[] = [];
  private isWhole = true;

  add(change: EventChange): void {
    if (this.changes.length < MOST_WAITING) this.changes.push(change);
    else this.lose();
  }

  lose(): void {
    this.isWhole = false;
    this.changes = [];
  }

  take(most: number): EventChange[] {
    if (!this.isWhole)
      throw Errors.unavailable('Some of what happened was missed. Look at the workspace, then follow it again.');
    return this.changes.splice(0, most);
  }
}
