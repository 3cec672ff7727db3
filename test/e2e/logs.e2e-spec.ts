import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Airlock } from '../support/airlock.js';
import { Api, http, type Json } from '../support/api.js';
import { readDocument } from '../support/documents.js';
import { pdf } from '../support/fixtures.js';
import { until } from '../support/resilience/until.js';
import { create, type TestFile, upload } from '../support/walk.js';

const report = (text: string): TestFile => ({
  filename: 'report.pdf',
  contentType: 'application/pdf',
  bytes: pdf(text),
});

describe('with LOG_FORMAT=json, and a first key of its own', () => {
  let airlock: Airlock;
  let api: Api;
  const events = () => airlock.output.map((line) => JSON.parse(line) as Json);
  const accessTo = (route: string) => until(() => events().some((event) => event.route === route)).then(() => events());

  beforeAll(async () => {
    airlock = await Airlock.start({ env: { LOG_FORMAT: 'json', BOOTSTRAP_API_KEY: '' } });
    api = new Api(airlock.url, /shown this once: (sk_[\w-]+)/.exec(airlock.output.join('\n'))![1]!);
  });
  afterAll(() => airlock.dispose());

  it('every line of the start is an event, the last one with the URL', () => {
    // A slow machine may be warned of what was late.
    const level = expect.stringMatching(/^(info|warn)$/);
    for (const event of events())
      expect(event).toMatchObject({ level, time: expect.stringMatching(/Z$/), msg: expect.any(String) });
    expect(events()[0]).toMatchObject({ msg: 'Starting as all', version: expect.any(String), pid: airlock.pid });
    expect(events().at(-1).msg).toMatch(/^Airlock ready on http:\/\/localhost:\d+$/);
  });

  it('a request is an event with its id, caller, route, status, time, bytes and address', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { 'x-request-id': 'from-a-proxy.1', traceparent: `00-${trace}-00f067aa0ba902b7-01` };
    const answer = await api.call('GET', '/v1/buckets/nowhere', undefined, headers);
    expect(answer.headers['x-request-id']).toBe('from-a-proxy.1');
    expect(answer.body.request_id).toBe('from-a-proxy.1');
    const { workspace_id: workspace, organization_id: organization, key_id: key } = (await api.get('/v1/me')).body;
    const found = (await accessTo('/v1/me')).find(({ request_id: id }) => id === 'from-a-proxy.1');
    expect(found).toMatchObject({
      ...{
        context: 'Access',
        method: 'GET',
        route: expect.stringMatching(/^.v1.buckets.:bucket/),
        status: 404,
        trace_id: trace,
      },
      ...{ actor: key, workspace_id: workspace, organization_id: organization, address: '127.0.0.1' },
      ...{ ms: expect.any(Number), bytes: Buffer.byteLength(answer.text) },
    });
    await api.get('/health/live');
    await api.get('/metrics');
    expect(events().filter(({ route }) => /health|metrics/.test(String(route)))).toEqual([]);
  });

  it('has the members that docs/logs.md shows', async () => {
    await api.post('/v1/buckets', { bucket_name: 'logged' });
    const found = (await accessTo('/v1/buckets')).find(({ route }) => route === '/v1/buckets')!;
    const [, shown] = /^```json\n(.*?)^```$/ms.exec(readDocument('docs/logs.md'))!;
    expect(Object.keys(found).sort()).toEqual(Object.keys(JSON.parse(shown!) as object).sort());
  });

  it('so are GraphQL with its operation, forms, tus, pages that are not there and what is no HTTP', async () => {
    await api.graphql('query WhoAmI { viewer { organizationId } }');
    const form = new FormData();
    form.append('bucket', 'assets');
    form.append('file', new Blob([new Uint8Array(pdf('By a form'))], { type: 'application/pdf' }), 'a.pdf');
    const authorization = `Bearer ${api.key}`;
    expect(
      (await fetch(`${airlock.url}/v1/files/upload`, { method: 'POST', body: form, headers: { authorization } }))
        .status,
    ).toBe(201);
    const metadata = `bucket ${btoa('assets')},filename ${btoa('a.txt')},filetype ${btoa('text/plain')}`;
    const tus = { 'tus-resumable': '1.0.0', 'upload-length': '3', 'upload-metadata': metadata };
    expect(
      (await http(`${airlock.url}/v1/tus?token=ut_nonsense`, { method: 'POST', headers: { authorization, ...tus } }))
        .status,
    ).toBe(201);
    await http(`${airlock.url}/no/such/page?token=secret`);
    await http(`${airlock.url}/%ff`);
    const lines = [
      { route: '/graphql', operation: 'query WhoAmI', status: 200, actor: expect.any(String) },
      { route: '/v1/files/upload', method: 'POST', status: 201, received_bytes: expect.any(Number) },
      { route: '/v1/tus', method: 'POST', status: 201 },
      { path: '/no/such/page', status: 404 },
      { method: 'GET', status: 400 },
    ].map((line) => expect.objectContaining(line));
    const missing = () => lines.filter((line) => !events().some((event) => line.asymmetricMatch(event)));
    await until(() => missing().length === 0);
    expect(airlock.output.join('\n')).not.toMatch(/token=/);
  });

  it('so is an operation of a WebSocket when it is over', async () => {
    const { upload_id: id } = await upload(api, report('Followed'));
    const client = createClient({
      ...{ url: `${airlock.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 },
      connectionParams: { authorization: `Bearer ${api.key}` },
    });
    const query = `subscription Follow { uploadChanged(id: "${id}") { status } }`;
    for await (const _ of client.iterate({ query })) break;
    await client.dispose();
    await until(() => events().some(({ method }) => method === 'WebSocket'));
    expect(events().find(({ method }) => method === 'WebSocket')).toMatchObject({
      ...{ operation: 'subscription Follow', messages: 1, actor: expect.any(String), address: '127.0.0.1' },
    });
  });

  it('every move of an upload is an event with its reason', async () => {
    const { upload_id: id } = await upload(api, report('Moves'));
    const other = await create(api, report('Canceled'));
    await api.delete(`/v1/uploads/${other.upload_id}`);
    const movesOf = (upload: string) =>
      events().filter((event) => event.context === 'Events' && event.upload_id === upload);
    await until(() => movesOf(id).length === 3 && movesOf(other.upload_id).length === 2);
    expect(movesOf(id).map(({ from, to }) => [from, to])).toEqual([
      ...[
        [null, 'PENDING'],
        ['PENDING', 'SCANNING'],
        ['SCANNING', 'AVAILABLE'],
      ],
    ]);
    expect(movesOf(other.upload_id)[1]).toMatchObject({
      to: 'CANCELED',
      reason: 'canceled_by_user',
      actor: expect.any(String),
    });
  });

  it('the end is an event too, the last of all', async () => {
    expect(await airlock.stop()).toBe(0);
    expect(events().at(-2).msg).toBe('Stopping: SIGTERM');
    expect(events().at(-1)).toMatchObject({ msg: expect.stringMatching(/^Stopped in /), exit_code: 0 });
  });
});
