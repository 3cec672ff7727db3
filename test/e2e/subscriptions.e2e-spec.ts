import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClientOptions, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Api } from '../support/api.js';
import { openBeforeExpiry } from '../support/expiring-key.js';
import { pdf } from '../support/fixtures.js';
import { outsideIssuer } from '../support/outside-identity.js';
import { describeSeveralProcesses } from '../support/several-processes.js';
import { SplitAirlock } from '../support/split-airlock.js';
import { Socket } from '../support/subscriptions.js';
import { confirm, create, put, type TestFile, upload } from '../support/walk.js';

const MOST = 5;
const CHANGED =
  'subscription ($id: ID!) { uploadChanged(id: $id) { id status statusReason timeline { items { event } } } }';
const ACTIVITY = 'subscription { workspaceActivity { type resourceId sequence detail upload { id status } } }';

let airlock: SplitAirlock;
let api: Api;
let other: Api;
/** Of another API process. */
let second: string;

beforeAll(async () => {
  airlock = await SplitAirlock.start({
    LIVE_STREAMS_PER_CALLER: String(MOST),
    CORS_ORIGINS: 'https://app.example',
    ...outsideIssuer,
  });
  api = new Api(airlock.api.url);
  second = (await airlock.anotherApi()).url;
  other = api.as((await api.post('/v1/organizations', { name: 'Other' })).body.api_key);
});
afterAll(() => airlock.dispose());

const report = (text: string): TestFile => ({ filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf(text) });

async function keyWith(body: object): Promise<{ api: Api; keyId: string }> {
  const { body: made } = await api.post('/v1/api-keys', { name: 'test', scopes: ['uploads:read'], ...body });
  return { api: api.as(made.api_key), keyId: made.key_id };
}

/** How the client of graphql-ws, with its usual retries, ends its first subscription. */
async function firstTry(options: Partial<ClientOptions>): Promise<{ code: number; reason: string }> {
  const url = `${api.url.replace('http', 'ws')}/graphql`;
  const client = createClient({ url, webSocketImpl: WebSocket, ...options });
  const ended = client.iterate({ query: ACTIVITY }).next();
  const { code, reason } = await ended.then(
    () => ({ code: 0, reason: 'not closed' }),
    (event: { code: number; reason: string }) => event,
  );
  await client.dispose();
  return { code, reason };
}

/** What a subscription was refused with: by its own message, or as the errors of its only result. */
async function refusal(socket: Socket, query: string, variables: object = {}) {
  const id = String(socket.messages.length);
  socket.subscribe(id, query, variables);
  const [message] = await Promise.race([socket.first('error', 1, id), socket.first('next', 1, id)]);
  return (message.payload.errors ?? message.payload)[0];
}

