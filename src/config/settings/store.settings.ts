import { TOPIC_ARN } from '../../shared/topic-arn.js';
import { flag, integer, list, text, url } from '../setting.js';

const MIB = 1024 * 1024;

/** The object store, and what it reports. */
export const storeSettings = {
  S3_ENDPOINT: url({
    protocols: ['http:', 'https:'],
    fallback: undefined,
    about: 'An S3-compatible store. Default: AWS when a bucket is named, else embedded.',
  }),
  S3_PUBLIC_ENDPOINT: url({
    protocols: ['http:', 'https:'],
    fallback: undefined,
    about: 'The same store as clients reach it: signed URLs name this host.',
  }),
  S3_FORCE_PATH_STYLE: flag({ fallback: undefined, about: 'Bucket in the path. Default: true with S3_ENDPOINT.' }),
  AWS_ACCESS_KEY_ID: text({ fallback: undefined, about: 'Credentials of the store; AWS’s default chain works too.' }),
  AWS_SECRET_ACCESS_KEY: text({ fallback: undefined, secret: true, about: 'Secret of AWS_ACCESS_KEY_ID.' }),
  AWS_SESSION_TOKEN: text({ fallback: undefined, secret: true, about: 'Session token of temporary credentials.' }),
  AWS_STORAGE_BUCKET_NAME: text({ fallback: undefined, about: 'The bucket that holds every file. Embedded: airlock.' }),
  AWS_S3_REGION_NAME: text({ fallback: 'us-east-1', about: 'Region of the bucket.' }),
  EMBEDDED_STORE_PORT: integer({
    min: 0,
    max: 65_535,
    fallback: 0,
    about: 'Port of the embedded store; 0 takes a free one.',
  }),
  STORE_PROBE_HOURS: integer({
    min: 0,
    max: 168,
    fallback: 6,
    about: 'Hours between probes of what the store enforces; 0 probes on demand only. The embedded store needs none.',
  }),
  MULTIPART_COPY_THRESHOLD_BYTES: integer({
    min: 5 * MIB,
    fallback: 5 * 1024 * MIB,
    about: 'Objects above this size are copied in parts.',
  }),

  STORAGE_EVENTS_TOKEN: text({
    fallback: undefined,
    secret: true,
    about: 'Bearer token or Basic password of POST /v1/storage/events.',
  }),
  STORAGE_EVENTS_SNS_TOPICS: list({
    pattern: TOPIC_ARN,
    shape: 'topic ARNs such as arn:aws:sns:eu-west-1:123456789012:uploads',
    fallback: [],
    about: 'ARNs of the SNS topics that may post storage events; their subscriptions are confirmed.',
  }),
  STORAGE_EVENTS_SQS_URL: url({
    protocols: ['http:', 'https:'],
    fallback: undefined,
    about: 'URL of an SQS queue with storage events. Workers poll it with the credentials of the store.',
  }),
};
