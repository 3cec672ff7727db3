import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { EventStream } from '../support/event-stream.js';
import { openBeforeExpiry } from '../support/expiring-key.js';
import { eicar, pdf } from '../support/fixtures.js';
import { testDatabase } from '../support/postgres.js';
import { SplitAirlock } from '../support/split-airlock.js';
import { confirm, create, put, type TestFile, upload } from '../support/walk.js';

const MOST = 4;

let airlock: SplitAirlock;
let api: Api;

// The relay runs in the worker; streams are connected to the api.
beforeAll(async () => {
  airlock = await SplitAirlock.start({ LIVE_STREAMS_PER_CALLER: String(MOST) });
  api = new Api(airlock.api.url);
});
afterAll(() => airlock.dispose());

const report = (text: string): TestFile => ({ filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf(text) });
const infected: TestFile = { filename: 'eicar.txt', contentType: 'text/plain', bytes: eicar() };
const follow = (id: string, headers: Record<string, string> = {}, as = api) =>
  EventStream.open(as, `/v1/uploads/${id}/events`, headers);

async function keyWith(body: object): Promise<{ api: Api; keyId: string }> {
  const { body: made } = await api.post('/v1/api-keys', { name: 'test', scopes: ['uploads:read'], ...body });
  return { api: api.as(made.api_key), keyId: made.key_id };
}

