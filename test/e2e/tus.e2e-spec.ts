import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createdBy } from '../support/scrape.js';
import type { Api } from '../support/api.js';
import { keyWith } from '../support/callers.js';
import { png } from '../support/fixtures.js';
import { until } from '../support/resilience/until.js';
import {
  createdByTus,
  expectStored,
  linesOf as text,
  RawTus,
  TusClient,
  tusClients,
  type TusOutcome,
  type TusVersion,
} from '../support/tus.js';
import { at, sendingByTus, stepsOfReceiving as points, TwoProcesses } from '../support/tus-processes.js';
import { tusActs, tusRefusals } from '../support/tus-refusals.js';
import { settled } from '../support/walk.js';

const MIB = 1024 * 1024;

let two: TwoProcesses;
let api: Api;
let raw: RawTus;
let atOther: RawTus;

/** The address of an upload at the first process, and at the other. */
const here = (url: string) => at(two.one, url);
const there = (url: string) => at(two.other, url);

beforeAll(async () => {
  two = await TwoProcesses.start();
  ({ api } = two);
  [raw, atOther] = [new RawTus(api), new RawTus(two.atOther)];
}, 240_000);
afterAll(() => two?.dispose());

/** It is admitted, and downloads are the same bytes. */
const expectAdmitted = (id: string, bytes: Buffer) => expectStored(api, id, bytes);

describe.each(Object.keys(tusClients) as TusVersion[])('tus-js-client %s, unmodified', (version) => {
  const [small, large] = [text(90_000), text(13 * MIB)];
  const chunked = { chunkSize: 40_000 };

  it.each<[string, (client: TusClient) => Promise<TusOutcome>, Buffer]>([
    ['in one piece', (client) => client.send(small), small],
    ['in chunks that are no parts', (client) => client.send(small, chunked), small],
    ['in chunks of several parts', (client) => client.send(large, { chunkSize: 6 * MIB }), large],
    ['with its creation', (client) => client.send(small, { ...chunked, uploadDataDuringCreation: true }), small],
    [
      'of a length that is known at its end',
      (client) => client.send(Readable.from([small]) as never, { ...chunked, uploadLengthDeferred: true }),
      small,
    ],
    ['by POST alone', (client) => client.send(small, { overridePatchMethod: true }), small],
    ['with a slash', (client) => client.send(small, { endpoint: `${api.url}/v1/tus/` }), small],
    ['without a byte', (client) => client.send(Buffer.alloc(0)), Buffer.alloc(0)],
  ])('brings a file %s', async (_, send, bytes) => {
    await expectAdmitted((await send(new TusClient(api, version))).id, bytes);
    expect(await createdBy(api.url, 'tus')).toBeGreaterThan(0);
  });

  it('goes on at another process where it was interrupted', async () => {
    const begun = await new TusClient(api, version).sendUntil(9 * MIB, large);
    const ended = await new TusClient(two.atOther, version).send(large, { uploadUrl: there(begun.url) });
    expect(ended.requests[0]).toBe('HEAD 200');
    await expectAdmitted(ended.id, large);
  });

  it('ends an upload', async () => {
    const { url, id } = await new TusClient(api, version).sendUntil(1, small);
    await new TusClient(two.atOther, version).terminate(there(url));
    expect(await settled(api, id)).toMatchObject({ status: 'CANCELED' });
    expect((await raw.look(here(url))).status).toBe(410);
  });

  it('shows that parallel uploads have to be disabled', async () => {
    const parallel = new TusClient(api, version).send(small, { parallelUploads: 2, retryDelays: null });
    await expect(parallel).rejects.toThrow('Disable parallel uploads');
  });
});

