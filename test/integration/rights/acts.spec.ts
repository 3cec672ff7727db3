import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { propsOf } from '../../../src/edge/dto/prop-registry.js';
import { UploadView } from '../../../src/features/uploads/index.js';
import { acts, confirmed, inParts, pending, sent } from '../../support/acts-of-writers.js';
import type { Api, Json } from '../../support/api.js';
import { type EventApp, startEventApp } from '../../support/event-app.js';
import { keyWith, userWith } from '../../support/callers.js';
import { confirm, settled } from '../../support/walk.js';

let running: EventApp;
let maker: Api;
let callers: Record<string, Api>;

beforeAll(async () => {
  running = await startEventApp();
  const { api } = running;
  maker = await userWith(api, 'member', 'maker');
  callers = {
    'the member who made it': maker,
    'another member': await userWith(api, 'member', 'other'),
    'a viewer': await userWith(api, 'viewer'),
    'an administrator': await userWith(api, 'admin'),
    'an owner': await userWith(api, 'owner'),
    'a key that writes': await keyWith(api, 'uploads:write'),
    'a key that reads': await keyWith(api, 'uploads:read'),
  };
});
afterAll(() => running.close());

/** What a refused act must leave as it was; admission goes on meanwhile. */
async function madeOf(id: string): Promise<Json> {
  const { body } = await running.api.get(`/v1/uploads/${id}`);
  const { filename, expires_at, created_at, method } = body;
  const { body: timeline } = await running.api.get(`/v1/uploads/${id}/timeline`);
  const byCallers = timeline.items.filter(({ actor }: Json) => /^(usr|key)_/.test(actor));
  return { filename, expires_at, created_at, method, byCallers };
}

const may = ['the member who made it', 'an administrator', 'an owner', 'a key that writes'];
const mayNot = ['another member', 'a viewer', 'a key that reads'];

describe.each(Object.keys(acts))('on an upload of a member: %s', (name) => {
  const { prepare, act } = acts[name]!;

  it.each(may)('may be done by %s', async (caller) => {
    expect(await act(callers[caller]!, await prepare(maker))).toBeUndefined();
  });

  it('may be done by nobody else, and changes nothing', async () => {
    const id = await prepare(maker);
    const before = await madeOf(id);
    for (const caller of mayNot) expect([caller, await act(callers[caller]!, id)]).toEqual([caller, 'FORBIDDEN']);
    expect(await madeOf(id)).toEqual(before);
  });
});

describe('what REST answers to a key that only writes', () => {
  const closed = propsOf(UploadView).flatMap(({ scope, wire }) => (scope === 'uploads:read' ? [wire] : []));
  let writer: Api;

  beforeAll(() => {
    writer = callers['a key that writes']!;
  });

  /** Nothing that needs reading, and all that a sender needs. */
  function expectOpenFieldsOnly(upload: Json): void {
    const told = closed.filter((name) => upload[name] !== null);
    expect(told).toEqual([]);
    expect(upload).toMatchObject({ upload_id: expect.stringMatching(/^upl_/), status: expect.any(String) });
    expect(upload).toHaveProperty('status_reason');
  }

  it('is closed for what was found in the bytes and what others said of them', () => {
    const facts = ['file_hash', 'etag', 'metadata', 'object_metadata', 'is_duplicate', 'duplicate_of_upload_id'];
    expect(closed).toEqual(expect.arrayContaining([...facts, 's3_key', 'verified_at', 'bucket_object_id']));
  });

  it('tells nothing of a file that is confirmed, also when it was admitted before', async () => {
    const id = await sent(running.api);
    expectOpenFieldsOnly((await confirm(writer, id)).body);
    const admitted = await settled(running.api, id);
    expect(admitted).toMatchObject({ file_hash: expect.stringMatching(/^\w{64}$/), metadata: { of: 'the sender' } });
    const again = await confirm(writer, id);
    expect([again.status, again.body.status]).toEqual([202, 'COMPLETED']);
    expectOpenFieldsOnly(again.body);
    const { body: many } = await writer.post('/v1/uploads/confirm', { upload_ids: [id] });
    expectOpenFieldsOnly(many.items[0].upload);
    const { body: reader } = await confirm(callers['an administrator']!, id);
    expect({ ...reader, server_time: 0 }).toEqual({ ...admitted, server_time: 0 });
  });

  it('lets it send: a URL with its headers, and parts', async () => {
    const { body: signed } = await writer.post(`/v1/uploads/${await pending(running.api)}/sign`);
    expectOpenFieldsOnly(signed);
    expect(signed).toMatchObject({ presigned_url: expect.any(String), headers: { 'Content-Type': 'application/pdf' } });
    const id = await inParts(running.api);
    const { body: parts } = await writer.post(`/v1/uploads/${id}/parts`, { part_numbers: [1] });
    expect(parts.parts).toHaveLength(1);
    expect((await writer.get(`/v1/uploads/${id}/parts`)).body).toMatchObject({ missing: [1], part_count: 1 });
    expectOpenFieldsOnly((await writer.delete(`/v1/uploads/${id}`)).body);
  });

  it('repeats its own words when it creates', async () => {
    const declared = { filename: 'a.pdf', content_type: 'application/pdf', file_size_bytes: 9, metadata: { own: 1 } };
    const { body } = await writer.post('/v1/buckets/assets/uploads', declared);
    expect(body).toMatchObject({ ...declared, is_duplicate: false, duplicate_of_upload_id: null });
  });

  it('repeats its own words of an object, and does not tell where its files are', async () => {
    const body = { upload_ids: [await confirmed(running.api)], metadata: { own: 1 } };
    const made = await writer.post('/v1/buckets/assets/objects', body);
    expect(made).toMatchObject({ status: 201, body: { metadata: { own: 1 }, blobs: [{ url: null }] } });
  });
});
