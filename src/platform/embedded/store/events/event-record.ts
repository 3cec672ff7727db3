import { type Bucket } from '../disk/bucket.js';
import { type ObjectRecord } from '../disk/object-record.js';
import { encodeKey } from '../uri.js';

export type EventName = `ObjectCreated:${'Put' | 'Post' | 'Copy' | 'CompleteMultipartUpload'}` | 'ObjectRemoved:Delete';

/** One record of an S3 event message, in the common form of S3 and MinIO. */
export interface EventRecord {
  eventVersion: string;
  eventSource: string;
  awsRegion: string;
  eventTime: string;
  eventName: EventName;
  s3: {
    s3SchemaVersion: string;
    bucket: { name: string; arn: string };
    object: { key: string; size: number; eTag: string; sequencer: string };
  };
}

interface Occurrence {
  name: EventName;
  region: string;
  at: number;
  /** Increases with every event, so that a receiver can order them. */
  sequence: number;
}

export function eventRecord(
  { name, region, at, sequence }: Occurrence,
  bucket: Bucket,
  object: ObjectRecord,
): EventRecord {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: region,
    eventTime: new Date(at).toISOString(),
    eventName: name,
    s3: {
      s3SchemaVersion: '1.0',
      bucket: { name: bucket.name, arn: `arn:aws:s3:::${bucket.name}` },
      object: {
        key: encodeKey(object.key).replaceAll('%20', '+'),
        size: object.size,
        eTag: object.etag,
        sequencer: `${at.toString(16).padStart(12, '0')}${sequence.toString(16).padStart(8, '0')}`.toUpperCase(),
      },
    },
  };
}
