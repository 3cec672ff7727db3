import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pMap from 'p-map';
import { AnnouncedUploadsRepository } from '../../../src/features/uploads/confirmation/announced-uploads.repository.js';
import { StorageEventsService } from '../../../src/features/uploads/index.js';
import { BackgroundWork } from '../../../src/platform/background/background-work.js';
import { StoreEvents } from '../../../src/platform/object-store/store-events.js';
import { STORE_CALLS_PER_REQUEST } from '../../../src/shared/call-budget.js';
import { inParts, picture } from '../../support/acts-of-writers.js';
import type { Answer, Api, Json } from '../../support/api.js';
import { copyOfUpload } from '../../support/copied-uploads.js';
import { CallCounts, type Calls } from '../../support/call-counts.js';
import { type EventApp, startEventApp } from '../../support/event-app.js';
import { pdf } from '../../support/fixtures.js';
import { createInParts, sendParts, signParts } from '../../support/parts.js';
import { until } from '../../support/resilience/until.js';

const MANY = 100;
const WIDTH = 4;
const GIB = 1024 ** 3;
const FILE = { filename: 'report.pdf', contentType: 'application/pdf', bytes: pdf('A report') };
/** A search may look a window further, a link is noted anew, the caller is looked up again: far less than an item each. */
const FEW = 15;

let running: EventApp;
let api: Api;
let counts: CallCounts;
let copied: string[];

const times = (n: number, work: () => Promise<unknown>) =>
  pMap(Array.from({ length: n }), work, { concurrency: WIDTH });

/** As many files, objects of them and uploads under way in parts as a page can hold; then everything comes to rest. */
beforeAll(async () => {
  running = await startEventApp({ FILES_STAGING_MAX_PER_TENANT: '1000' });
  ({ api } = running);
  copied = [await picture(api)];
  copied.push(...(await copyOfUpload(running.app, copied[0]!, MANY - 1)));
  await times(MANY, async () => sendParts(api, await inParts(api), [1]));
  await running.app.get(BackgroundWork, { strict: false }).beforeApplicationShutdown();
  counts = new CallCounts(running.app);
});
afterAll(() => {
  counts.stop();
  return running.close();
});

const upload = `id parts { missing } timeline { items { event } waitingFor scan { verdict } } file { sha256 downloadUrl }`;
/** Asks for so many of the copies as nodes. */
const nodes = (n: number, prefix: string) =>
  api.graphql('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', {
    ids: copied.slice(0, n).map((id) => id.replace('upl', prefix)),
  });

/** The caller may be looked up anew during one of them. */
async function least(work: () => Promise<unknown>): Promise<Calls> {
  const calls = [await counts.during(work), await counts.during(work), await counts.during(work)];
  return calls.toSorted((a, b) => a.statements - b.statements)[0]!;
}

const graphql = (document: (n: number) => string) => (n: number) => api.graphql(document(n));

const lists: [name: string, ask: (n: number) => Promise<Answer<Json>>, perItem: number][] = [
  [
    'uploads that are under way',
    graphql((n) => `{ uploads(first: ${n}, filter: {status: IN_PROGRESS}) { nodes { ${upload} } } }`),
    1,
  ],
  [
    'files',
    graphql(
      (n) =>
        `{ files(first: ${n}, filter: {status: AVAILABLE}) { nodes { id downloadUrl image { width } variants { url } } } }`,
    ),
    0,
  ],
  [
    'uploads that are there',
    graphql((n) => `{ uploads(first: ${n}, filter: {status: COMPLETED}) { edges { node { ${upload} } } } }`),
    0,
  ],
  ['uploads by their ids', (n) => nodes(n, 'upl'), 0],
  ['files by their ids', (n) => nodes(n, 'fil'), 0],
  ['objects', graphql((n) => `{ objects(first: ${n}) { nodes { id metadata blobs { url type } } } }`), 0],
  ['uploads over REST', (n) => api.get(`/v1/uploads?limit=${n}`), 0],
  ['files over REST', (n) => api.get(`/v1/files?limit=${n}`), 0],
  ['objects over REST', (n) => api.get(`/v1/buckets/assets/objects?limit=${n}`), 0],
];

const itemsOf = ({ body }: Answer<Json>): Json[] => {
  const list = body.items ?? Object.values<Json>(body.data ?? {})[0];
  return list.nodes ?? list.edges ?? list;
};

