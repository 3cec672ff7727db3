import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, http, type Json } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { field, filePart, sendForm } from '../support/form.js';
import { jsonWays } from '../support/json-ways.js';
import { curlForm, programs, runProgram } from '../support/programs.js';
import { ofGraphql, ofRest } from '../support/refusals.js';
import { confirm, create, put, settled, upload } from '../support/walk.js';

let airlock: Airlock;
let api: Api;

beforeAll(async () => {
  airlock = await Airlock.start({ env: { FILES_STAGING_MAX_PER_TENANT: '100000' } });
  api = new Api(airlock.url);
});
afterAll(() => airlock.dispose());

const file = (text: string, filename = 'a.pdf') => ({ filename, contentType: 'application/pdf', bytes: pdf(text) });
/** Named by its first characters. */
const named = (texts: string[]) => texts.map((text): [string, string] => [text.slice(0, 60), text]);
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('JSON of a client is the same by every route', () => {
  /** Names that Prisma, its protocol or another library interprets. */
  const kept = [
    '{"__prismaRawParameters__":true,"values":[1]}',
    '{"a":{"__prismaRawParameters__":true,"values":[1]}}',
    '{"prisma__type":"param","prisma__value":{"name":"x"}}',
    '{"_isDecimal":true,"toJSON":"x","then":1,"length":3,"constructor":"c","prototype":{"a":1},"set":{"b":2}}',
    '{"a":[[],{},null,true,0.1,-0.5,1e300,"🦆","\\u2028"]}',
    nested(50),
  ];
  /** GraphQL has no literal for these names. */
  const withSigns = [
    '{"$type":"Param","value":{"name":"x"}}',
    '{"$type":"Json","value":"5"}',
    '{"$scalar":"a.b","a b":1,"":2}',
  ];

  it.each(named([...kept, ...withSigns]))('%s is stored unchanged', async (_name, text) => {
    const ways = jsonWays(api).filter(({ way }) => way !== 'a literal' || kept.includes(text));
    for (const { way, send, idOf } of ways) {
      const answer = await send(text);
      expect({ way, errors: answer.body.errors, status: answer.status < 300 }).toEqual({
        way,
        errors: undefined,
        status: true,
      });
      const { body } = await api.get(`/v1/uploads/${idOf(answer)}`);
      expect({ way, metadata: body.metadata }).toEqual({ way, metadata: JSON.parse(text) });
    }
  });

  const refused = [
    '{"__proto__":{"admin":true}}',
    '{"a":[{"__proto__":1}]}',
    '{"constructor":{"prototype":{"x":1}}}',
    nested(51),
    nested(300),
    '{"a":1e999}',
    '{"a":"x\\u0000"}',
    '{"a":"x\\ud800"}',
    '[1]',
    '"text"',
  ];

  it.each(named(refused))('%s is refused', async (_name, text) => {
    for (const { way, send } of jsonWays(api)) {
      const answer = await send(text);
      const refusal = answer.body.errors?.[0]?.extensions ? ofGraphql(answer) : ofRest(answer);
      // A refusal by GraphQL itself names no field.
      const fields = way === 'a literal' ? expect.any(Number) : 1;
      expect({ way, code: refusal.code, fields: refusal.fields.length }).toEqual({
        way,
        code: 'VALIDATION_FAILED',
        fields,
      });
    }
  });

  it('finds an upload by what is in it', async () => {
    const metadata = { marker: { __prismaRawParameters__: true, values: [7], $type: 'Json' } };
    const made = await create(api, file('found'), { metadata });
    const query = 'query ($filter: UploadFilterInput) { uploads(filter: $filter) { nodes { id } } }';
    const found = async (value: unknown) =>
      (await api.graphql(query, { filter: { metadata: value } })).body.data.uploads.nodes.map(({ id }: Json) => id);
    expect(await found(metadata)).toEqual([made.upload_id]);
    expect(await found({ marker: [7] })).toEqual([]);
  });
});

