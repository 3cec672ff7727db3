import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pMap from 'p-map';
import { Airlock, ROOT_KEY } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { extremes, farExtremes, oddHeaders, oddSpellings } from '../support/extremes.js';
import { populateWorkspace } from '../support/populate-workspace.js';
import { argumentsOf } from '../support/garbage-arguments.js';
import { bodyFieldsOf, mark, parametersOf, type Place, textWith } from '../support/garbage-places.js';
import { expectNoGraphqlDefect, sendEverywhere } from '../support/garbage.js';
import { field, filePart, type FormPart, sendForm } from '../support/form.js';
import { pdf } from '../support/fixtures.js';
import { KeptAlive, WIDTH } from '../support/kept-alive.js';
import { expectNoDefect, ofGraphql, ofRest, TRACE } from '../support/refusals.js';
import { ask, type Ids, routesOf } from '../support/routes.js';
import { camelCase } from '../support/samples.js';
import { scrape } from '../support/scrape.js';
import { seeded } from '../support/seeded.js';

const JWT = { JWT_SECRET: 'a secret that another issuer signs with', JWT_ISSUER: 'https://issuer.example' };

/** Each request from another client, as a proxy would report: failed logins are limited by address. */
class ManyClients extends KeptAlive {
  private sent = 0;

  override send(method: string, path: string, body?: string | Buffer, headers: Record<string, string> = {}) {
    const address = `10.0.${this.sent >> 8}.${this.sent++ & 255}`;
    return super.send(method, path, body, { 'x-forwarded-for': address, ...headers });
  }
}

let airlock: Airlock;
let api: Api;
let client: KeptAlive;
let ids: Ids;

const valid = { filename: 'a.pdf', content_type: 'application/pdf' };
const JSON_BODY = { 'content-type': 'application/json' };
const CREATE = '/v1/buckets/assets/uploads';

beforeAll(async () => {
  const env = {
    FILES_STAGING_MAX_PER_TENANT: '100000',
    LOG_LEVEL: 'debug',
    RATE_LIMIT_PER_MINUTE: '1000000',
    TRUST_PROXY: 'true',
  };
  airlock = await Airlock.start({ env: { ...env, ...JWT } });
  api = new Api(airlock.url);
  client = new ManyClients(airlock.url, { authorization: `Bearer ${ROOT_KEY}` });
  const { body: me } = await api.get('/v1/me');
  const { body: spare } = await api.post('/v1/organizations', { name: 'spare' });
  ({ ids } = await populateWorkspace(api, { workspace: me.workspace_id }));
  ids.organization = spare.organization_id;
});

/** The log must show no secret and no stack trace. */
afterAll(async () => {
  client.close();
  await airlock.dispose();
  const printed = airlock.output.join('\n');
  expect(printed).not.toMatch(/X-Amz-Signature|sk_[A-Za-z0-9]{20}|eyJ[\w-]+\.[\w-]+\.|BEGIN [A-Z ]*PRIVATE KEY/);
  expect(printed).not.toMatch(/^\s+at .*\.js|"stack":/m);
});

const isLogin = ({ what }: Place) => what.includes('/v1/auth/login');