describe('a list', () => {
  it.each(lists)('of %s costs as many statements for 100 items as for one', async (_, ask, perItem) => {
    await ask(1);
    const found: Record<number, number> = {};
    for (const n of [1, 10, MANY]) {
      const calls = await counts.during(async () => {
        const answer = await ask(n);
        expect([answer.body.errors, itemsOf(answer).length]).toEqual([undefined, n]);
      });
      expect(calls.store).toBe(n * perItem);
      expect(calls.scanner).toBeLessThanOrEqual(1);
      found[n] = calls.statements;
    }
    for (const n of [10, MANY]) expect(found[n]).toBeLessThanOrEqual(found[1]! + FEW);
    expect(found[1]).toBeLessThan(60);
  });
});

describe('a batch', () => {
  const hash = (n: number) => createHash('sha256').update(String(n)).digest('hex');
  const file = (n: number) => ({
    filename: `${n}.pdf`,
    content_type: 'application/pdf',
    file_size_bytes: 10,
    file_hash: hash(n),
  });

  it('of files with hashes is looked up by as many statements as one file', async () => {
    const create = async (n: number) => {
      const uploads = Array.from({ length: n }, (_, i) => file(i));
      expect((await api.post('/v1/buckets/assets/uploads/batch', { uploads })).status).toBe(201);
    };
    await create(1);
    const one = await counts.during(() => create(1));
    const all = await counts.during(() => create(MANY));
    expect(all.statements).toBeLessThanOrEqual(one.statements + FEW);
  });

  it('that is repeated under its key is signed anew by as many statements as one file', async () => {
    const repeat = async (n: number) => {
      const uploads = Array.from({ length: n }, (_, i) => ({ ...file(i), filename: `again-${i}.pdf` }));
      const headers = { 'idempotency-key': `batch-${n}` };
      return api.call('POST', '/v1/buckets/assets/uploads/batch', { uploads }, headers);
    };
    for (const n of [1, MANY]) expect((await repeat(n)).status).toBe(201);
    const one = await counts.during(() => repeat(1));
    const all = await counts.during(async () => {
      const { headers, body } = await repeat(MANY);
      expect(headers['idempotency-replayed']).toBe('true');
      expect(body.items.every(({ presigned_url }: Json) => presigned_url.includes('X-Amz-Signature'))).toBe(true);
    });
    expect(all.statements).toBeLessThanOrEqual(one.statements + FEW);
    expect(all.store).toBe(0);
  });

  it('of confirms asks the store once for each file', async () => {
    const { body } = await api.get('/v1/uploads?status=IN_PROGRESS&limit=100');
    const upload_ids = body.items.map(({ upload_id }: Json) => upload_id);
    const calls = await counts.during(() => api.post('/v1/uploads/confirm', { upload_ids }));
    expect(calls.store).toBe(MANY);
  });

  it('that waits for its scan asks the queue and the scanner once', async () => {
    const timelines = (n: number) =>
      api.graphql(`{ uploads(first: ${n}, filter: {status: PROCESSING}) { nodes { timeline { waitingFor } } } }`);
    const { body } = await timelines(MANY);
    expect(body.data.uploads.nodes).toEqual(Array(MANY).fill({ timeline: { waitingFor: 'SCANNER' } }));
    const one = await counts.during(() => timelines(1));
    const all = await counts.during(() => timelines(MANY));
    expect(all.statements).toBeLessThanOrEqual(one.statements + FEW);
    expect(all.scanner).toBe(1);
  });
});

describe('a confirm', () => {
  it('is one read, one look at the store and one move', async () => {
    const sent = [await running.sent(FILE), await running.sent(FILE), await running.sent(FILE)];
    const calls = await least(async () => expect(await confirm(sent.pop()!.id)).toMatchObject({ status: 202 }));
    expect(calls).toEqual({ statements: 2, store: 1, scanner: 0 });
  });

  it('again is one read; so is a look at the state', async () => {
    const { id } = await running.sent(FILE);
    await confirm(id);
    const nothing = { statements: 1, store: 0, scanner: 0 };
    expect(await least(() => confirm(id))).toEqual(nothing);
    expect(await least(() => api.get(`/v1/uploads/${id}`))).toEqual(nothing);
  });

  it('after an event is one read and one note', async () => {
    const sent = [await running.sent(FILE), await running.sent(FILE), await running.sent(FILE)];
    await running.app.get(StorageEventsService, { strict: false }).objectsCreated(sent.map(({ key }) => key));
    const calls = await least(async () => expect(await confirm(sent.pop()!.id)).toMatchObject({ status: 202 }));
    expect(calls).toEqual({ statements: 2, store: 0, scanner: 0 });
  });
});