describe('names of files', () => {
  const marked = '\u200fתמונה\u200e (1).pdf';
  const overridden = 'invoice\u202efdp.exe';

  it('may have marks of direction, by every route', async () => {
    const { filename, upload_id: id } = await upload(api, file('marks', marked));
    expect(filename).toBe(marked);
    const form = await sendForm(api, [
      field('bucket', 'assets'),
      field('filename', marked),
      filePart(pdf('marks of a form')),
    ]);
    expect([form.status, form.body.filename]).toEqual([201, marked]);
    const part = await sendForm(api, [field('bucket', 'assets'), filePart(pdf('marks of a part'), marked)]);
    expect([part.status, part.body.filename]).toEqual([201, marked]);
    const link = await api.get(`/v1/files/${id}/download-url?filename=${encodeURIComponent(marked)}`);
    const { headers } = await fetch(link.body.download_url);
    expect(headers.get('content-disposition')).toContain(encodeURIComponent(marked).replace(/[()]/g, escape));
  });

  it('have no overrides, by any route', async () => {
    const { upload_id: id } = await upload(api, file('plain'));
    const asked = { filename: overridden, content_type: 'application/pdf' };
    const answers = await Promise.all([
      api.post('/v1/buckets/assets/uploads', asked),
      api.post('/v1/files/presign', { filename: overridden, mimeType: 'application/pdf', bucket: 'assets', size: 9 }),
      sendForm(api, [field('bucket', 'assets'), field('filename', overridden), filePart(pdf('x'))]),
      sendForm(api, [field('bucket', 'assets'), filePart(pdf('x'), overridden)]),
      api.get(`/v1/files/${id}/download-url?filename=${encodeURIComponent(overridden)}`),
    ]);
    expect(answers.map((answer) => [answer.status, ofRest(answer).fields])).toEqual(
      answers.map(() => [400, ['filename']]),
    );
  });
});

it('confirms by an ETag that a proxy has weakened, and by no other', async () => {
  const bytes = pdf('weak');
  const made = await create(api, { ...file('weak'), bytes });
  const { headers } = await put(made, bytes);
  const wrong = await confirm(api, made.upload_id, { etag: 'W/"0123456789abcdef0123456789abcdef"' });
  expect([wrong.status, wrong.body.code]).toEqual([422, 'CHECKSUM_MISMATCH']);
  expect((await confirm(api, made.upload_id, { etag: `W/${String(headers.etag)}` })).status).toBe(202);
  expect((await settled(api, made.upload_id)).status).toBe('COMPLETED');
});

describe('a cursor', () => {
  it('continues its own list, over REST and GraphQL, and is 400 in every other', async () => {
    for (const text of ['one', 'two', 'three']) await upload(api, file(text));
    const { next_cursor: cursor } = (await api.get('/v1/uploads?limit=1')).body;
    const graphql = (list: string) =>
      api.graphql(`query ($after: String) { ${list}(first: 1, after: $after) { nodes { id } } }`, { after: cursor });
    expect((await api.get(`/v1/uploads?cursor=${cursor}`)).status).toBe(200);
    expect((await graphql('uploads')).body.errors).toBeUndefined();
    for (const list of [
      'files',
      'buckets',
      'workspaces',
      'api-keys',
      'users',
      'organizations',
      'webhook-endpoints',
      'notifications',
    ]) {
      const answer = await api.get(`/v1/${list}?cursor=${cursor}`);
      expect([list, answer.status, ofRest(answer).fields]).toEqual([list, 400, ['cursor']]);
    }
    for (const list of ['files', 'buckets', 'workspaces', 'apiKeys', 'webhookEndpoints', 'objects'])
      expect([list, ofGraphql(await graphql(list))]).toEqual([list, { code: 'VALIDATION_FAILED', fields: ['after'] }]);
  });
});

describe('an invalid date', () => {
  const days = ['2024-02-30T00:00:00Z', '2023-02-29T12:00:00Z', '0000-01-01T00:00:00Z', '2024-04-31T00:00:00+02:00'];

  it.each(days)('%s is refused in every field that takes a time', async (day) => {
    const key = { name: 'k', scopes: ['uploads:read'] };
    const answers = [
      ofRest(await api.get(`/v1/uploads?created_after=${encodeURIComponent(day)}`)),
      ofRest(await api.post('/v1/api-keys', { ...key, expires_at: day })),
      ofGraphql(
        await api.graphql('query ($at: DateTime) { uploads(filter: {createdAfter: $at}) { nodes { id } } }', {
          at: day,
        }),
      ),
      ofGraphql(await api.graphql(`{ uploads(filter: {createdAfter: "${day}"}) { nodes { id } } }`)),
      ofGraphql(
        await api.graphql('mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { name } }', {
          i: { ...key, expiresAt: day },
        }),
      ),
    ];
    expect(answers.map(({ code }) => code)).toEqual(answers.map(() => 'VALIDATION_FAILED'));
  });

  it('is refused by a schema, also where it would be part of a unique key', async () => {
    const properties = { day: { type: 'DATE' }, at: { type: 'DATETIME' } };
    const bucket_schema = { properties, unique_key: { fields: ['at'] } };
    await api.post('/v1/buckets', { bucket_name: 'dated', bucket_schema });
    const asked = { filename: 'a.pdf', content_type: 'application/pdf' };
    for (const object_metadata of [
      { at: '2024-02-30T00:00:00Z' },
      { at: 'nonsense' },
      { at: '2024-02-29T00:00:00Z', day: '2024-02-30' },
    ]) {
      const { status, body } = await api.post('/v1/buckets/dated/uploads', { ...asked, object_metadata });
      expect([status, body.code]).toEqual([422, 'SCHEMA_VIOLATION']);
      const made = await create(api, file('dated'), { create_object_on_confirm: false }, 'dated');
      const object = await api.post('/v1/buckets/dated/objects', {
        upload_ids: [made.upload_id],
        metadata: object_metadata,
      });
      expect(object.status).toBeGreaterThanOrEqual(400);
      expect(object.status).toBeLessThan(500);
    }
  });
});