describe('one upload at two processes', () => {
  it('is continued by the later request, with every byte that arrived at the other', async () => {
    const bytes = text(7 * MIB);
    const { url, id } = await createdByTus(api, bytes.length);
    // A sender whose connection hangs: it says it sends everything, and stops.
    const { sent: hanging } = sendingByTus(here(url), 0, bytes.length);
    hanging.write(bytes.subarray(0, 100_000));
    await until(
      async () => (await two.database.query(`SELECT FROM tus_uploads WHERE lock_token IS NOT NULL`)).length === 1,
    );
    let offset = 0;
    await until(async () => {
      const { headers } = await atOther.look(there(url));
      offset = Number(headers['upload-offset']);
      return offset === 100_000;
    });
    const rest = await atOther.append(there(url), offset, bytes.subarray(offset));
    expect(rest).toMatchObject({ status: 204, headers: { 'upload-offset': String(bytes.length), 'x-upload-id': id } });
    hanging.destroy();
    await expectAdmitted(id, bytes);
  });

  it('takes the bytes of one of two requests; the other is a conflict', async () => {
    const { url, id } = await createdByTus(api, 10);
    const both = await Promise.all([
      raw.append(here(url), 0, '0123456789'),
      atOther.append(there(url), 0, '0123456789'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
    await expectAdmitted(id, Buffer.from('0123456789'));
  });
});

describe(`kill -9 at ${points.length} steps`, () => {
  it('loses no upload: each goes on at another process where its last recorded byte is', async () => {
    const files = points.map(() => text(12 * MIB));
    const begun: TusOutcome[] = [];
    await two.thirdUntil(points, (third) => {
      // Chunks that leave tails, and parts made of them.
      const send = async (bytes: Buffer, n: number) => {
        const { url, id } = await createdByTus(third, bytes.length);
        begun[n] = { id, url, requests: [] };
        await new TusClient(third).send(bytes, { uploadUrl: at(third, url), chunkSize: 3 * MIB, retryDelays: null });
      };
      return Promise.allSettled(files.map(send));
    });
    // One of them did not get an address: its process died between the record and the answer.
    expect(begun.filter(Boolean)).toHaveLength(points.length - 1);
    // What has arrived whole needs no client any more.
    const whole = await two.whole(begun.flatMap(({ id }) => id));
    expect(whole).toHaveLength(2);
    await Promise.all(
      begun.map(async ({ id }, n) => {
        const uploadUrl = `${two.other.url}/v1/tus/${id}`;
        if (!whole.includes(id)) await new TusClient(two.atOther).send(files[n]!, { uploadUrl, chunkSize: 5 * MIB });
        await expectAdmitted(id, files[n]!);
      }),
    );
  });
});

describe('what the protocol refuses', () => {
  const length = 20;
  let url: string;
  let id: string;
  beforeAll(async () => {
    const created = await createdByTus(api, length, { order: '7' });
    [url, id] = [here(created.url), created.id];
  });

  it.each(tusRefusals)('%s', async (_, send, status, said) => {
    const answer = await send(raw, url);
    expect(answer).toMatchObject({ status, text: expect.stringContaining(said) });
    expect(answer).toMatchObject({ headers: { 'tus-resumable': '1.0.0', 'access-control-allow-origin': '*' } });
    expect((await raw.look(url)).headers).toMatchObject({ 'upload-offset': '0', 'upload-length': String(length) });
  });

  it('more bytes than declared, of a body that does not say its length', async () => {
    const { sent, answer } = sendingByTus(url, 0);
    sent.end('a'.repeat(100));
    expect((await answer).statusCode).toBe(413);
    expect((await raw.look(url)).headers).toMatchObject({ 'upload-offset': '0' });
  });

  it('answers what its client said of it, the time it has, and the most that may be sent', async () => {
    const { headers } = await raw.look(url);
    expect(headers['upload-metadata']).toContain(`order ${Buffer.from('7').toString('base64')}`);
    expect(Date.parse(String(headers['upload-expires']))).toBeGreaterThan(Date.now());
    expect((await api.get(`/v1/uploads/${id}`)).body).toMatchObject({ metadata: { order: '7' }, filename: 'a.txt' });
    const described = await raw.ask('OPTIONS', url, { authorization: '' });
    expect(described).toMatchObject({ status: 204, headers: { 'tus-max-size': '50000000000' } });
    expect(described.headers['tus-extension']).toContain('creation-with-upload');
  });

  it('what would lead a client to another host', async () => {
    const spoofed = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'gopher',
      forwarded: 'host=evil.example',
    };
    const { status, headers } = await raw.create(1, {}, { ...spoofed, host: 'evil.example' });
    expect([status, new URL(String(headers.location)).hostname]).toEqual([201, 'localhost']);
  });
});

describe('other callers', () => {
  it('of another tenant find nothing, readers may look, and what is no upload by tus is not found', async () => {
    const url = here((await createdByTus(api, 5)).url);
    const { body: tenant } = await api.post('/v1/organizations', { name: 'stranger' });
    const stranger = new RawTus(api.as(tenant.api_key));
    const reader = new RawTus(await keyWith(api, 'uploads:read'));
    const put = await api.post('/v1/buckets/assets/uploads', { filename: 'a', content_type: 'text/plain' });
    const notTus = `${api.url}/v1/tus/${put.body.upload_id}`;
    const statuses = (who: RawTus, target: string) =>
      Promise.all(tusActs.map(async (act) => (await act(who, target)).status));
    expect(await statuses(stranger, url)).toEqual([404, 404, 404, 404]);
    expect(await statuses(reader, url)).toEqual([200, 403, 403, 403]);
    expect(await statuses(raw, notTus)).toEqual([404, 404, 404, 404]);
    expect((await raw.look(url)).headers['upload-offset']).toBe('0');
  });
});

describe('upload tokens', () => {
  const metadata = { filename: 'a.txt', filetype: 'text/plain' };
  const make = async () => (await api.post('/v1/upload-tokens', { bucket: 'assets', max_file_size: 100 })).body;

  it('in the address bring files, and stay in it', async () => {
    const { tus_url } = await make();
    const sent = await new TusClient(api).send(text(90), { endpoint: here(tus_url), headers: {}, metadata });
    expect(new URL(sent.url).search).toBe(new URL(tus_url).search);
    expect(await settled(api, sent.id)).toMatchObject({ status: 'COMPLETED', file_size_bytes: 90 });
  });

  it('bring what they allow, find what was made with them, and end', async () => {
    const [mine, another, expired] = await Promise.all([make(), make(), make()]);
    await two.database.query(`UPDATE upload_tokens SET expires_at = now() WHERE id = '${expired.upload_token_id}'`);
    const [holder, stranger, late] = [mine, another, expired].map(({ upload_token: key }) => new RawTus(api.as(key)));
    const { headers } = await holder!.create(10, { bucket: '' });
    const url = here(String(headers.location));
    const answers = await Promise.all([
      ...[holder!.look(url), stranger!.look(url), stranger!.append(url, 0, 'a'), stranger!.terminate(url)],
      ...[holder!.create(101), holder!.create(1, { bucket: 'avatars' }), late!.create(1, { bucket: '' })],
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 404, 413, 400, 401]);
  });
});

describe('limits, as of every upload', () => {
  it('the staging limit and the quota hold against a thousand creations, and types against their bucket', async () => {
    const limits = { name: 'narrow', quota_bytes: 1_000, pending_limit: 5 };
    const narrow = api.as((await api.post('/v1/organizations', limits)).body.api_key);
    const mine = new RawTus(narrow);
    expect(await mine.create(1_001)).toMatchObject({ status: 403, text: expect.stringContaining('quota') });
    expect(await mine.create(undefined)).toMatchObject({ status: 403, text: expect.stringContaining('quota') });
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => mine.create(10)));
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(5);
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused).toHaveLength(995);
    expect(refused[0]).toMatchObject({ text: expect.stringContaining('pending'), headers: { 'retry-after': '10' } });
    await Promise.all(made.map(({ headers }) => mine.terminate(here(String(headers.location)))));
    expect((await narrow.get('/v1/usage')).body).toMatchObject({ reserved_bytes: 0, pending_count: 0 });
    await narrow.post('/v1/buckets', { bucket_name: 'pictures', allowed_content_types: ['image/*'] });
    expect(await mine.create(10, { bucket: 'pictures' })).toMatchObject({ status: 415 });
  });

  it('a length that is declared late is held to the limits, and frees what was reserved beyond it', async () => {
    await api.post('/v1/buckets', { bucket_name: 'hundred', max_file_size: 100 });
    const { url, id } = await createdByTus(api, undefined, { bucket: 'hundred' });
    const late = here(url);
    expect((await raw.look(late)).headers).toMatchObject({ 'upload-defer-length': '1', 'upload-offset': '0' });
    expect((await raw.append(late, 0, 'a', { 'upload-length': '101' })).status).toBe(413);
    expect((await raw.append(late, 0, 'a'.repeat(101))).status).toBe(413);
    expect((await raw.append(late, 0, 'a'.repeat(30))).status).toBe(204);
    expect((await raw.append(late, 30, '', { 'upload-length': '30' })).status).toBe(204);
    await expectAdmitted(id, Buffer.from('a'.repeat(30)));
  });
});

