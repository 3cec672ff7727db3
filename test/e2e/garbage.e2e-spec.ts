import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, http } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { garbage, oddSegments, seeded } from '../support/garbage.js';
import { expectNoDefect, ofGraphql, ofRest, TRACE } from '../support/refusals.js';
import { camelCase } from '../support/samples.js';
import { ask, routesOf } from '../support/routes.js';
import { create, put, settled } from '../support/walk.js';

let airlock: Airlock;
let api: Api;
let uploadId: string;

const valid = { filename: 'a.pdf', content_type: 'application/pdf' };
const CREATE = '/v1/buckets/assets/uploads';

beforeAll(async () => {
  airlock = await Airlock.start({ env: { FILES_STAGING_MAX_PER_TENANT: '100000', LOG_LEVEL: 'debug' } });
  api = new Api(airlock.url);
  uploadId = (await create(api, { filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf() })).upload_id;
});

/** What was printed in all this, too, says nothing that is nobody's business, and nothing of a defect. */
afterAll(async () => {
  await airlock.dispose();
  const printed = airlock.output.join('\n');
  expect(printed).not.toMatch(/X-Amz-Signature|sk_[A-Za-z0-9]{20}|eyJ[\w-]+\.[\w-]+\.|BEGIN [A-Z ]*PRIVATE KEY/);
  expect(printed).not.toMatch(/^\s+at .*\.js/m);
});

const toGraphql = (body: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [camelCase(name), value]));

