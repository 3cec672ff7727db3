import { describe, expect, it } from '@jest/globals';
import { settings } from './settings.js';
import { unknownSettings } from './unknown-settings.js';

const known = Object.keys(settings);
const meant = (name: string) =>
  unknownSettings([name], known)[0]?.match(/^\S+ is not a setting: did you mean (\S+)\?$/)?.[1];

describe('a variable that is meant for Airlock', () => {
  it.each([
    ['CLAMD_URI', 'CLAMD_URL'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['REDIS_URI', 'REDIS_URL'],
    ['AIRLOK_SECRET', 'AIRLOCK_SECRET'],
    ['AIRLOCK_ROLES', 'AIRLOCK_ROLE'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['S3_BUCKET', 'AWS_STORAGE_BUCKET_NAME'],
    ['S3_REGION', 'AWS_S3_REGION_NAME'],
    ['S3_ENDPOINT_URL', 'S3_ENDPOINT'],
    ['CLAMD_MAX_BYTES', 'CLAMD_MAX_SCAN_BYTES'],
    ['SCAN_LEASE_SECS', 'SCAN_LEASE_SECONDS'],
  ])('%s is refused, with %s', (name, setting) => {
    expect(meant(name)).toBe(setting);
  });
});

describe('a variable of another program', () => {
  it.each([
    ...[
      'HOME',
      'PATH',
      'HOST',
      'PORTS',
      'AWS_PROFILE',
      'AWS_REGION',
      'AWS_ROLE_ARN',
      'DATABASE_HOST',
      'TEST_DATABASE_URL',
    ],
    ...['HTTP_PROXY', 'IMAGE_TAG', 'DOCUMENT_ROOT', 'WEBHOOK_URL', 'LOG_FORMAT', 'SMTP_HOST', 'NODE_OPTIONS'],
    ...['AIRLOCK_URL', 'AIRLOCK_API_KEY', 'AIRLOCK_TEST_STORE'],
    // Set by Kubernetes and Docker for services that are named clamd, s3 and files.
    ...['CLAMD_SERVICE_HOST', 'CLAMD_SERVICE_PORT', 'CLAMD_PORT', 'S3_PORT_9000_TCP', 'S3_PORT_9000_TCP_ADDR'],
    ...['FILES_SERVICE_PORT_HTTP', 'FILES_ENV_VERSION'],
  ])('%s is ignored', (name) => {
    expect(unknownSettings([name], known)).toEqual([]);
  });

  it('may have any name that is a setting', () => {
    expect(unknownSettings(known, known)).toEqual([]);
  });
});
