import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Airlock } from '../support/airlock.js';
import { Api, http } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { answerTo, filePart, FORM_END, LINE_END, openForm, partHead } from '../support/form.js';
import { seeded } from '../support/seeded.js';
import { type RootField, rootFieldsOf } from '../support/root-fields.js';
import { type Route, routesOf } from '../support/routes.js';
import { mainThreadMs } from '../support/abusive/main-thread.js';
import { type Received, sendOne, type Sent } from '../support/abusive/send-one.js';
import { malformed } from '../support/abusive/malformed.js';
import { LatencyProbe } from '../support/abusive/latency-probe.js';
import { sendRaw, trickle } from '../support/abusive/raw-socket.js';
import { documents, large, small } from '../support/abusive/bodies.js';
import { Socket } from '../support/subscriptions.js';
import { create } from '../support/walk.js';

const MAX_ANSWER_BYTES = 64 * 1024;
/** The most that a request may cost the server, as a multiple of a harmless one. */
const MOST_TIMES_HARMLESS = 120;
const MAX_SUSPECTS = 20;

let airlock: Airlock;
let api: Api;
let ports: number[];

beforeAll(async () => {
  const env = {
    CORS_ORIGINS: 'https://app.example',
    BODY_PATIENCE_SECONDS: '2',
    FILES_STAGING_MAX_PER_TENANT: '100000',
  };
  airlock = await Airlock.start({ env });
  api = new Api(airlock.url);
  const upload = await create(api, { filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf() });
  const urls = [airlock.url, ...(process.env.AIRLOCK_TEST_STORE ? [] : [upload.presigned_url])];
  ports = urls.map((url) => Number(new URL(url).port));
});

/** No request may cause a defect: a stack trace in the log is one. */
afterAll(async () => {
  await airlock.dispose();
  expect(airlock.output.join('\n')).not.toMatch(/^\s+at |"stack":/m);
});

async function expectAlive(): Promise<void> {
  expect((await http(`${airlock.url}/health/live`)).status).toBe(200);
  for (const port of ports) expect((await http(`http://127.0.0.1:${port}/`)).status).toBeLessThan(500);
  const socket = await Socket.of(api);
  socket.close();
  await socket.closed;
}

interface Measured extends Received {
  /** What the server's main thread spent on it. */
  costMs: number;
}

/** Sends one request after the other, so that the time which the server spends meanwhile is spent on it. */
async function measureAll(all: Sent[]): Promise<Measured[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const measured: Measured[] = [];
  let before = await mainThreadMs(airlock.pid);
  for (const one of all) {
    const received = await sendOne(airlock.url, one, agent);
    const after = await mainThreadMs(airlock.pid);
    measured.push({ ...received, costMs: after - before });
    before = after;
  }
  agent.destroy();
  return measured;
}

/** Measures the latency of a second client meanwhile: for the reader of the run, as it depends on the machine. */
async function whileProbing<T>(work: () => Promise<T>): Promise<{ result: T; p99: number }> {
  const probe = new LatencyProbe(`${airlock.url}/health/live`);
  const result = await work();
  return { result, p99: await probe.stop() };
}

const header = (key: string | undefined): Record<string, string> => ({
  'content-type': 'application/json',
  ...(key ? { authorization: `Bearer ${key}` } : {}),
});

/** The same request without anything in it that is large. */
const harmlessLike = ({ what, method, path, headers, body }: Sent): Sent => ({
  ...{ what, method, path: path.split('?', 1)[0]!, body: body && '{}' },
  headers: header(headers?.authorization?.slice('Bearer '.length)),
});

/** Without the most expensive hundredth: the first request of a kind has its code compiled. */
function meanCost(measured: Measured[]): number {
  const costs = measured.map(({ costMs }) => costMs).sort((a, b) => a - b);
  const common = costs.slice(0, Math.ceil(costs.length * 0.99));
  return common.reduce((sum, one) => sum + one, 0) / common.length;
}

/** Background work and garbage of earlier requests fall on any request; what a request itself costs, it costs each time. */
async function costlyEachTime(suspects: Sent[], bound: number): Promise<string[]> {
  for (let again = 0; suspects.length && again < 3; again++) {
    const measured = await measureAll(suspects);
    suspects = suspects.filter((_, i) => measured[i]!.costMs > bound);
  }
  return suspects.map(({ what }) => what);
}

