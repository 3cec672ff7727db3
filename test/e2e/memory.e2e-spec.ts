import { createHash, type Hash } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { noise } from '../support/fixtures.js';
import { answerTo, field, filePart, FORM_END, LINE_END, openForm, partHead } from '../support/form.js';
import { canMeasureMemory, memoryGrowth } from '../support/peak-memory.js';
import { patience } from '../support/real-store.js';
import { type ExternalParts, startExternalParts } from '../support/resilience/external-parts.js';
import { confirm, settled, upload } from '../support/walk.js';

const MIB = 1024 * 1024;
const MOST_GROWTH = 64 * MIB;
/** Several times the allowed growth, so that a file held in memory shows. AIRLOCK_TEST_BIG_FILE_MIB sets another size. */
const SIZE = Number(process.env.AIRLOCK_TEST_BIG_FILE_MIB ?? 256) * MIB;

let parts: ExternalParts;
let airlock: Airlock;
let api: Api;

beforeAll(async () => {
  // The store runs in this process, so that what is measured is Airlock alone.
  parts = await startExternalParts();
  airlock = await Airlock.start({ env: parts.env });
  const operator = new Api(airlock.url);
  const { body } = await operator.post('/v1/organizations', { name: 'Archivists', tier: 'enterprise' });
  api = operator.as(body.api_key);
});
afterAll(async () => {
  await airlock.dispose();
  await parts.stop();
});

/** The blocks of a large file, generated while it is sent: one pattern with a number in each. */
function* blocks(hash: Hash): Generator<Buffer> {
  const pattern = noise(MIB);
  for (let n = 0; n < SIZE / MIB; n++) {
    const block = Buffer.from(pattern);
    block.writeUInt32BE(n, MIB - 4);
    hash.update(block);
    yield block;
  }
}

async function stream({ presigned_url, headers }: Json, source: Readable): Promise<number> {
  const put = request(presigned_url, { method: 'PUT', headers: { 'content-length': String(SIZE), ...headers } });
  const answered = new Promise<number>((resolve, reject) => {
    put.on('response', (answer) => answer.resume().on('end', () => resolve(answer.statusCode!)));
    put.on('error', reject);
  });
  await pipeline(source, put);
  return answered;
}

(canMeasureMemory ? describe : describe.skip)(`a file of ${SIZE / MIB} MiB`, () => {
  it(
    'is admitted while the server’s memory grows by 64 MiB at most',
    async () => {
      const warmUp = { filename: 'small.bin', contentType: 'application/octet-stream', bytes: noise(4 * MIB, 'small') };
      await upload(api, warmUp);
      const declared = {
        filename: 'big.bin',
        content_type: 'application/octet-stream',
        file_size_bytes: SIZE,
        method: 'PUT',
      };
      const created = await api.post('/v1/buckets/assets/uploads', declared);
      const growth = await memoryGrowth(airlock.pid);
      const hash = createHash('sha256');
      expect(await stream(created.body, Readable.from(blocks(hash)))).toBe(200);
      await confirm(api, created.body.upload_id);
      const done = await settled(api, created.body.upload_id);
      expect(done).toMatchObject({ status: 'COMPLETED', file_size_bytes: SIZE, file_hash: hash.digest('hex') });
      expect(await growth()).toBeLessThanOrEqual(MOST_GROWTH);
    },
    patience(300_000),
  );

  /** Twice the size; the bucket comes after the file. */
  function* form(hash: Hash): Generator<Buffer> {
    yield partHead(filePart('', 'big.bin', 'application/octet-stream'));
    for (let round = 0; round < 2; round++) yield* blocks(hash);
    for (const piece of [LINE_END, partHead(field('bucket', '')), Buffer.from('assets'), LINE_END, FORM_END])
      yield piece;
  }

  it(
    'is uploaded by a form, twice as large and with the bucket after the file, within the same growth',
    async () => {
      const small = api.as(api.key);
      const warmUp = openForm(small, { 'transfer-encoding': 'chunked' });
      const warm = answerTo(warmUp);
      const first = [partHead(field('bucket', '')), Buffer.from('assets'), LINE_END];
      const file = [partHead(filePart('', 'small.bin', 'application/octet-stream')), noise(20 * MIB, 'form')];
      Readable.from([...first, ...file, LINE_END, FORM_END]).pipe(warmUp);
      await settled(api, (await warm).body.fileId);
      const growth = await memoryGrowth(airlock.pid);
      const sent = openForm(api, { 'transfer-encoding': 'chunked' });
      const answer = answerTo(sent);
      const hash = createHash('sha256');
      await pipeline(Readable.from(form(hash)), sent);
      const { status, body } = await answer;
      expect({ status, size: body.size }).toEqual({ status: 201, size: 2 * SIZE });
      expect(await growth()).toBeLessThanOrEqual(MOST_GROWTH);
      expect(await settled(api, body.fileId)).toMatchObject({ status: 'COMPLETED', file_hash: hash.digest('hex') });
    },
    patience(600_000),
  );
});