describe('garbage is refused or accepted, and never causes a defect', () => {
  const values = farExtremes;
  const document = async () => (await api.get('/docs-json')).body;

  it('in every parameter of every route', async () => {
    const places = parametersOf({ client, ids, document: await document() });
    expect(places.length).toBeGreaterThan(80);
    await sendEverywhere(places, oddSpellings);
  });

  it('in every field of every body', async () => {
    const places = bodyFieldsOf({ client, ids, document: await document() });
    expect(places.length).toBeGreaterThan(100);
    const [logins, others] = [places.filter(isLogin), places.filter((place) => !isLogin(place))];
    await sendEverywhere(others, values);
    // Hashing a password is slow by design, so logins get fewer values.
    await sendEverywhere(
      logins,
      values.filter((text) => /\\u|-|{/.test(text)),
    );
  });

  it('in every argument of GraphQL', async () => {
    const places = await argumentsOf(api, client, ids);
    expect(places.length).toBeGreaterThan(100);
    await sendEverywhere(places, values, expectNoGraphqlDefect);
  });

  it('in every header', async () => {
    const routes: [string, string, string?][] = [
      ['GET', '/v1/me'],
      ['POST', CREATE, JSON.stringify(valid)],
      ['POST', '/v1/files/upload', 'x'],
      ['POST', '/v1/auth/login', JSON.stringify({ email: 'a@example.com', password: 'x' })],
    ];
    const names = ['authorization', 'x-namespace', 'idempotency-key', 'content-type', 'content-encoding', 'accept'];
    const more = ['accept-encoding', 'origin', 'host', 'range', 'x-forwarded-for', 'last-event-id', 'traceparent'];
    const places = [...names, ...more].flatMap((name) =>
      routes.map(([method, path, body]) => ({
        what: `${method} ${path} ${name}`,
        send: (value: string) => client.send(method, path, body, { [name]: value }),
      })),
    );
    await sendEverywhere(places, oddHeaders);
  });

  it('in malformed header lines', async () => {
    const lines = [
      'GET /v1/me\0 HTTP/1.1\r\nHost: a',
      'GET /v1/me HTTP/1.1\r\nHost: a\r\nX-Namespace: a\0b',
      'GET / HTTP/9.9',
    ];
    const answers = await Promise.all(lines.map((line) => raw(`${line}\r\n\r\n`)));
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 [45]0[05] [\s\S]*application\/problem\+json/);
  });

  it('in every claim of a token, and in its header', async () => {
    const header = { alg: 'HS256', typ: 'JWT' };
    const claims = { iss: JWT.JWT_ISSUER, aud: 'airlock', sub: 'ada', exp: Math.floor(Date.now() / 1000) + 3600 };
    const send = (parts: string[]) =>
      client.send('GET', '/v1/me', undefined, { authorization: `Bearer ${signed(parts)}` });
    const inClaims = ['iss', 'aud', 'sub', 'exp', 'nbf', 'iat', 'jti', 'scope'].map((name) => ({
      what: `claim ${name}`,
      send: (value: string) => send([JSON.stringify(header), textWith({ ...claims, [name]: mark }, value)]),
    }));
    const inHeader = ['alg', 'typ', 'kid', 'crit', 'jwk'].map((name) => ({
      what: `header ${name}`,
      send: (value: string) => send([textWith({ ...header, [name]: mark }, value), JSON.stringify(claims)]),
    }));
    const whole = { what: 'claims', send: (value: string) => send([JSON.stringify(header), value]) };
    const short = values.filter((value) => value.length < 5000);
    await sendEverywhere([...inClaims, ...inHeader, whole], [...short, '', '{', 'nonsense']);
  });

  it('in every field of a form, before its file and behind it', async () => {
    const texts = values.map((text) => (text.startsWith('"') ? (JSON.parse(text) as string) : text));
    const broken = ['61eda08062', '61ff'].map((hex) => Buffer.from(hex, 'hex'));
    const bytes = [...texts.map((text) => Buffer.from(text)), ...broken];
    const bucket = field('bucket', 'assets');
    const file = filePart(pdf('form'));
    const forms = bytes.flatMap((content, i): FormPart[][] => {
      const line = content.toString('latin1').slice(0, 4000);
      const fields = ['metadata', 'filename', 'mimeType', 'other', line].map((name) => {
        const odd = { name, content };
        return i % 2 ? [bucket, odd, file] : [bucket, file, odd];
      });
      const files = [filePart(pdf('named'), line), filePart(pdf('typed'), 'a.pdf', line)].map((odd) => [bucket, odd]);
      const place = { name: 'bucket', content };
      return [...fields, ...files, [place, file], [file, place]];
    });
    const send = async (parts: (typeof forms)[number]) => {
      const what = JSON.stringify(parts.map(({ content: _, ...part }) => part)).slice(0, 200);
      expectNoDefect(await sendForm(api, parts), what);
    };
    await pMap(forms, send, { concurrency: WIDTH });
  });

  it('in several fields at once, seeded', async () => {
    const random = seeded(20261121);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
    const short = values.filter((value) => value.length < 5000);
    const bodies = Array.from({ length: 200 }, () => {
      const chosen = Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(createFields));
      return chosen.reduce((text, name) => `${text.slice(0, -1)},"${name}":${pick(short)}}`, JSON.stringify(valid));
    });
    await sendEverywhere([{ what: CREATE, send: (body) => client.send('POST', CREATE, body) }], bodies);
  });

  it('in bodies that are empty', async () => {
    const routes = (await routesOf(api)).filter(({ method }) => method === 'POST' || method === 'PATCH');
    for (const route of routes)
      expectNoDefect(await ask(api, { ...route, body: {}, bodyIds: [] }, {}), `${route.method} ${route.path}`);
  });
});

const createFields = [
  ...['filename', 'content_type', 'file_size_bytes', 'presigned_url_expiration', 'method', 'guarantees', 'metadata'],
  ...['create_object_on_confirm', 'object_metadata', 'blob_property', 'blob_type', 'file_hash', 'skip_duplicates'],
  'no_such_field',
];

