import { execFile } from 'node:child_process';
import {
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningStore } from '../../src/platform/embedded/store/index.js';
import { Airlock } from '../support/airlock.js';
import { Api, http, type Json } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { outsideStoreSettings, startOutsideStore } from '../support/outside-store.js';
import { patience } from '../support/real-store.js';
import { StoreAccess } from '../support/store-access.js';
import { create, put } from '../support/walk.js';

const ORIGIN = 'https://app.example.com';

let outside: RunningStore;
let store: StoreAccess;

beforeAll(async () => {
  outside = await startOutsideStore();
  const { accessKeyId, secretAccessKey } = outside;
  store = StoreAccess.at(outside.endpoint, { accessKeyId, secretAccessKey }, outside.bucket);
  await store.s3.send(new DeleteBucketCorsCommand({ Bucket: store.bucket }));
});
afterAll(async () => {
  store.close();
  await outside.stop();
});

const settings = () => ({ ...outsideStoreSettings(outside), CORS_ORIGINS: ORIGIN });

/** As `npm run doctor` runs it: what it printed, and how it ended. */
function doctor(
  more: Record<string, string> = {},
  args: string[] = [],
): Promise<{ code: number; out: string; all: string }> {
  const env = { PATH: process.env.PATH, NODE_ENV: 'test', ...settings(), ...more };
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/src/doctor.js', ...args], { env }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, all: out + err }),
    );
  });
}

/** What is printed to be saved below a title, and the command that is printed to apply it. */
function printed(out: string, title: string): { state: string; apply: Json; command?: string } {
  const text = out.slice(out.indexOf(`${title} configuration: `));
  const [, state, json] = /^\w+ configuration: (\w+)\.[^\n]*\n(\{\n[\s\S]*?\n\})/.exec(text)!;
  const [command] = /^aws s3api .*$/m.exec(text.slice(text.indexOf(json!) + json!.length).split('\n\n')[0]!) ?? [];
  return { state: state!, apply: JSON.parse(json!), command };
}

describe('npm run doctor', () => {
  let before: string;
  beforeAll(async () => {
    before = (await doctor()).out;
  });

  it('names the configurations that are missing, and the command for each', () => {
    const at = `--bucket ${store.bucket}`;
    const endpoint = `--endpoint-url ${outside.endpoint}`;
    expect(printed(before, 'CORS')).toMatchObject({
      state: 'missing',
      apply: { CORSRules: [{ AllowedOrigins: [ORIGIN], ExposeHeaders: ['ETag', 'Location'] }] },
      command: `aws s3api put-bucket-cors ${at} --cors-configuration file://cors.json ${endpoint}`,
    });
    expect(printed(before, 'Lifecycle')).toMatchObject({
      state: 'missing',
      command: `aws s3api put-bucket-lifecycle-configuration ${at} --lifecycle-configuration file://lifecycle.json ${endpoint}`,
    });
  });

  it('what it prints is taken by the store as it is, and known the next time', async () => {
    const { s3, bucket: Bucket } = store;
    const [cors, lifecycle] = [printed(before, 'CORS').apply, printed(before, 'Lifecycle').apply];
    await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: cors }));
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: lifecycle }));
    expect((await s3.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual([
      expect.objectContaining({ AllowedOrigins: [ORIGIN], ExposeHeaders: ['ETag', 'Location'] }),
    ]);
    const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(Rules!.map(({ ID }) => ID).sort()).toEqual(['airlock-abandoned-multipart', 'airlock-probes']);
    const { code, out } = await doctor();
    expect([printed(out, 'CORS').state, printed(out, 'Lifecycle').state]).toEqual(['applied', 'applied']);
    expect(out).toContain('✓ cors ');
    expect({ code, end: out.trim().split('\n').at(-1) }).toEqual({ code: 0, end: 'Everything essential holds.' });
  });

  it.each([
    ['--help', 0],
    ['--fix', 2],
  ])('with %s shows its usage, and sends nothing', async (option, code) => {
    const shown = await doctor({ S3_ENDPOINT: 'http://127.0.0.1:9' }, [option]);
    expect(shown.code).toBe(code);
    expect(shown.all).toContain('Usage: npm run doctor');
    expect(shown.all).not.toContain('bucket airlock');
  });

  it('says no secret', async () => {
    expect(before).not.toContain(outside.secretAccessKey);
    expect(before).not.toMatch(/X-Amz|Signature=/);
  });

  it.each<[string, Record<string, string>]>([
    ['a bucket that is not there', { AWS_STORAGE_BUCKET_NAME: 'airlock-there-is-none' }],
    ['a secret that is not the store’s', { AWS_SECRET_ACCESS_KEY: 'forged' }],
    ['a store that does not answer', { S3_ENDPOINT: 'http://127.0.0.1:9' }],
  ])('fails for %s', async (_, wrong) => {
    const { code, all } = await doctor(wrong);
    expect(code).toBe(1);
    expect(all).toMatch(/^✗ The bucket \S+ at \S+, region \S+, cannot be used\. \S/m);
    expect(all).not.toContain('Not tested');
    expect(all).not.toContain('Everything essential holds.');
    expect(all).not.toContain(outside.secretAccessKey);
  });
});

describe('a server with the configuration that was applied', () => {
  let airlock: Airlock;
  let api: Api;
  beforeAll(async () => {
    airlock = await Airlock.start({ env: settings() });
    api = new Api(airlock.url);
  }, patience(120_000));
  afterAll(() => airlock.dispose());

  it('lets a browser of that origin send a file and read its ETag, and no other', async () => {
    const file = { filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf() };
    const created = await create(api, file);
    const preflight = (origin: string) => {
      const asks = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' };
      return http(created.presigned_url, { method: 'OPTIONS', headers: { origin, ...asks } });
    };
    expect((await preflight(ORIGIN)).headers['access-control-allow-origin']).toBe(ORIGIN);
    expect((await preflight('https://evil.example.com')).headers['access-control-allow-origin']).toBeUndefined();
    const { status, headers } = await put(created, file.bytes, { origin: ORIGIN });
    expect(status).toBe(200);
    expect(String(headers['access-control-expose-headers'])).toMatch(/\betag\b/i);
  });

  it('promises what was printed', async () => {
    const { guarantees } = (await api.get('/v1/admin/store')).body;
    expect((await doctor()).out).toContain(`Guarantees that uploads can have: ${guarantees.join(', ') || 'none'}\n`);
    const below = { Bucket: store.bucket, Prefix: '.airlock-probe/' };
    expect((await store.s3.send(new ListObjectsV2Command(below))).KeyCount).toBe(0);
  });
});