function report(groups: Record<'harmless' | 'oversized', { result: Measured[]; p99: number }>, bound: number): void {
  for (const [name, { result, p99 }] of Object.entries(groups)) {
    const most = Math.max(...result.map(({ costMs }) => costMs));
    const figures = `${meanCost(result).toFixed(1)} ms of CPU each, at most ${most} ms`;
    process.stderr.write(`${result.length} ${name} requests: ${figures}; p99 of another client ${p99.toFixed(0)} ms\n`);
  }
  process.stderr.write(`a request may cost ${bound.toFixed(0)} ms of CPU\n`);
}

describe('malformed input', () => {
  it('does not end the process: origins of any kind', async () => {
    for (const origin of ['null', 'https://[', '', 'about:blank']) {
      const head = `GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nOrigin: ${origin}\r\n\r\n`;
      expect(await sendRaw(ports[0]!, Buffer.from(head))).toMatch(/^HTTP\/1\.1 403/);
    }
    await expectAlive();
  });

  it('does not end the process: 200 malformed handshakes, header sets and frames on every port', async () => {
    for (const [i, port] of ports.entries()) {
      const all = malformed(200, 20261126 + i).values();
      const work = async () => {
        for (const bytes of all) await sendRaw(port, bytes);
      };
      await Promise.all(Array.from({ length: 20 }, work));
      await expectAlive();
    }
  });
});

describe('oversized input', () => {
  const random = seeded(8);
  const some = (bodies: Record<string, string>, count: number) =>
    Object.entries(bodies)
      .map(([name, body]) => ({ name, body, place: random() }))
      .sort((a, b) => a.place - b.place)
      .slice(0, count);
  const wide = Array.from({ length: 1_500 }, (_, i) => `a.${i}=1`).join('&');
  const manyHeaders = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`x-h${i}`, '1']));

  const toRoute = ({ method, path: template }: Route, key?: string): Sent[] => {
    const path = template.replace(/\{\w+\}/g, 'upl_0000000000000000');
    const what = `${method} ${path}${key ? '' : ' without a key'}`;
    const count = path === '/v1/auth/login' || path.startsWith('/v1/storage') ? 99 : 1;
    const bodies = method === 'GET' ? [] : [...some(small, count), ...some(large, count)];
    return [
      { what: `${what}: a wide query`, method, path: `${path}?${wide}`, headers: header(key) },
      { what: `${what}: many headers`, method, path, headers: { ...header(key), ...manyHeaders } },
      ...bodies.map(({ name, body }) => ({ what: `${what}: ${name}`, method, path, headers: header(key), body })),
    ];
  };

  const toGraphql = (what: string, body: string, key?: string): Sent => ({
    ...{ what: `${what}${key ? '' : ' without a key'}`, method: 'POST', path: '/graphql', body },
    headers: header(key),
  });

  const toField = ({ name, operation, args, returnsObject }: RootField, key?: string): Sent[] => {
    const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
    const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
    if (!args.length) return [];
    const query = `${operation} (${declared}) { ${name}(${passed})${returnsObject ? ' { __typename }' : ''} }`;
    return [...some(small, 1), ...some(large, 1)].map(({ name: kind, body }) => {
      const variables = `{${args.map((arg) => `"${arg.name}":${body}`).join()}}`;
      return toGraphql(`${name}: ${kind}`, `{"query":${JSON.stringify(query)},"variables":${variables}}`, key);
    });
  };

  it('is refused in a short answer and occupies the server for moments only', async () => {
    const [routes, fields] = [await routesOf(api), await rootFieldsOf(api)];
    const callers = [undefined, api.key];
    const requests = callers.flatMap((key) => [
      ...routes.flatMap((route) => toRoute(route, key)),
      ...fields.flatMap((field) => toField(field, key)),
      ...Object.entries(documents).map(([name, query]) => toGraphql(name, JSON.stringify({ query }), key)),
    ]);
    const harmless = requests.map(harmlessLike);
    const baseline = await whileProbing(() => measureAll(harmless));
    const { result, p99 } = await whileProbing(() => measureAll(requests));
    const bound = MOST_TIMES_HARMLESS * meanCost(baseline.result);
    report({ harmless: baseline, oversized: { result, p99 } }, bound);

    expect(result.filter(({ status }) => status >= 500 || status === 0)).toEqual([]);
    const long = result.filter(({ status, text }) => status >= 400 && Buffer.byteLength(text) > MAX_ANSWER_BYTES);
    expect(long.map(({ what }) => what)).toEqual([]);
    const suspects = requests.filter((_, i) => result[i]!.costMs > bound).slice(0, MAX_SUSPECTS);
    expect(await costlyEachTime(suspects, bound)).toEqual([]);
  }, 600_000);

  it('closes only its own socket', async () => {
    const anonymous = await Socket.open(airlock.url);
    anonymous.send({ type: 'connection_init', payload: { a: 'x'.repeat(70_000) } });
    expect((await anonymous.closed).code).toBe(1009);
    for (const variables of [...Object.values(small), large['a half megabyte of spaces']!]) {
      const socket = await Socket.of(api);
      const payload = `{"query":"subscription { workspaceActivity { __typename } }","variables":{"a":${variables}}}`;
      socket.socket.send(`{"type":"subscribe","id":"1","payload":${payload}}`);
      socket.send({ type: 'ping' });
      await socket.first('pong', 1);
      expect(JSON.stringify(socket.messages).length).toBeLessThan(MAX_ANSWER_BYTES);
      socket.close();
    }
    await expectAlive();
  });
});

