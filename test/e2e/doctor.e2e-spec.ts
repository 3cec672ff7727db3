import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock, ROOT_KEY } from '../support/airlock.js';
import { Api, http, type Json } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { type OutsideStore, outsideStoreSettings, startOutsideStore } from '../support/outside-store.js';
import { dropBucket, patience } from '../support/real-store.js';
import { StoreAccess } from '../support/store-access.js';
import { until } from '../support/resilience/until.js';
import { create, put, upload } from '../support/walk.js';

const ORIGIN = 'https://app.example.com';

let outside: OutsideStore;
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

describe('a server whose store refuses it', () => {
  const announced = { filename: 'a.pdf', content_type: 'application/pdf', file_size_bytes: 9 };
  /** A server that is started with wrong settings; `said` is the last line of its start. */
  async function started(wrong: Record<string, string>): Promise<{ refused: Airlock; client: Api; said: string }> {
    const refused = await Airlock.start({ env: { ...settings(), ...wrong } });
    return {
      refused,
      client: new Api(refused.url),
      said: refused.output.find((line) => line.startsWith('Airlock ready'))!,
    };
  }
  const expectRefused = ({ status, headers, text }: { status: number; headers: Json; text: string }, why: RegExp) => {
    expect({ status, text }).toEqual({ status: 503, text: expect.stringMatching(why) });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  };

  it('with a wrong secret says so at its start, in its health, and on every face', async () => {
    const { refused, client, said } = await started({ AWS_SECRET_ACCESS_KEY: 'not-the-secret-of-that-key' });
    try {
      const why = /refuses the secret of this service.*Correct AWS_SECRET_ACCESS_KEY\./;
      expect(said).toMatch(new RegExp(`^Airlock ready on \\S+ without storage: .*${why.source}$`));
      const health = await client.get('/health/ready');
      expect([health.status, health.body.storage]).toEqual([
        503,
        { state: 'not_configured', latency_ms: expect.any(Number), detail: expect.stringMatching(why) },
      ]);
      const { file_size_bytes: size, ...named } = announced;
      const file = { filename: 'a.pdf', content_type: 'application/pdf', file_size: size };
      const blob = { ...named, byte_size: size, checksum: 'rL0Y20zC+Fzt72VPzMSk2A==' };
      const form = new FormData();
      form.append('bucket', 'assets');
      form.append('file', new Blob(['x'], { type: 'application/pdf' }), 'a.pdf');
      const tus = {
        'tus-resumable': '1.0.0',
        'upload-length': '9',
        'upload-metadata': `bucket ${btoa('assets')},filename ${btoa('a.pdf')},filetype ${btoa('application/pdf')}`,
      };
      const { workspace_id: workspace } = (await client.get('/v1/me')).body;
      const answers = await Promise.all([
        client.post('/v1/buckets/assets/uploads', announced),
        client.post('/v1/buckets/assets/uploads/batch', { uploads: [announced] }),
        client.post('/v1/files/presign', { filename: 'a.png', mimeType: 'image/png', bucket: 'assets', size: 9 }),
        client.post('/api/v1/upload/direct', { blob }),
        client.post('/files/upload-url', { filename: 'a.pdf' }),
        client.post(`/api/workspaces/${workspace}/documents/upload/`, file),
        client.call('POST', '/v1/tus', undefined, tus),
        http(`${refused.url}/v1/files/upload`, await formRequest(form)),
      ]);
      for (const answer of answers) {
        expectRefused(answer, why);
        // The protocol of tus has texts for errors.
        if (answer.body) expect(answer.text).toContain('STORAGE_NOT_CONFIGURED');
        expect(answer.text).not.toContain('not-the-secret');
      }
      const { body } = await client.graphql(`mutation { createUpload(input: { bucketId: "assets", filename: "a.pdf",
        contentType: "application/pdf", fileSizeBytes: 9 }) { id } }`);
      expect(body.errors[0]).toMatchObject({
        message: expect.stringMatching(why),
        extensions: { code: 'STORAGE_NOT_CONFIGURED' },
      });
      expect(refused.output.filter((line) => line.includes('storage is down'))).toHaveLength(1);
      expect(refused.output.join('\n')).not.toContain('not-the-secret');
    } finally {
      await refused.dispose();
    }
  });

  it('with a bucket that is not there says so, and takes files once it is', async () => {
    const bucket = `airlock-${randomUUID()}`;
    const { refused, client, said } = await started({ AWS_STORAGE_BUCKET_NAME: bucket });
    try {
      const why = /set AWS_STORAGE_BUCKET_NAME to a bucket that exists/;
      expect(said).toMatch(why);
      expectRefused(await client.post('/v1/buckets/assets/uploads', announced), why);
      await store.s3.send(new CreateBucketCommand({ Bucket: bucket }));
      await until(() => refused.output.some((line) => line.includes('storage is up again')));
      const bytes = pdf('Sent once there was a bucket');
      const done = await upload(client, { filename: 'a.pdf', contentType: 'application/pdf', bytes });
      expect(done.status).toBe('COMPLETED');
    } finally {
      await refused.dispose();
      await dropBucket(bucket);
    }
  });
});

async function formRequest(form: FormData) {
  const request = new Request('http://form', { method: 'POST', body: form });
  const body = Buffer.from(await request.arrayBuffer());
  return {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${ROOT_KEY}`, 'content-type': request.headers.get('content-type')! },
  };
}
