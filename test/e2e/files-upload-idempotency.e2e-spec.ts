import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Airlock } from '../support/airlock.js';
import type { Answer, Api, Json } from '../support/api.js';
import { noise, pdf } from '../support/fixtures.js';
import {
  answerTo,
  BOUNDARY,
  field,
  filePart,
  formBytes,
  type FormPart,
  LINE_END,
  openForm,
  partHead,
  sendForm,
} from '../support/form.js';
import { assets, codes, MIB, organization, startForForms } from '../support/form-senders.js';
import { describeEmbedded } from '../support/real-store.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { until } from '../support/resilience/until.js';
import { settled } from '../support/walk.js';

let airlock: Airlock;

// A form that is held open here is not to be taken for one that is silent.
beforeAll(async () => void (airlock = await startForForms(30)));
afterAll(() => airlock.dispose());

const REUSED = { status: 422, code: 'IDEMPOTENCY_KEY_REUSED', field: undefined };
const RUNNING = { status: 409, code: 'IDEMPOTENCY_IN_PROGRESS', field: undefined };

const sendWith = (caller: Api, key: string, parts: FormPart[] | Buffer, path?: string) =>
  sendForm(caller, parts, { 'idempotency-key': key }, path);

const filesOf = async (caller: Api): Promise<Json[]> => (await caller.get('/v1/files')).body.items;

/** The same form as another client encodes it: another boundary, and thus another length. */
function reencoded(parts: FormPart[]): [Buffer, string] {
  const boundary = 'another-one-of-another-length-0123456789';
  const text = formBytes(parts).toString('latin1').replaceAll(BOUNDARY, boundary);
  return [Buffer.from(text, 'latin1'), `multipart/form-data; boundary=${boundary}`];
}

