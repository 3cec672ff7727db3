import type { Client } from '../../api/client.js';
import { uploadEvents } from '../../api/server-events.js';
import type { Credentials } from '../../config/credentials.js';
import type { Activity } from './activity.js';
import { eventTypeOf, eventTypes, type WebhookEvent, withoutLinks } from './event.js';
import { resourceOf } from './resources.js';

/** Older uploads are looked at after a reconnection only if they were seen before. */
const PAGE = 100;
const MOST_PAGES = 10;

/**
 * Makes webhook events of what the activity of a workspace tells. Those of an upload are read from its event stream, which
 * has the upload as each event left it: none is missed, and they come in their order, also after a lost connection.
 */
export class EventFeed {
  /** The last event of each upload that was passed on. */
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly credentials: Credentials,
    private readonly client: Client,
    private readonly since: Date,
    private readonly signal: AbortSignal,
  ) {}

  /** What an activity brings: usually one event, more when some of the same upload were missed. */
  async *eventsOf(activity: Activity): AsyncGenerator<WebhookEvent> {
    const type = eventTypeOf(activity.type);
    const { resourceId: id, at, sequence } = activity;
    if (sequence !== null) yield* this.upTo(id, sequence, activity);
    else if (type) {
      const data = withoutLinks(await resourceOf(this.client, this.credentials, { type, id }, this.signal));
      yield { id: idOf(id, type, at), type, timestamp: at, data };
    }
  }

  /** Events of uploads that came while there was no connection. */
  async *missed(): AsyncGenerator<WebhookEvent> {
    for (const id of await this.recentUploads()) {
      const { items } = await this.client.uploads().timeline(id, { signal: this.signal });
      const last = items.at(-1)?.sequence ?? 0;
      if (last > (this.seen.get(id) ?? 0)) yield* this.upTo(id, last);
    }
  }

  /** The events of an upload that were not passed on yet, up to this one. */
  private async *upTo(id: string, sequence: number, activity?: Activity): AsyncGenerator<WebhookEvent> {
    const after = this.seen.get(id) ?? (await this.lastBefore(id, sequence));
    if (sequence <= after) return;
    const times = await this.timesOf(id, sequence - after > 1 ? undefined : activity);
    for await (const { type, data, sequence: at } of this.readEvents(id, after, sequence, activity)) {
      this.seen.set(id, at);
      if (!eventTypes.includes(type)) continue;
      yield {
        id: idOf(id, type, at),
        type,
        timestamp: times.get(at) ?? activity?.at ?? new Date().toISOString(),
        data,
      };
    }
  }

  private async *readEvents(
    id: string,
    after: number,
    until: number,
    activity: Activity | undefined,
  ): AsyncGenerator<UploadEvent> {
    try {
      for await (const { id: sequence, event, data } of uploadEvents(this.credentials, id, after, this.signal)) {
        yield { type: event, sequence: Number(sequence), data: { upload_id: id, ...withoutLinks(data) } };
        if (Number(sequence) >= until) return;
      }
    } catch (error) {
      yield toldBy(activity, error);
    }
  }

  /** Events from before the start are not news. */
  private async lastBefore(id: string, sequence: number): Promise<number> {
    if (sequence === 1) return 0;
    const timeline = await this.client
      .uploads()
      .timeline(id, { signal: this.signal })
      .catch(() => undefined);
    const before = timeline?.items.filter(({ at }) => new Date(at) < this.since).at(-1)?.sequence;
    return timeline ? (before ?? 0) : sequence - 1;
  }

  private async timesOf(id: string, activity: Activity | undefined): Promise<Map<number, string>> {
    if (activity) return new Map([[activity.sequence!, activity.at]]);
    const timeline = await this.client
      .uploads()
      .timeline(id, { signal: this.signal })
      .catch(() => undefined);
    return new Map(timeline?.items.map(({ sequence, at }) => [sequence, at]));
  }

  private async recentUploads(): Promise<string[]> {
    const found = new Set<string>();
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = { created_after: this.since.toISOString(), limit: PAGE, cursor };
      const { items, next_cursor } = await this.client.uploads().list({ ...query, signal: this.signal });
      for (const { upload_id } of items) if (upload_id) found.add(upload_id);
      if (!next_cursor) break;
      cursor = next_cursor;
    }
    // The oldest first, as they happened.
    return [...found].reverse();
  }
}

interface UploadEvent {
  type: string;
  sequence: number;
  data: Record<string, unknown>;
}

/** The stream of a deleted upload is not there any more: its events are printed as far as the activity brings them. */
function toldBy(activity: Activity | undefined, error: unknown): UploadEvent {
  const type = activity && eventTypeOf(activity.type);
  if ((error as { status?: number }).status !== 404 || !type || activity.sequence === null) throw error;
  const { resourceId, sequence, upload } = activity;
  const fields = Object.entries(upload ?? {}).map(([name, value]) => [snakeCase(name), value]);
  const ended = type === 'upload.deleted' ? { status: 'DELETED' } : {};
  return { type, sequence, data: { upload_id: resourceId, ...Object.fromEntries(fields), ...ended, sequence } };
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Without dots, which separate the parts of what is signed. */
const idOf = (resource: string, type: string, at: number | string) =>
  `evt_${resource}_${type}_${at}`.replaceAll(/[.:-]/g, '_');