describe('the events of an upload', () => {
  it('are sent as they happen, and end with the upload', async () => {
    const created = await create(api, report('lived'));
    const stream = await follow(created.upload_id);
    expect([stream.status, stream.type]).toEqual([200, 'text/event-stream']);
    const [first] = await stream.first(1);
    expect(first).toMatchObject({ id: '1', event: 'upload.created', data: { status: 'PENDING', sequence: 1 } });
    await put(created, report('lived').bytes);
    await confirm(api, created.upload_id);
    const events = await stream.all();
    expect(events.map(({ id, event, data }) => [id, event, data.status])).toEqual([
      ['1', 'upload.created', 'PENDING'],
      ['2', 'upload.confirmed', 'PROCESSING'],
      ['3', 'upload.available', 'COMPLETED'],
    ]);
    const { body } = await api.get(`/v1/uploads/${created.upload_id}`);
    expect(events[2]!.data).toEqual({ ...body, server_time: expect.any(String), sequence: 3 });
    expect(JSON.stringify(events)).not.toMatch(/X-Amz-|https?:/);
  });

  it('say why it failed', async () => {
    const { upload_id: id } = await upload(api, infected);
    const events = await (await follow(id)).all();
    expect(events.at(-1)).toMatchObject({ event: 'upload.rejected', data: { status: 'FAILED' } });
    expect(events.at(-1)!.data.status_reason).toMatch(/^infected:/);
  });

  it('go on behind the last that arrived, without gap or repeat', async () => {
    const { upload_id: id } = await upload(api, report('resumed'));
    const idsAfter = async (last: string) => {
      const stream = await follow(id, { 'last-event-id': last });
      return [stream.status, (await stream.all()).map((event) => event.id)];
    };
    expect(await idsAfter('0')).toEqual([200, ['1', '2', '3']]);
    expect(await idsAfter('1')).toEqual([200, ['2', '3']]);
    expect(await idsAfter('2')).toEqual([200, ['3']]);
    // An EventSource does not reconnect after 204.
    expect(await idsAfter('3')).toEqual([204, []]);
    expect(await idsAfter('77')).toEqual([204, []]);
    expect((await follow(id, { 'last-event-id': 'x' })).status).toBe(400);
  });

  it('are the same in every stream, and none is lost when a stream breaks off', async () => {
    const created = await create(api, report('many'));
    const id: string = created.upload_id;
    const [one, other] = [await follow(id), await follow(id)];
    await one.first(1);
    one.close();
    await put(created, report('many').bytes);
    await confirm(api, id);
    const rest = await (await follow(id, { 'last-event-id': '1' })).all();
    expect(rest.map((event) => event.id)).toEqual(['2', '3']);
    expect((await other.all()).map((event) => event.id)).toEqual(['1', '2', '3']);
  });

  it('include cancellation and deletion', async () => {
    const created = await create(api, report('canceled'));
    const stream = await follow(created.upload_id);
    await stream.first(1);
    await api.delete(`/v1/uploads/${created.upload_id}`);
    expect((await stream.all()).map(({ data }) => data.status)).toEqual(['PENDING', 'CANCELED']);
    await api.delete(`/v1/uploads/${created.upload_id}`);
    expect((await follow(created.upload_id)).status).toBe(404);
  });

  it('are for those alone who may read them', async () => {
    const { upload_id: id } = await create(api, report('mine'));
    const { body: other } = await api.post('/v1/organizations', { name: 'Other' });
    expect((await follow(id, {}, api.as(other.api_key))).status).toBe(404);
    expect((await follow(id, { authorization: 'Bearer sk_no' })).status).toBe(401);
    const writer = await keyWith({ scopes: ['uploads:write'] });
    expect((await follow(id, {}, writer.api)).status).toBe(403);
    for (const unknown of ['upl_0000000000000000', 'nonsense']) expect((await follow(unknown)).status).toBe(404);
  });

  it('are open so many times at once for a caller, and again when one is closed', async () => {
    const { upload_id: id } = await create(api, report('often'));
    const caller = (await keyWith({})).api;
    const streams = await Promise.all(Array.from({ length: MOST }, () => follow(id, {}, caller)));
    const refused = await caller.get(`/v1/uploads/${id}/events`);
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' }, headers: { 'retry-after': '5' } });
    const others = await follow(id, {}, (await keyWith({})).api);
    expect(others.status).toBe(200);
    others.close();
    streams[0]!.close();
    let again: EventStream;
    do again = await follow(id, {}, caller);
    while (again.status === 429);
    expect(again.status).toBe(200);
    for (const stream of [...streams, again]) stream.close();
  });

  it('end when the key is revoked, and when it expires', async () => {
    const { upload_id: id } = await create(api, report('ended'));
    const revoked = await keyWith({});
    const begun = async (caller: Api) => {
      const stream = await follow(id, {}, caller);
      const isBegun = stream.status === 200 && (await stream.first(1)).length > 0;
      return isBegun ? { api: caller, stream } : undefined;
    };
    const revokedStream = (await begun(revoked.api))!.stream;
    const expiring = await openBeforeExpiry(api, begun);
    const streams = [revokedStream, expiring.stream];
    await api.delete(`/v1/api-keys/${revoked.keyId}`);
    for (const stream of streams) expect((await stream.all()).length).toBe(1);
    expect((await follow(id, {}, revoked.api)).status).toBe(401);
    expect((await follow(id, {}, expiring.api)).status).toBe(401);
  });

  it('end when the service stops, which does not wait for them', async () => {
    const { upload_id: id } = await create(api, report('stopped'));
    const stream = await follow(id);
    await stream.first(1);
    const stopped = airlock.api.stop();
    // Otherwise the stop would time out, and the stream would break off.
    expect(await stream.all()).toHaveLength(1);
    expect([stream.isWhole, await stopped]).toEqual([true, 0]);
  });
});

it('do not depend on hints: missed changes are found by polling', async () => {
  // An api alone: there is no relay, so there are no hints.
  const database = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'airlock-alone-'));
  const env = {
    ...{ DATABASE_URL: database.url, AIRLOCK_ROLE: 'api', AIRLOCK_SECRET: 'a secret that is long enough, alone' },
    ...{ S3_ENDPOINT: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
    AWS_STORAGE_BUCKET_NAME: 'none',
  };
  const alone = await Airlock.start({ dataDir, env });
  try {
    const lonely = new Api(alone.url);
    const created = await create(lonely, report('silent'));
    const stream = await follow(created.upload_id, {}, lonely);
    await stream.first(1);
    await lonely.delete(`/v1/uploads/${created.upload_id}`);
    expect((await stream.all()).map(({ event }) => event)).toEqual(['upload.created', 'upload.canceled']);
  } finally {
    await alone.dispose();
    await database.drop();
  }
});
