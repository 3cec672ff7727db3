import type { BucketLocation } from '../bucket-location.js';
import type { StoreCredentials } from '../credentials.js';

/** Settings and keys for which signatures are compared with those of the AWS SDK. */
export const permanent: StoreCredentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPx' };
export const temporary: StoreCredentials = { ...permanent, sessionToken: 'FwoGZXIvYXdzE//+==/tok en' };

export const locations: Record<string, BucketLocation> = {
  'path style': { bucket: 'airlock', region: 'us-east-1', endpoint: 'http://127.0.0.1:9000', forcePathStyle: true },
  'path style below a path': {
    bucket: 'airlock',
    region: 'eu-central-1',
    endpoint: 'https://gate.example/s3',
    forcePathStyle: true,
  },
  'virtual host': {
    bucket: 'airlock',
    region: 'eu-west-3',
    endpoint: 'https://s3.example:8443',
    forcePathStyle: false,
  },
  AWS: { bucket: 'airlock', region: 'us-east-1', forcePathStyle: false },
  'AWS with a dotted bucket': { bucket: 'my.files', region: 'cn-north-1', forcePathStyle: false },
};

export const hostileKeys = [
  'ws_1/staging/upl_2',
  'with space and+plus/ü.png',
  '100%/%2F/%zz',
  `quotes'and"double`,
  'parentheses (1)!*.txt',
  'dots/./../..../x',
  'emoji/🎉👩‍👩‍👧.bin',
  'double//slash//',
  '/leading',
  'reserved?&=#;:@,$[]{}|\\^`<>~',
];