describe('an upload that is over', () => {
  it('is rejected when its bytes are of another type than declared, and gone from then on', async () => {
    const bytes = png(4, 4);
    const { url, id } = await createdByTus(api, bytes.length, { filetype: 'application/pdf' });
    expect((await raw.append(here(url), 0, bytes)).status).toBe(204);
    expect(await settled(api, id)).toMatchObject({ status: 'FAILED', status_reason: 'mime_mismatch' });
    expect((await raw.append(here(url), 0, bytes)).status).toBe(410);
  });

  it('takes nothing more once it is complete, and is still answered', async () => {
    const { url, id } = await createdByTus(api, 5);
    const over = here(url);
    await raw.append(over, 0, 'bytes');
    await expectAdmitted(id, Buffer.from('bytes'));
    expect((await raw.append(over, 0, 'other')).status).toBe(409);
    expect((await raw.append(over, 5, 'more')).status).toBe(413);
    expect((await raw.append(over, 5, '')).status).toBe(204);
    expect((await raw.look(over)).headers).toMatchObject({ 'upload-offset': '5', 'upload-length': '5' });
    expect((await raw.terminate(over)).status).toBe(409);
    await expectAdmitted(id, Buffer.from('bytes'));
  });

  it('expires without a sign of life; then no byte of any upload is left but of the files', async () => {
    const { url, id } = await createdByTus(api, 6 * MIB);
    await raw.append(here(url), 0, text(5 * MIB));
    await raw.append(here(url), 5 * MIB, text(100));
    const state = two.state();
    await state.query(`UPDATE uploads SET deadline_at = now(), next_check_at = now() WHERE completed_at IS NULL`);
    expect(await settled(api, id)).toMatchObject({ status: 'FAILED', status_reason: 'expired' });
    expect((await raw.look(here(url))).status).toBe(410);
    await until(async () => (await api.get('/v1/usage')).body.pending_count === 0);
    await state.expectConsistent();
    await state.expectOnlyLiveBytesAfterTrash();
    expect(await two.access().sessions()).toEqual([]);
    expect(await state.query('SELECT FROM tus_parts')).toEqual([]);
  });
});
