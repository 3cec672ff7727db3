import { type Bucket } from '../disk/bucket.js';
import { type ObjectRecord } from '../disk/object-record.js';
import { type EventName, type EventRecord, eventRecord } from './event-record.js';
import { isWanted } from './notification-filter.js';

/** Receives event records. Events are hints: a failed or lost one does not affect its request. */
export type EventListener = (records: EventRecord[]) => unknown;

/** Publishes events of objects to listeners, after the change. */
export class EventPublisher {
  private sequence = 0;

  constructor(
    private readonly listeners: readonly EventListener[],
    private readonly region: string,
    private readonly clock: () => number,
    private readonly onError: (error: unknown) => void,
  ) {}

  created(how: 'Put' | 'Post' | 'Copy' | 'CompleteMultipartUpload', bucket: Bucket, object: ObjectRecord): void {
    this.publish(`ObjectCreated:${how}`, bucket, object);
  }

  removed(bucket: Bucket, object: ObjectRecord): void {
    this.publish('ObjectRemoved:Delete', bucket, object);
  }

  private publish(name: EventName, bucket: Bucket, object: ObjectRecord): void {
    if (this.listeners.length === 0 || !isWanted(bucket.settings.notification, name, object.key)) return;
    const occurrence = { name, region: this.region, at: this.clock(), sequence: this.sequence++ };
    const record = eventRecord(occurrence, bucket, object);
    for (const listener of this.listeners) void this.notify(listener, record);
  }

  private async notify(listener: EventListener, record: EventRecord): Promise<void> {
    try {
      await listener([record]);
    } catch (error) {
      this.onError(error);
    }
  }
}