describe('slow input', () => {
  const head = (line: string, ...headers: string[]) =>
    `${[`${line} HTTP/1.1`, 'Host: a', ...headers].join('\r\n')}\r\n\r\n`;
  const json = 'Content-Type: application/json';
  const long = 'Content-Length: 60000';
  const key = () => `Authorization: Bearer ${api.key}`;

  it('is ended with 408 on every route, whether it was answered before or not', async () => {
    const chunks = 'Transfer-Encoding: chunked';
    const slow: [string, RegExp, { head: string; drip: string }][] = [
      ['login', /^HTTP\/1\.1 408/, { head: head('POST /v1/auth/login', json, long), drip: ' ' }],
      ['login in chunks', /^HTTP\/1\.1 408/, { head: head('POST /v1/auth/login', json, chunks), drip: '1\r\n \r\n' }],
      ['GraphQL', /^HTTP\/1\.1 408.*REQUEST_TIMEOUT/s, { head: head('POST /graphql', json, long), drip: ' ' }],
      ['create', /^HTTP\/1\.1 408/, { head: head('POST /v1/buckets/assets/uploads', json, long, key()), drip: ' ' }],
      ['a GET with a body', /^HTTP\/1\.1 200/, { head: head('GET /health/live', long), drip: ' ' }],
      [
        'a form without a key',
        /^HTTP\/1\.1 401/,
        {
          head: head('POST /v1/files/upload', 'Content-Type: multipart/form-data; boundary=b', long),
          drip: ' ',
        },
      ],
      [
        'a refused body',
        /^HTTP\/1\.1 401/,
        {
          head: head('POST /v1/buckets/assets/uploads', json, 'Content-Length: 900000'),
          drip: ' ',
        },
      ],
      ['no such route', /^HTTP\/1\.1 40[48]/, { head: head('POST /nowhere', json, long), drip: ' ' }],
    ];
    const answers = await Promise.all(slow.map(([, , what]) => trickle(ports[0]!, what)));
    expect(answers.map((answer, i) => [slow[i]![0], slow[i]![1].test(answer) ? '' : answer])).toEqual(
      slow.map(([name]) => [name, '']),
    );
    await expectAlive();
  });

  it('is accepted when it makes progress: a body in pieces, a form whose file takes longer than any body', async () => {
    const body = JSON.stringify({
      filename: 'a.pdf',
      content_type: 'application/pdf',
      metadata: { a: 'x'.repeat(8_000) },
    });
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
    const json = openForm(api, headers, '/v1/buckets/assets/uploads');
    const form = openForm(api);
    const answers = [answerTo(json), answerTo(form)];
    const file = pdf();
    form.write(Buffer.concat([partHead({ name: 'bucket', content: '' }), Buffer.from('assets'), LINE_END]));
    form.write(partHead(filePart('')));
    for (let i = 0; i < 12; i++) {
      json.write(body.slice(i * 700, (i + 1) * 700));
      form.write(file.subarray(i, i + 1));
      await pause(400);
    }
    json.end(body.slice(12 * 700));
    form.end(Buffer.concat([file.subarray(12), LINE_END, FORM_END]));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([201, 201]);
  });
});