describe('a subscription to an upload', () => {
  it('sends the current state and each change, to an ordinary client', async () => {
    const client = createClient({
      url: `${api.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { Authorization: `Bearer ${api.key}` },
      retryAttempts: 0,
    });
    const created = await create(api, report('lived'));
    const statuses: string[] = [];
    const changes = client.iterate<{ uploadChanged: { status: string } }>({
      query: CHANGED,
      variables: { id: created.upload_id },
    });
    for await (const { data } of changes) {
      if (statuses.push(data!.uploadChanged.status) > 1) continue;
      await put(created, report('lived').bytes);
      await confirm(api, created.upload_id);
    }
    expect(statuses).toEqual(['PENDING', 'PROCESSING', 'COMPLETED']);
    await client.dispose();
  });

  it('is answered once for one that has ended', async () => {
    const { upload_id: id } = await upload(api, report('ended'));
    const socket = await Socket.of(api);
    socket.subscribe('a', CHANGED, { id });
    await socket.first('complete', 1, 'a');
    const [{ payload }] = await socket.first('next', 1, 'a');
    expect(payload.data.uploadChanged).toMatchObject({ id, status: 'COMPLETED' });
    expect(payload.data.uploadChanged.timeline.items).toHaveLength(3);
    socket.close();
  });

  it('is refused in the words of every other request', async () => {
    const { upload_id: id } = await create(api, report('mine'));
    const socket = await Socket.of(other);
    for (const unknown of [id, 'upl_0000000000000000', 'x'])
      expect(await refusal(socket, CHANGED, { id: unknown })).toMatchObject({
        extensions: { code: 'NOT_FOUND', status: 404, request_id: expect.any(String) },
      });
    socket.close();
    const writer = await Socket.of((await keyWith({ scopes: ['uploads:write'] })).api);
    expect((await refusal(writer, CHANGED, { id })).extensions.code).toBe('FORBIDDEN');
    expect((await refusal(writer, ACTIVITY)).extensions.code).toBe('FORBIDDEN');
    writer.close();
  });
});

describe('a subscription to a workspace', () => {
  it('sends events of its uploads and objects, and of no other workspace', async () => {
    const [mine, theirs] = [await Socket.of(api), await Socket.of(other)];
    mine.subscribe('a', ACTIVITY);
    theirs.subscribe('a', ACTIVITY);
    const foreign = await create(other, report('foreign'));
    await theirs.first('next', 1, 'a');
    const { upload_id: id } = await upload(api, report('seen'));
    const { body } = await api.get(`/v1/uploads/${id}`);
    // Late events of the tests before are not of this test.
    const told = () =>
      mine.messages
        .filter(({ type }) => type === 'next')
        .map(({ payload }) => payload.data.workspaceActivity)
        .filter(({ resourceId }) => [id, body.bucket_object_id].includes(resourceId));
    for (let n = 1; told().length < 4; n++) await mine.first('next', n, 'a');
    const seen = { id, status: expect.any(String) };
    expect(told().slice(0, 2)).toEqual([
      { type: 'UPLOAD_CREATED', resourceId: id, sequence: 1, detail: null, upload: seen },
      { type: 'UPLOAD_CONFIRMED', resourceId: id, sequence: 2, detail: null, upload: seen },
    ]);
    const admitted = told()
      .slice(2)
      .map(({ type, resourceId }) => `${type} ${resourceId}`);
    expect(admitted.sort()).toEqual([`OBJECT_CREATED ${body.bucket_object_id}`, `UPLOAD_AVAILABLE ${id}`]);
    const heard = theirs.messages.filter(({ type }) => type === 'next');
    expect(heard.map(({ payload }) => payload.data.workspaceActivity.resourceId)).toEqual([foreign.upload_id]);
    mine.close();
    theirs.close();
  });
});

describeSeveralProcesses(() => ({ first: airlock.api.url, second }));

describe('a socket', () => {
  it('refuses callers without credentials', async () => {
    const early = await Socket.open(api.url);
    early.subscribe('a', ACTIVITY);
    expect((await early.closed).code).toBe(4401);
    const silent = await Socket.open(api.url);
    expect((await silent.closed).code).toBe(4408);
  });

  it.each<[object | undefined, RegExp]>([
    [undefined, /^No credentials. Send .* in connectionParams/],
    [{}, /^No credentials. Send .* in connectionParams/],
    [{ Authorization: 'sk_wrong' }, /must be "Bearer /],
    [{ Authorization: 7 }, /must be "Bearer /],
    [{ Authorization: 'Bearer sk_wrong' }, /unknown, expired or revoked/],
    [{ Authorization: 'Bearer a.b.c' }, /unknown, expired or revoked/],
  ])('is closed to %j with the reason', async (payload, reason) => {
    const socket = await Socket.open(api.url);
    socket.send({ type: 'connection_init', payload });
    expect(await socket.closed).toEqual({ code: 4401, reason: expect.stringMatching(reason) });
  });

  it('tells a newcomer with the client of graphql-ws at once what is wrong', async () => {
    const revoked = await keyWith({});
    await api.delete(`/v1/api-keys/${revoked.keyId}`);
    class WithHeader extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol, { headers: { Authorization: `Bearer ${api.key}` } });
      }
    }
    const byKey = (key: string) => ({ connectionParams: { Authorization: `Bearer ${key}` } });
    expect(await firstTry({})).toEqual({ code: 4401, reason: expect.stringMatching(/^No credentials/) });
    expect(await firstTry({ webSocketImpl: WithHeader })).toEqual({
      code: 4401,
      reason: expect.stringMatching(/header is not read here.*connectionParams/),
    });
    expect(await firstTry(byKey(revoked.api.key))).toEqual({ code: 4401, reason: expect.stringMatching(/revoked/) });
  });

  it('is in the workspace that it names, and in no other’s', async () => {
    const { body } = await api.post('/v1/workspaces', { name: 'second' });
    const socket = await Socket.of(new Api(api.url, api.key, 'second'));
    const { upload_id: id } = await create(api, report('elsewhere'));
    expect((await refusal(socket, CHANGED, { id })).extensions.code).toBe('NOT_FOUND');
    socket.close();
    const stranger = await Socket.open(api.url);
    const payload = { authorization: `Bearer ${other.key}`, 'x-namespace': body.workspace_id };
    stranger.send({ type: 'connection_init', payload });
    expect(await stranger.closed).toEqual({ code: 4403, reason: 'Workspace not found.' });
  });

  it('is closed when its key is revoked, and when it expires', async () => {
    const { upload_id: id } = await create(api, report('watched'));
    const revoked = await keyWith({});
    const subscribed = async (caller: Api) => {
      const socket = await Socket.of(caller);
      socket.subscribe('a', CHANGED, { id });
      return (await socket.first('next', 1, 'a')).length ? socket : undefined;
    };
    const sockets = [(await subscribed(revoked.api))!, await openBeforeExpiry(api, subscribed)];
    await api.delete(`/v1/api-keys/${revoked.keyId}`);
    for (const socket of sockets)
      expect(await socket.closed).toEqual({ code: 4403, reason: expect.stringMatching(/revoked or has expired/) });
  });

  it('takes subscriptions only, by the limits of every document', async () => {
    const socket = await Socket.of(api);
    const nested = (depth: number): string => (depth ? `items { ${nested(depth - 1)} }` : 'event');
    const wrong: [query: string, variables?: object][] = [
      ['{ viewer { organizationId } }'],
      ['mutation { deleteBucket(input: { bucketId: "assets" }) { id } }'],
      ['subscription {'],
      ['subscription { uploadChanged }'],
      ['subscription { nothing }'],
      [CHANGED],
      [CHANGED, { id: {} }],
      [`subscription { a: uploadChanged(id: "x") { id } b: uploadChanged(id: "x") { id } }`],
      [`subscription { uploadChanged(id: "x") { ${Array.from({ length: 51 }, (_, i) => `a${i}: id`).join(' ')} } }`],
      [`subscription { uploadChanged(id: "x") { timeline { ${nested(12)} } } }`],
      [`subscription { uploadChanged(id: "x") { ${'id '.repeat(3000)} } }`],
      [`# ${'x'.repeat(70_000)}\n${ACTIVITY}`],
    ];
    for (const [query, variables] of wrong)
      expect([query, (await refusal(socket, query, variables)).extensions]).toEqual([
        query,
        expect.objectContaining({ code: 'VALIDATION_FAILED', status: 400, request_id: expect.any(String) }),
      ]);
    expect((await refusal(socket, CHANGED, { id: {} })).extensions.errors).toEqual([
      { field: 'id', message: 'must be a string' },
    ]);
    socket.close();
  });

  it('is required: HTTP cannot carry subscriptions', async () => {
    const { body } = await api.graphql(ACTIVITY);
    expect(body.errors[0].extensions).toMatchObject({ code: 'VALIDATION_FAILED', status: 400 });
  });

  it('is one of so many that a caller may hold, subscriptions counted', async () => {
    const caller = (await keyWith({})).api;
    const socket = await Socket.of(caller);
    for (let i = 1; i < MOST; i++) socket.subscribe(`s${i}`, ACTIVITY);
    expect((await refusal(socket, ACTIVITY)).extensions).toMatchObject({ code: 'RATE_LIMITED', status: 429 });
    const second = await Socket.open(api.url);
    second.send({ type: 'connection_init', payload: { Authorization: `Bearer ${caller.key}` } });
    expect((await second.closed).code).toBe(1013);
    socket.send({ id: 's1', type: 'complete' });
    const { upload_id: id } = await create(api, report('again'));
    let again: string;
    do {
      again = String(socket.messages.length);
      socket.subscribe(again, CHANGED, { id });
      await socket.first('next', 1, again);
    } while (socket.messages.at(-1).payload.errors);
    socket.close();
  });

  it('refuses garbage and stays up', async () => {
    for (const text of ['{', '[]', '{"type":"x"}', '{"type":"subscribe"}', 'null', 'x'.repeat(300_000)]) {
      const socket = await Socket.of(api);
      socket.socket.send(text);
      const { code } = await socket.closed;
      expect([1006, 1009, 4400, 4500]).toContain(code);
    }
    const { code } = await (
      await Socket.open(api.url, { protocol: 'graphql-ws' }).catch(() => ({ closed: { code: 4406 } }))
    ).closed;
    expect(code).toBe(4406);
    expect((await api.get('/health/live')).status).toBe(200);
  });

  it('opens on the path of GraphQL alone, for pages that the settings name', async () => {
    await expect(Socket.open(api.url, { path: '/v1/uploads' })).rejects.toThrow('404');
    await expect(Socket.open(api.url, { headers: { origin: 'https://evil.example' } })).rejects.toThrow('403');
    for (const origin of ['https://app.example', api.url])
      (await Socket.open(api.url, { headers: { origin } })).close();
    const raw = connect(Number(new URL(api.url).port), '127.0.0.1');
    raw.write('GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: nonsense\r\n\r\n');
    const [answer] = (await once(raw, 'data')) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1\.1 4\d\d/);
    raw.destroy();
  });

  it('is closed when the service stops', async () => {
    const socket = await Socket.of(api);
    socket.subscribe('a', ACTIVITY);
    const stopped = airlock.api.stop();
    expect((await socket.closed).code).toBe(1001);
    expect(await stopped).toBe(0);
  });
});
