import { StorageEventErrors } from './storage-events.errors.js';

/** A new object, as an event names it. The store is asked whether it is there; nothing else in an event is trusted. */
export interface NewObject {
  bucket: string;
  key: string;
}

/** The new objects in one message. */
export interface NewObjects {
  objects: NewObject[];
  /** How many of its records could not be read. */
  unreadable: number;
}

const MAX_RECORDS = 1000;

type Fields = Record<string, unknown>;

/** The new objects in a body, in any form but the envelope of SNS. Other kinds of events are ignored. */
export function newObjectsIn(body: unknown): NewObjects {
  const event = fieldsOf(body);
  if (!event) throw StorageEventErrors.unreadable('body', 'must be a JSON object');
  if (Array.isArray(event.Records)) return recordsOf(event.Records);
  if (typeof event['detail-type'] === 'string') return allOf(objectsOfEventBridge(event, event['detail-type']));
  if (typeof event.EventName === 'string' && typeof event.Key === 'string')
    return allOf(objectsOfMinio(event as MinioEvent));
  // What S3 sends when notifications are set up.
  if (event.Event === 's3:TestEvent') return allOf([]);
  throw StorageEventErrors.unknownForm();
}

const allOf = (objects: NewObject[]): NewObjects => ({ objects, unreadable: 0 });

/**
 * S3's own form, which MinIO, Ceph and others share. Records that cannot be read are counted; a message of which none can
 * be read is refused for the first.
 */
function recordsOf(records: unknown[]): NewObjects {
  if (records.length > MAX_RECORDS)
    throw StorageEventErrors.unreadable('Records', `must be no more than ${MAX_RECORDS}`);
  const objects: NewObject[] = [];
  const refusals: unknown[] = [];
  for (const [at, record] of records.entries()) {
    try {
      objects.push(...objectsOfRecord(fieldsOf(record), `Records.${at}`));
    } catch (error) {
      refusals.push(error);
    }
  }
  if (refusals.length > 0 && refusals.length === records.length) throw refusals[0];
  return { objects, unreadable: refusals.length };
}

function objectsOfRecord(record: Fields | undefined, field: string): NewObject[] {
  if (typeof record?.eventName !== 'string')
    throw StorageEventErrors.unreadable(`${field}.eventName`, 'must be a text');
  if (!isCreation(record.eventName)) return [];
  const s3 = fieldsOf(record.s3);
  const bucket = fieldsOf(s3?.bucket)?.name;
  const key = fieldsOf(s3?.object)?.key;
  if (typeof bucket !== 'string') throw StorageEventErrors.unreadable(`${field}.s3.bucket.name`, 'must be a text');
  if (typeof key !== 'string') throw StorageEventErrors.unreadable(`${field}.s3.object.key`, 'must be a text');
  return [{ bucket, key: formDecoded(key) }];
}

type MinioEvent = { EventName: string; Key: string };

/** MinIO's summary, without records: the key has the bucket in front. */
function objectsOfMinio({ EventName, Key }: MinioEvent): NewObject[] {
  const slash = Key.indexOf('/');
  if (!isCreation(EventName) || slash < 0) return [];
  return [{ bucket: Key.slice(0, slash), key: Key.slice(slash + 1) }];
}

/** EventBridge does not encode keys. */
function objectsOfEventBridge({ detail }: Fields, detailType: string): NewObject[] {
  if (detailType !== 'Object Created') return [];
  const bucket = fieldsOf(fieldsOf(detail)?.bucket)?.name;
  const key = fieldsOf(fieldsOf(detail)?.object)?.key;
  if (typeof bucket !== 'string') throw StorageEventErrors.unreadable('detail.bucket.name', 'must be a text');
  if (typeof key !== 'string') throw StorageEventErrors.unreadable('detail.object.key', 'must be a text');
  return [{ bucket, key }];
}

/** AWS writes `ObjectCreated:Put`, MinIO `s3:ObjectCreated:Put`; a completed multipart upload is one of them. */
const isCreation = (eventName: string) => /^(?:s3:)?ObjectCreated:/.test(eventName);

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** S3 encodes keys as in forms. A key that cannot be decoded was not encoded, and is taken as it is. */
function formDecoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
