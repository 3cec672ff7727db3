import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { BucketLocation } from '../../src/platform/object-store/bucket-location.js';
import { cleanUp } from '../../src/platform/object-store/probe/clean-up.js';
import { S3StoreProbe } from '../../src/platform/object-store/probe/s3-store-probe.js';
import {
  essentialProblems,
  proofsOf,
  type StoreReport,
  warningOf,
} from '../../src/platform/object-store/probe/store-report.js';
import { SigV4UrlSigner } from '../../src/platform/object-store/signing/sigv4-url-signer.js';
import { startFaultyProxy } from '../../src/platform/object-store/testing/faulty-proxy.js';
import { startLaxStore } from '../support/lax-store.js';
import { ACCESS_KEY, BUCKET, SECRET_KEY, TestStore } from './store/support/test-store.js';

const credentials = { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY };
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Asked {
  publicEndpoint?: string;
  bucket?: string;
  corsOrigins?: string[];
}

async function probe(
  endpoint: string,
  { publicEndpoint = endpoint, bucket = BUCKET, corsOrigins = ['*'] }: Asked = {},
) {
  const location: BucketLocation = { bucket, region: 'us-east-1', endpoint, forcePathStyle: true };
  const publicLocation = { ...location, endpoint: publicEndpoint };
  const signer = new SigV4UrlSigner(publicLocation, () => credentials);
  return new S3StoreProbe(
    { location, publicLocation, corsOrigins, isEmbedded: false },
    () => credentials,
    signer,
  ).run();
}

async function embedded(options = {}): Promise<TestStore> {
  const store = await TestStore.start(options);
  stops.push(() => store.close());
  return store;
}

const lax = async (...whim: Parameters<typeof startLaxStore>) => {
  const store = await startLaxStore(...whim);
  stops.push(store.stop);
  return store;
};

const found = ({ checks }: StoreReport, name: string) => checks.find((check) => check.name === name);
const proven = (report: StoreReport) => [...proofsOf(report)].filter(([, holds]) => holds).map(([name]) => name);
const everything = { Bucket: BUCKET, Prefix: '' };

describe('the embedded store', () => {
  it('enforces every guarantee, and is empty afterwards', async () => {
    const store = await embedded();
    const report = await probe(store.url);
    expect(proven(report)).toEqual(['length', 'type', 'sha256', 'create_only', 'form', 'copy_sha256']);
    expect(essentialProblems(report)).toEqual([]);
    expect(warningOf(report)).toBeUndefined();
    expect(report.checks.filter(({ verdict }) => verdict === 'error')).toEqual([]);
    expect((await store.s3.send(new ListObjectsV2Command(everything))).KeyCount).toBe(0);
    expect((await store.s3.send(new ListMultipartUploadsCommand(everything))).Uploads ?? []).toEqual([]);
  });

  it('is tested for the configured origins', async () => {
    const store = await embedded({ corsOrigins: ['https://app.example'] });
    const verdict = async (origin: string) => found(await probe(store.url, { corsOrigins: [origin] }), 'cors')?.verdict;
    expect(await verdict('https://app.example')).toBe('enforced');
    expect(await verdict('https://other.example')).toBe('not_enforced');
  });
});

describe('leftovers of a killed probe', () => {
  it('are removed after an hour; those of a running probe are kept', async () => {
    const store = await embedded();
    await store.put('.airlock-probe/killed/signature', 'airlock probe');
    await store.beginUpload('.airlock-probe/killed/parts');
    await store.put('somebodys/file', 'not ours');
    const place = { s3: store.s3, bucket: BUCKET, signal: AbortSignal.timeout(10_000) };
    const left = async () =>
      [
        ...((await store.s3.send(new ListObjectsV2Command(everything))).Contents ?? []),
        ...((await store.s3.send(new ListMultipartUploadsCommand(everything))).Uploads ?? []),
      ].map(({ Key }) => Key);
    await cleanUp(place, '.airlock-probe/mine/');
    expect(await left()).toHaveLength(3);
    await cleanUp(place, '.airlock-probe/mine/', Date.now() + 2 * 3_600_000);
    expect(await left()).toEqual(['somebodys/file']);
  });
});