describe('metrics', () => {
  /** What has no place in a label: paths, methods, ids, names, types, GraphQL. */
  async function bombard(round: string): Promise<void> {
    await pMap(
      Array.from({ length: 40 }, (_, n) => `odd_${round}_${n}`),
      async (text) => {
        const send = (method: string, path: string, body?: object) =>
          client.send(method, path, JSON.stringify(body), JSON_BODY);
        for (const method of ['GET', 'POST', 'PROPFIND', 'M-SEARCH']) await send(method, `/${text}/${text}?${text}`);
        await send('GET', `/v1/uploads/${text}`);
        await send('POST', CREATE, { filename: `${text}"\n{}`, content_type: `${text}/x`, metadata: { [text]: text } });
        await send('POST', '/graphql', { query: `query ${text} { ${text} }` });
      },
      { concurrency: WIDTH },
    );
  }

  it('have no more series after any input than before, and nothing of it in a label', async () => {
    await Promise.all([bombard('first'), scrape(airlock.url)]);
    const before = await scrape(airlock.url);
    await bombard('second');
    const after = [...(await scrape(airlock.url)).keys()];
    expect(after.filter((series) => /^airlock_(http|up)/.test(series) && !before.has(series))).toEqual([]);
    expect(after.filter((series) => /odd|[^\w{}=",:/.*+ -]/.test(series))).toEqual([]);
  });
});

describe('garbage in a field gets the same refusal by REST and GraphQL', () => {
  const toGraphql = (body: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(body).map(([name, value]) => [camelCase(name), value]));

  async function expectAlike(
    { path, mutation, place }: { path: string; mutation: string; place: object },
    body: Record<string, unknown>,
  ) {
    const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
    const query = `mutation ($input: ${type}) { ${mutation}(input: $input) { uploadId } }`;
    const variables = { input: { ...place, ...toGraphql(body) } };
    const compare = async ([what, value]: [string, string]) => {
      const rest = await client.send('POST', path, textWith(body, value));
      const graphql = await client.graphql(query, textWith(variables, value));
      expectNoGraphqlDefect(graphql, what);
      expect({ what, ...ofGraphql(graphql) }).toEqual({ what, ...ofRest(rest) });
    };
    await pMap(Object.entries(extremes), compare, { concurrency: WIDTH });
  }

  it.each(createFields)('of createUpload: %s', async (name) => {
    const how = { path: CREATE, mutation: 'createUpload', place: { bucketId: 'assets' } };
    await expectAlike(how, { ...valid, [name]: mark });
  });

  it.each(['etag', 'file_hash', 'parts', 'no_such_field'])('of confirmUpload: %s', async (name) => {
    const path = `/v1/uploads/${ids.pending}/confirm`;
    await expectAlike({ path, mutation: 'confirmUpload', place: { uploadId: ids.pending } }, { [name]: mark });
  });

  it('missing altogether: each required field is named', async () => {
    const rest = await api.post(CREATE, {});
    const query = 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { uploadId } }';
    const graphql = await api.graphql(query, { input: { bucketId: 'assets' } });
    expect(ofRest(rest)).toEqual({ code: 'VALIDATION_FAILED', fields: ['contentType', 'filename'] });
    expect(ofGraphql(graphql)).toEqual(ofRest(rest));
  });
});

describe('garbage in a body', () => {
  const bodies: [string, string | Buffer][] = [
    ['no JSON', 'hello'],
    ['half of JSON', '{"filename": "a'],
    ['a bare number', '1'],
    ['a bare null', 'null'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['NaN', '{"file_size_bytes": NaN}'],
    ['a prototype key', '{"__proto__": {"admin": true}, "filename": "a", "content_type": "text/plain"}'],
    ['a constructor key', '{"constructor": {"prototype": {"x": 1}}, "filename": "a", "content_type": "text/plain"}'],
    ['a prototype key in metadata', '{"filename": "a", "content_type": "text/plain", "metadata": {"__proto__": 1}}'],
    ['invalid UTF-8', Buffer.from('7b2266696c656e616d65223a2022fffe80227d', 'hex')],
    ['JSON 100,000 levels deep', '['.repeat(100_000)],
    ['metadata 1,000 levels deep', `{"metadata": ${'{"a":'.repeat(1000)}1${'}'.repeat(1001)}`],
    ['two megabytes', JSON.stringify({ filename: 'x'.repeat(2_000_000) })],
    ['a byte order mark', '\ufeff{}'],
    ['ten thousand fields', JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`f${i}`, i])))],
  ];
  it.each(bodies)('%s', async (what, body) => {
    const answer = await client.send('POST', CREATE, body);
    expectNoDefect(answer, what);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const graphql = await client.send('POST', '/graphql', body);
    expect(graphql.status).toBeGreaterThanOrEqual(400);
    expect(graphql.status).toBeLessThan(500);
    expect(graphql.text).not.toMatch(TRACE);
  });
});

/** A token of the other issuer, put together from its parts. */
function signed(parts: string[]): string {
  const text = parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
  return `${text}.${createHmac('sha256', JWT.JWT_SECRET).update(text).digest('base64url')}`;
}

/** Sends bytes unchanged and reads the whole answer. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(airlock.url).port), '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}