describe('a form with an Idempotency-Key', () => {
  it.each([
    ['small', pdf('once'), 'a.pdf', 'application/pdf'],
    ['of two parts', noise(9 * MIB, 'once'), 'a.bin', 'application/octet-stream'],
  ])('that is %s is stored once, however the retry encodes it', async (_, bytes, name, type) => {
    const caller = await organization(airlock, 'Repeaters');
    const key = randomUUID();
    const file = filePart(bytes, name, type);
    const first = await sendWith(caller, key, [assets, field('metadata', '{"a": 1}'), file]);
    expect(first.status).toBe(201);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    const otherOrder = [file, field('metadata', '{"a": 1}'), assets];
    const [spelled, contentType] = reencoded(otherOrder);
    const again = [
      await sendWith(caller, key, otherOrder),
      await sendWith(caller, key, otherOrder, '/api/v1/files/upload'),
      await sendForm(caller, spelled, { 'idempotency-key': key, 'content-type': contentType }),
    ];
    for (const { status, headers, body } of again)
      expect({ status, replayed: headers['idempotency-replayed'], body }).toEqual({
        ...{ status: 201, replayed: 'true', body: first.body },
      });
    expect(await filesOf(caller)).toHaveLength(1);
    expect(await settled(caller, first.body.fileId)).toMatchObject({
      ...{ status: 'COMPLETED', file_hash: createHash('sha256').update(bytes).digest('hex') },
    });
    expect((await caller.get('/v1/usage')).body).toMatchObject({ used_bytes: bytes.length, reserved_bytes: 0 });
  });

  it('refuses another request under it, whatever differs', async () => {
    const caller = await organization(airlock, 'Others');
    const key = randomUUID();
    const file = filePart(pdf('one'));
    expect((await sendWith(caller, key, [assets, file])).status).toBe(201);
    const others: FormPart[][] = [
      [assets, filePart(pdf('two'))],
      [assets, filePart(noise(9 * MIB, 'large'))],
      [assets, { ...file, filename: 'other.pdf' }],
      [assets, { ...file, type: 'application/x-pdf' }],
      [field('bucket', 'documents'), file],
      [assets, file, field('metadata', '{"a": 1}')],
    ];
    for (const parts of others) expect(codes(await sendWith(caller, key, parts))).toEqual(REUSED);
    expect(codes(await sendWith(caller, key, Buffer.from('garbage')))).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect((await sendWith(caller, key, [assets, file])).headers['idempotency-replayed']).toBe('true');
    expect(await filesOf(caller)).toHaveLength(1);
  });

  it('refuses a retry while the first request runs, and replays the answer afterwards', async () => {
    const caller = await organization(airlock, 'Waiters');
    const key = randomUUID();
    const file = filePart(noise(9 * MIB, 'slow'), 'a.bin', 'application/octet-stream');
    const whole = formBytes([assets, file]);
    const sent = openForm(caller, { 'content-length': String(whole.length), 'idempotency-key': key });
    const first = answerTo(sent);
    if (!sent.write(whole.subarray(0, -100))) await once(sent, 'drain');
    await until(async () => (await filesOf(caller)).length === 1);
    const meanwhile = await sendWith(caller, key, [assets, file]);
    expect(codes(meanwhile)).toEqual(RUNNING);
    expect(Number(meanwhile.headers['retry-after'])).toBeGreaterThan(0);
    sent.end(whole.subarray(-100));
    const { status, body } = await first;
    expect(status).toBe(201);
    const after = await sendWith(caller, key, [assets, file]);
    expect([after.headers['idempotency-replayed'], after.body]).toEqual(['true', body]);
  });

  it('makes one file of twenty at once', async () => {
    const caller = await organization(airlock, 'Twenty');
    const key = randomUUID();
    const parts = [assets, filePart(pdf('twenty'))];
    const answers = await Promise.all(Array.from({ length: 20 }, () => sendWith(caller, key, parts)));
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(({ body }) => body.fileId)).size).toBe(1);
    for (const answer of answers.filter((one) => one.status !== 201)) expect(codes(answer)).toEqual(RUNNING);
    expect(await filesOf(caller)).toHaveLength(1);
  });

  it('is free again after a refusal and after a lost connection', async () => {
    const caller = await organization(airlock, 'Menders');
    const key = randomUUID();
    const good = [assets, filePart(pdf('mended'))];
    expect(codes(await sendWith(caller, key, [assets, filePart('no pdf')]))).toMatchObject({ status: 422 });
    const gone = openForm(caller, { 'content-length': String(20 * MIB), 'idempotency-key': key });
    gone.on('error', () => undefined);
    const begun = [partHead(assets), Buffer.from('assets'), LINE_END, partHead(filePart('')), pdf('half')];
    for (const piece of begun) gone.write(piece);
    await until(async () => (await filesOf(caller)).length === 1);
    gone.destroy();
    let answer: Answer<Json>;
    do answer = await sendWith(caller, key, good);
    while (answer.status === 409);
    expect([answer.status, answer.headers['idempotency-replayed']]).toEqual([201, undefined]);
    expect(await filesOf(caller)).toHaveLength(1);
  });

  it('belongs to its caller, and never names another’s file', async () => {
    const key = randomUUID();
    const parts = [assets, filePart(pdf('mine'))];
    const mine = await organization(airlock, 'Mine');
    const first = await sendWith(mine, key, parts);
    const made = await mine.post('/v1/api-keys', { name: 'other', scopes: ['uploads:write'] });
    for (const caller of [await organization(airlock, 'Theirs'), mine.as(made.body.api_key)]) {
      const other = await sendWith(caller, key, parts);
      expect([other.status, other.headers['idempotency-replayed']]).toEqual([201, undefined]);
      expect(other.body.fileId).not.toBe(first.body.fileId);
    }
  });

  it('is refused when it is invalid', async () => {
    const caller = await organization(airlock, 'Keyless');
    expect(codes(await sendWith(caller, 'x'.repeat(256), [assets, filePart(pdf())]))).toMatchObject({ status: 400 });
    expect(await filesOf(caller)).toEqual([]);
  });
});

describeEmbedded('in the end', () => {
  it('usage, timelines and blobs agree with the uploads, and no object is an orphan', async () => {
    const stored = new StoredState(airlock.dataDir);
    await stored.expectConsistent();
    await stored.expectOnlyLiveBytesAfterTrash();
  });
});