describe('a faulty store', () => {
  it('that accepts everything has no guarantees, and is reported as unsafe', async () => {
    const report = await probe((await lax()).endpoint);
    expect([...proofsOf(report)].filter(([, holds]) => !holds).map(([name]) => name)).toEqual([
      'length',
      'type',
      'sha256',
      'create_only',
      'form',
    ]);
    for (const name of ['private', 'signature', 'expiry', 'content_length', 'content_type', 'sha256', 'create_only'])
      expect([name, found(report, name)?.verdict]).toEqual([name, 'not_enforced']);
    expect(warningOf(report)).toContain('signature: Accepted with 200: a tampered signature.');
  });

  it('that refuses everything has no results', async () => {
    const report = await probe((await lax(({ method }) => (method === 'HEAD' ? undefined : 403))).endpoint);
    expect(proven(report)).toEqual([]);
    expect(report.checks.filter(({ verdict }) => verdict === 'enforced').map(({ name }) => name)).toEqual([
      'bucket',
      'clock',
    ]);
  });

  it('that refuses a request but stores its bytes is detected', async () => {
    const store = await lax((request, objects) => {
      if (request.method !== 'PUT') return undefined;
      objects.set(request.url?.split('?')[0] ?? '', Buffer.from('kept all the same'));
      return 403;
    });
    const report = await probe(store.endpoint);
    expect(found(report, 'signature')?.detail).toContain('Refused with 403 but stored');
    expect(proven(report)).toEqual([]);
  });

  it('that checks If-None-Match only at the start of a PUT is not create-only', async () => {
    const store = await lax(({ method, url = '', headers }, objects) => {
      if (method !== 'PUT' || !url.includes('if-none-match')) return undefined;
      if (headers['if-none-match'] !== '*') return 403;
      return objects.has(url.split('?')[0] ?? '') ? 412 : undefined;
    });
    expect(found(await probe(store.endpoint), 'create_only')).toMatchObject({
      verdict: 'not_enforced',
      detail: 'A PUT that started before the object existed overwrote it.',
    });
  });

  it.each(['if-none-match', 'x-amz-checksum-sha256'])(
    'or a proxy that drops %s on the way is not believed',
    async (name) => {
      const store = await embedded();
      const proxy = await startFaultyProxy(store.url);
      stops.push(proxy.stop);
      proxy.faults.before = ({ headers }) => void delete headers[name];
      const report = await probe(proxy.endpoint);
      expect(proven(report)).not.toContain(name === 'if-none-match' ? 'create_only' : 'sha256');
    },
  );
});

describe('a store that cannot be tested', () => {
  it('because it is unavailable, has no results', async () => {
    const store = await embedded();
    await store.stop();
    const report = await probe(store.url);
    expect(report.checks.map(({ verdict }) => verdict)).toEqual(report.checks.map(() => 'error'));
    expect([...proofsOf(report)]).toEqual([]);
    expect(warningOf(report)).toBeUndefined();
  });

  it('because the bucket is missing, is reported with the setting', async () => {
    const report = await probe((await embedded()).url, { bucket: 'nowhere' });
    expect(found(report, 'bucket')?.detail).toContain('AWS_STORAGE_BUCKET_NAME');
    expect(essentialProblems(report).map(({ name }) => name)).toContain('signature');
  });

  it('through its public address, is distinguished from an unavailable one', async () => {
    const report = await probe((await embedded()).url, { publicEndpoint: 'http://127.0.0.1:1' });
    expect(found(report, 'bucket')?.verdict).toBe('enforced');
    expect(found(report, 'signature')).toMatchObject({
      verdict: 'error',
      detail: expect.not.stringContaining('X-Amz'),
    });
    // Copies need no public address.
    expect([...proofsOf(report)]).toEqual([['copy_sha256', true]]);
  });
});
