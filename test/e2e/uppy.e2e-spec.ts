import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createdBy } from '../support/scrape.js';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { makeToken, type TestToken } from '../support/upload-tokens.js';
import { TokenPage } from '../support/uppy/token-page.js';
import { UppyClient } from '../support/uppy/uppy-client.js';
import type { UppyJob, UppyOutcome } from '../support/uppy/uppy-job.js';
import { download, settled } from '../support/walk.js';

const MIB = 1024 * 1024;

let airlock: Airlock;
let api: Api;
let token: TestToken;
let uppy: UppyClient;

beforeAll(async () => {
  airlock = await Airlock.start();
  api = new Api(airlock.url);
  token = await makeToken(api);
  uppy = new UppyClient();
});
afterAll(async () => {
  uppy.close();
  await airlock.dispose();
});

const file = { name: 'notes.txt', type: 'text/plain', size: 11, fill: 'a', multipart: false };

function send(job: Pick<UppyJob, 'version' | 'way'> & Partial<UppyJob>, by = token): Promise<UppyOutcome> {
  const urls = { companionUrl: by.companion_url, signUrl: by.sign_url };
  return uppy.send({ ...file, ...urls, url: airlock.url, token: by.upload_token, ...job });
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

type Case = [version: UppyJob['version'], way: UppyJob['way'], what: string, more: Partial<UppyJob>];
const parts = { multipart: true };
const cases: Case[] = [
  ...([4, 5, 6] as const).flatMap((version): Case[] => [
    [version, 'companion', 'one file', {}],
    [version, 'companion', 'one part', { ...parts, size: 6 * MIB }],
    [version, 'companion', 'two parts', { ...parts, size: 6 * MIB + 1 }],
  ]),
  [6, 'sign', 'one file by a form', {}],
  [6, 'sign', 'one file by a PUT', { said: { size: 11 } }],
  [6, 'sign', 'one part', { ...parts, size: 11 }],
  [6, 'sign', 'two parts', { ...parts, size: 5 * MIB + 1 }],
  ...([4, 5] as const).flatMap((version): Case[] => [
    [version, 'rest', 'one file', {}],
    [version, 'rest', 'two parts', { ...parts, size: 8 * MIB + 1 }],
  ]),
];

describe('unmodified Uppy', () => {
  it.each(cases)('%i by %s sends %s', async (version, way, _, more) => {
    const outcome = await send({ version, way, ...more });
    expect(outcome).toMatchObject({ error: null, uploadId: expect.stringMatching(/^upl_/), logged: [] });
    const upload = await settled(api, outcome.uploadId!);
    const size = more.size ?? file.size;
    expect(upload).toMatchObject({ status: 'COMPLETED', filename: file.name, content_type: file.type });
    expect(upload.file_hash).toBe(sha256(Buffer.alloc(size, file.fill)));
    const { bytes } = await download(api, outcome.uploadId!);
    expect(bytes.equals(Buffer.alloc(size, file.fill))).toBe(true);
    expect(await createdBy(airlock.url, 'uppy')).toBeGreaterThan(0);
  });
});

it('takes no file without a name by the routes of Companion, and counts none', async () => {
  const page = new TokenPage(airlock.url, await makeToken(api, { max_files: 1 }));
  for (const refused of [
    await page.companion('GET', '/params?type=text/plain'),
    await page.companion('GET', '/params?filename=&type=text/plain'),
    await page.companion('GET', '/params?filename=a.txt&filename=b.txt&type=text/plain'),
    await page.companion('POST', '/multipart', { type: 'text/plain' }),
    await page.companion('POST', '/multipart', { filename: '', type: 'text/plain' }),
  ])
    expect([refused.status, refused.body.error]).toEqual([400, expect.stringMatching(/^s3: filename: /)]);
  expect((await page.companion('GET', '/params?filename=a.txt&type=text/plain')).status).toBe(200);
});
