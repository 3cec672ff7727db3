import { StorageEventErrors } from './storage-events.errors.js';

/** A store says that it has a new object. Whether it has is looked at; nothing else of an event is believed. */
export interface StorageNotice {
  bucket: string;
  key: string;
}

/** What a message tells of, and how many of its records could not be read. */
export interface ReadNotices {
  notices: StorageNotice[];
  unreadable: number;
}

export const MAX_RECORDS = 1000;

type Fields = Record<string, unknown>;

/** The new objects that a body tells of, in any form but SNS's envelope. Other kinds of events are none of ours. */
export function noticesOf(body: unknown): ReadNotices {
  const event = fieldsOf(body);
  if (!event) throw StorageEventErrors.unreadable('body', 'must be a JSON object');
  if (Array.isArray(event.Records)) return recordsOf(event.Records);
  if (typeof event['detail-type'] === 'string') return allOf(eventBridgeNotices(event, event['detail-type']));
  if (typeof event.EventName === 'string' && typeof event.Key === 'string')
    return allOf(minioNotices(event as MinioEvent));
  // What S3 sends when notifications are set up.
  if (event.Event === 's3:TestEvent') return allOf([]);
  throw StorageEventErrors.unknownForm();
}

const allOf = (notices: StorageNotice[]): ReadNotices => ({ notices, unreadable: 0 });

/**
 * S3's own form, which MinIO, Ceph and others share. A record that cannot be read drops no other; a message of which none
 * can be read is refused for the first.
 */
function recordsOf(records: unknown[]): ReadNotices {
  if (records.length > MAX_RECORDS)
    throw StorageEventErrors.unreadable('Records', `must be no more than ${MAX_RECORDS}`);
  const notices: StorageNotice[] = [];
  const refusals: unknown[] = [];
  for (const [at, record] of records.entries()) {
    try {
      notices.push(...recordNotices(fieldsOf(record), `Records.${at}`));
    } catch (error) {
      refusals.push(error);
    }
  }
  if (refusals.length > 0 && refusals.length === records.length) throw refusals[0];
  return { notices, unreadable: refusals.length };
}

function recordNotices(record: Fields | undefined, field: string): StorageNotice[] {
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

/** MinIO's summary, when its records are left out: the key has the bucket in front. */
function minioNotices({ EventName, Key }: MinioEvent): StorageNotice[] {
  const slash = Key.indexOf('/');
  if (!isCreation(EventName) || slash < 0) return [];
  return [{ bucket: Key.slice(0, slash), key: Key.slice(slash + 1) }];
}

/** EventBridge: here keys are as they are. */
function eventBridgeNotices({ detail }: Fields, detailType: string): StorageNotice[] {
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

/** Keys are encoded as in forms. One that cannot be decoded was not: it is taken as it is. */
function formDecoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
