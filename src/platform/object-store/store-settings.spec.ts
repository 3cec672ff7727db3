import { describe, expect, it } from '@jest/globals';
import { readSettings } from '../../config/read-settings.js';
import { storeSettings } from './store-settings.js';

const given = (env: Record<string, string>) => {
  const settings = readSettings(env);
  return storeSettings((name) => settings[name]);
};
const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };

describe('storeSettings', () => {
  it('uses AWS when only a bucket is set', () => {
    const { location, publicLocation } = given({ AWS_STORAGE_BUCKET_NAME: 'b' });
    expect(location).toEqual({ bucket: 'b', region: 'us-east-1', endpoint: undefined, forcePathStyle: false });
    expect(publicLocation).toEqual(location);
  });

  it('uses path style for a given endpoint by default', () => {
    const env = { AWS_STORAGE_BUCKET_NAME: 'b', S3_ENDPOINT: 'http://minio:9000' };
    expect(given(env).location).toMatchObject({ endpoint: 'http://minio:9000', forcePathStyle: true });
    expect(given({ ...env, S3_FORCE_PATH_STYLE: 'false' }).location).toMatchObject({ forcePathStyle: false });
  });

  it('signs for the public endpoint and calls the internal one', () => {
    const env = { AWS_STORAGE_BUCKET_NAME: 'b', S3_ENDPOINT: 'http://minio:9000' };
    const { location, publicLocation } = given({ ...env, S3_PUBLIC_ENDPOINT: 'https://files.example' });
    expect(location?.endpoint).toBe('http://minio:9000');
    expect(publicLocation).toEqual({ ...location, endpoint: 'https://files.example' });
  });

  it('reads static credentials with their session token', () => {
    const { credentials } = given({ ...keys, AWS_SESSION_TOKEN: 't' });
    expect(credentials).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 't' });
  });

  it.each([
    [{}, 'AWS_STORAGE_BUCKET_NAME, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'],
    [keys, 'AWS_STORAGE_BUCKET_NAME'],
    [{ AWS_STORAGE_BUCKET_NAME: 'b' }, 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'],
    [{ ...keys, AWS_STORAGE_BUCKET_NAME: 'b' }, ''],
  ])('names what is missing from %j', (env, missing) => {
    expect(given(env).missing).toBe(missing);
  });
});