async function bothWays(path: string, mutation: string, body: Record<string, unknown>, place: Record<string, unknown>) {
  const rest = await api.post(path, body);
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { ${mutation}(input: $input) { uploadId } }`;
  const graphql = await api.graphql(query, { input: { ...place, ...toGraphql(body) } });
  return { rest, graphql };
}

const createFields = [
  'filename',
  'content_type',
  'file_size_bytes',
  'presigned_url_expiration',
  'method',
  'guarantees',
  'metadata',
  'create_object_on_confirm',
  'object_metadata',
  'blob_property',
  'blob_type',
  'file_hash',
  'skip_duplicates',
  'no_such_field',
];
const confirmFields = ['etag', 'file_hash', 'parts', 'no_such_field'];

describe('garbage in a field', () => {
  async function expectAlike(
    field: string,
    what: string,
    value: unknown,
    way: () => ReturnType<typeof bothWays>,
  ): Promise<void> {
    const { rest, graphql } = await way();
    const name = `${field}: ${what}`;
    expectNoDefect(rest, name);
    expect({ name, status: graphql.status < 500, inside: TRACE.test(graphql.text) }).toEqual({
      name,
      status: true,
      inside: false,
    });
    // A body of more than a megabyte is refused as a whole, before there is a field.
    if (JSON.stringify(value)?.length > 900_000) return;
    expect({ name, ...ofGraphql(graphql) }).toEqual({ name, ...ofRest(rest) });
  }

  it.each(createFields)('of createUpload, %s: the same refusal by REST and GraphQL', async (field) => {
    for (const [what, value] of Object.entries(garbage))
      await expectAlike(field, what, value, () =>
        bothWays(CREATE, 'createUpload', { ...valid, [field]: value }, { bucketId: 'assets' }),
      );
  });

  it.each(confirmFields)('of confirmUpload, %s: the same refusal by REST and GraphQL', async (field) => {
    for (const [what, value] of Object.entries(garbage))
      await expectAlike(field, what, value, () =>
        bothWays(`/v1/uploads/${uploadId}/confirm`, 'confirmUpload', { [field]: value }, { uploadId }),
      );
  });

  it('in several at once, seeded: refused or taken, never a defect', async () => {
    const random = seeded(20261121);
    const pick = <T>(from: T[]): T => from[Math.floor(random() * from.length)]!;
    const values = Object.entries(garbage).filter(([what]) => what !== 'a megabyte of text');
    for (let round = 0; round < 60; round++) {
      const chosen = Array.from(
        { length: 1 + Math.floor(random() * 5) },
        () => [pick(createFields), pick(values)] as const,
      );
      const body = Object.fromEntries(chosen.map(([field, [, value]]) => [field, value]));
      const what = chosen.map(([field, [kind]]) => `${field} ${kind}`).join(', ');
      expectNoDefect(await api.post(CREATE, { ...valid, ...body }), what);
    }
  });

  it('missing altogether: each required field is named', async () => {
    const { rest, graphql } = await bothWays(CREATE, 'createUpload', {}, { bucketId: 'assets' });
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
    const headers = { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' };
    const answer = await http(`${airlock.url}${CREATE}`, { method: 'POST', body, headers });
    expectNoDefect(answer, what);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const graphql = await http(`${airlock.url}/graphql`, { method: 'POST', body, headers });
    expect(graphql.status).toBeGreaterThanOrEqual(400);
    expect(graphql.status).toBeLessThan(500);
    expect(graphql.text).not.toMatch(TRACE);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/json; charset=utf-16',
    'nonsense',
    'multipart/form-data',
  ])('as %s', async (type) => {
    const headers = { authorization: `Bearer ${api.key}`, 'content-type': type };
    const answer = await http(`${airlock.url}${CREATE}`, { method: 'POST', body: JSON.stringify(valid), headers });
    expectNoDefect(answer, type);
  });
});

describe('garbage around a body', () => {
  it('in every place of every path', async () => {
    const routes = (await routesOf(api)).filter(({ pathIds }) => pathIds.length);
    for (const route of routes)
      for (const segment of oddSegments) {
        const path = route.path.replace(/\{\w+\}/g, segment);
        const answer = await http(`${airlock.url}${path}`, {
          method: route.method,
          headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' },
          body: JSON.stringify(route.body ?? {}),
        });
        expectNoDefect(answer, `${route.method} ${path.slice(0, 120)}`);
      }
  });

  it('in every parameter of every list', async () => {
    const names = [
      'limit',
      'cursor',
      'status',
      'bucket_id',
      'content_type',
      'created_after',
      'metadata.a',
      'metadata',
      'nothing',
    ];
    const values = [
      ...oddSegments.filter((value) => value.length < 3000),
      '',
      '0',
      '101',
      '1e9',
      '9'.repeat(40),
      '[]',
      'a&limit=2',
      '2026-13-45T99:99:99Z',
    ];
    const lists = (await routesOf(api)).filter(
      ({ method, path, pathIds }) => method === 'GET' && !pathIds.length && path !== '/metrics',
    );
    for (const route of lists)
      for (const name of names)
        for (const value of values)
          expectNoDefect(
            await api.get(`${route.path}?${name}=${value}`),
            `${route.path}?${name}=${value.slice(0, 100)}`,
          );
  });

  it('in every parameter of a download', async () => {
    const { upload_id: id, ...created } = await create(api, {
      filename: 'd.pdf',
      contentType: 'application/pdf',
      bytes: pdf(),
    });
    await put(created, pdf());
    await settled(api, id);
    for (const name of ['filename', 'expires_in', 'disposition', 'nothing'])
      for (const value of Object.values(garbage).filter(
        (text) => typeof text === 'string' && text.length < 5000 && text.isWellFormed(),
      ))
        expectNoDefect(
          await api.get(`/v1/files/${id}/download-url?${name}=${encodeURIComponent(String(value))}`),
          `${name}=${String(value)}`,
        );
  });

  it('in ids by GraphQL', async () => {
    const texts = Object.entries(garbage).filter(([, value]) => typeof value === 'string' && value.length < 5000);
    for (const [what, id] of texts)
      for (const query of [
        'query ($id: ID!) { upload(id: $id) { id } }',
        'query ($id: ID!) { file(id: $id) { id } }',
        'query ($id: ID!) { workspace(id: $id) { __typename } }',
        'query ($id: String!) { uploads(filter: { bucketId: $id }) { nodes { id } } }',
        'query ($id: String!) { uploads(after: $id) { nodes { id } } }',
      ]) {
        const { status, body, text } = await api.graphql(query, { id });
        const code = body?.errors?.[0].extensions.code ?? 'none';
        expect({
          what,
          query,
          status: status < 500,
          code: /NOT_FOUND|VALIDATION_FAILED|none/.test(code) ? '' : code,
        }).toEqual({ what, query, status: true, code: '' });
        expect(text).not.toMatch(TRACE);
      }
  });

  it('in headers', async () => {
    const authorizations = [
      '',
      'Bearer',
      'Bearer ',
      'Basic eDp5',
      'Bearer sk_',
      `Bearer ${'x'.repeat(8000)}`,
      'Bearer a b',
      'Bearer \u00ff',
      'Bearer ..',
      'Bearer eyJhbGciOiJIUzI1NiJ9.e30.x',
    ];
    for (const authorization of authorizations) {
      const answer = await http(`${airlock.url}/v1/me`, { headers: { authorization } });
      expectNoDefect(answer, authorization);
      expect(answer.status).toBe(401);
    }
    for (const namespace of ['\u00ff', '../x', "'", 'ws_', 'x'.repeat(5000), '*'])
      expectNoDefect(await api.call('GET', '/v1/me', undefined, { 'x-namespace': namespace }), namespace);
  });

  it('leaves every documented route without a defect when its body is empty', async () => {
    for (const route of (await routesOf(api)).filter(({ method }) => method !== 'GET' && method !== 'DELETE'))
      expectNoDefect(await ask(api, { ...route, body: {}, bodyIds: [] }, {}), `${route.method} ${route.path}`);
  });
});