describe('programs that are pointed at a presigned URL', () => {
  const bytes = pdf('of a program');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  let folder: string;
  let path: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'airlock-programs-'));
    path = join(folder, 'report.pdf');
    await writeFile(path, bytes);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const announced = (more = {}) => create(api, { ...file('', 'report.pdf'), bytes }, more);

  async function expectWhole(made: Json): Promise<void> {
    expect((await confirm(api, made.upload_id)).status).toBe(202);
    expect(await settled(api, made.upload_id)).toMatchObject({ status: 'COMPLETED', file_hash: sha256 });
  }

  it.each(Object.entries(programs))(
    '%s sends with the headers of the answer, and with no other type',
    async (_, command) => {
      const made = await announced();
      const forged = { ...made, headers: { 'Content-Type': 'text/html' } };
      const refused = await runProgram(command({ upload: forged, path }));
      if (!refused) return;
      expect(refused.ok).toBe(false);
      expect((await confirm(api, made.upload_id)).body.code).toBe('UPLOAD_NOT_UPLOADED');
      expect(await runProgram(command({ upload: made, path }))).toMatchObject({ ok: true });
      await expectWhole(made);
    },
  );

  it('every header that a guarantee adds is among those of the answer', async () => {
    const made = await announced({ guarantees: ['sha256', 'create_only'], file_hash: sha256, skip_duplicates: false });
    const added: Record<string, string> = { sha256: 'x-amz-checksum-sha256', create_only: 'If-None-Match' };
    const names = ['Content-Type', ...made.guarantees.flatMap((guarantee: string) => added[guarantee] ?? [])];
    expect(Object.keys(made.headers).sort()).toEqual(names.sort());
    expect(await runProgram(programs['curl -T']!({ upload: made, path }))).toMatchObject({ ok: true });
    await expectWhole(made);
  });

  it('curl -F posts a form, its fields before the file', async () => {
    const made = await announced({ method: 'POST' });
    const larger = join(folder, 'larger.pdf');
    await writeFile(larger, Buffer.concat([bytes, Buffer.from('x')]));
    expect(await runProgram(curlForm({ upload: made, path: larger }))).toMatchObject({ ok: false });
    expect(await runProgram(curlForm({ upload: made, path }))).toMatchObject({ ok: true });
    await expectWhole(made);
  });

  it('Postman and libraries of other languages may add headers of their own and spell ours as they like', async () => {
    const own = {
      'user-AGENT': 'PostmanRuntime/7.43.0',
      ...{
        accept: '*/*',
        'cache-control': 'no-cache',
        'postman-token': 'a1b2',
        'accept-encoding': 'gzip, deflate, br',
      },
      ...{ connection: 'keep-alive', cookie: 'session=1', origin: 'https://app.example', 'x-requested-with': 'x' },
    };
    const made = await announced();
    const headers = { ...own, 'CONTENT-type': made.headers['Content-Type'] };
    expect((await http(made.presigned_url, { method: 'PUT', body: bytes, headers })).status).toBe(200);
    await expectWhole(made);
  });

  it('rclone copyurl, which only reads, follows the redirect with the header it was given', async () => {
    const { upload_id: id } = await upload(api, { ...file('', 'report.pdf'), bytes });
    // A client of Go keeps Authorization on a redirect to another port of the same host.
    const own = { authorization: `Bearer ${api.key}`, 'user-agent': 'rclone/v1.68.0', 'accept-encoding': 'gzip' };
    const { status, headers } = await http(`${api.url}/v1/files/${id}/content`, { headers: own });
    expect(status).toBe(302);
    const { authorization, ...rest } = own;
    const isSameHost = new URL(String(headers.location)).hostname === new URL(api.url).hostname;
    const read = await http(String(headers.location), { headers: isSameHost ? { authorization, ...rest } : rest });
    expect([read.status, read.headers['content-length']]).toEqual([200, String(bytes.length)]);
  });
});