const confirm = (id: string) => api.post(`/v1/uploads/${id}/confirm`);

describe('events of the embedded store', () => {
  const events = () => running.app.get(StoreEvents, { strict: false });
  const lookedUp = () => jest.spyOn(running.app.get(AnnouncedUploadsRepository, { strict: false }), 'find');

  it('about what clients have confirmed cost one statement, and no look', async () => {
    const sent = await Promise.all(Array.from({ length: 5 }, () => running.sent(FILE)));
    const find = lookedUp();
    await Promise.all(sent.map(({ id }) => confirm(id)));
    for (const { key } of sent) for (let n = 0; n < 3; n++) events().objectCreated(key);
    for (const { key } of sent) events().objectCreated(key.replace('/staging/', '/sealed/'));
    const calls = await counts.during(async () => {
      await until(() => find.mock.calls.length > 0);
      await Promise.all(find.mock.results.map(({ value }) => value as Promise<unknown>));
    }, /look_up_announced|confirm/);
    expect(find).toHaveBeenCalledTimes(sent.length);
    find.mockRestore();
    expect(calls.store).toBe(0);
    expect(calls.statements).toBeGreaterThan(0);
    expect(calls.statements).toBeLessThanOrEqual(3);
  });

  it('complete what no client confirms', async () => {
    const { id, key } = await running.sent(FILE);
    events().objectCreated(key);
    await until(async () => (await api.get(`/v1/uploads/${id}`)).body.status === 'PROCESSING');
  });
});

describe('more calls to the store than one request may lead to', () => {
  const each = 5;
  let ids: string[];

  beforeAll(async () => {
    const { body: me } = await api.get('/v1/me');
    await api.call('PATCH', `/v1/organizations/${me.organization_id}`, { quota_bytes: 1e15 });
    ids = [];
    await times(STORE_CALLS_PER_REQUEST / each + 1, async () => {
      const { upload_id: id, part_count } = await createInParts(api, 39 * GIB);
      expect(Math.ceil(part_count / 1000)).toBe(each);
      await signParts(api, id, [1]);
      ids.push(id);
    });
  });

  it('are refused before the first is made, over GraphQL', async () => {
    const document = `{ uploads(first: ${ids.length}) { nodes { id parts { missing } } } }`;
    const calls = await counts.during(async () => {
      const { body } = await api.graphql(document);
      expect(body.data.uploads.nodes.map(({ id }: Json) => id).sort()).toEqual([...ids].sort());
      expect(body.errors).toHaveLength(ids.length);
      expect(body.errors[0].extensions).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ field: 'parts' }] });
    });
    expect(calls.store).toBe(0);
    const fewer = await api.graphql(`{ uploads(first: ${ids.length - 1}) { nodes { parts { partCount } } } }`);
    expect(fewer.body.errors).toBeUndefined();
  });

  it('are refused before the first is made, over REST', async () => {
    const calls = await counts.during(async () => {
      const { status, body } = await api.post('/v1/uploads/confirm', { upload_ids: ids });
      expect([status, body.code, body.errors[0].field]).toEqual([400, 'VALIDATION_FAILED', 'upload_ids']);
    });
    expect(calls.store).toBe(0);
    const { body: fewer } = await api.post('/v1/uploads/confirm', { upload_ids: ids.slice(1) });
    expect(fewer.items[0].error.code).toBe('UPLOAD_NOT_UPLOADED');
  });

  it('are refused before anything is looked up when the document says so', async () => {
    const aliases = Array.from({ length: 9 }, (_, i) => `p${i}: parts { missing }`).join(' ');
    const calls = await least(async () => {
      const { body } = await api.graphql(`{ uploads(first: 100) { nodes { ${aliases} } } }`);
      expect(body.errors[0]).toMatchObject({ extensions: { code: 'VALIDATION_FAILED' } });
      expect(body.errors[0].message).toContain('may answer');
    });
    expect(calls).toEqual({ statements: 0, store: 0, scanner: 0 });
  });
});
