import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getIntrospectionQuery } from 'graphql';
import { printGraphqlSchema } from '../../../src/edge/graphql/print-schema.js';
import { calls, startSample } from './sample-app.js';

let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  ({ app, url } = await startSample());
});
afterAll(() => app.close());
beforeEach(() => {
  calls.resolver = 0;
});

const json = { authorization: 'Bearer good', 'content-type': 'application/json' };

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: {
    message: string;
    extensions: { code: string; status: number; request_id: string; errors?: { field: string; message: string }[] };
  }[];
}

async function send(
  body: unknown,
  headers: Record<string, string> = json,
): Promise<{ status: number; answer: Answer }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: text });
  const answer = (await response.json()) as Answer;
  for (const { extensions } of answer.errors ?? []) {
    expect(extensions.request_id).toBe(response.headers.get('x-request-id'));
    expect(extensions).not.toHaveProperty('stacktrace');
  }
  return { status: response.status, answer };
}

const codesOf = (answer: Answer) => answer.errors?.map(({ extensions }) => extensions.code);
const CREATE = 'mutation ($input: CreateBoxInput!) { createBox(input: $input) { id fileName size } }';

describe('one operation', () => {
  it('runs, and returns the same as REST', async () => {
    const { status, answer } = await send({ query: CREATE, variables: { input: { fileName: 'a', size: 3e9 } } });
    expect([status, answer.data?.createBox]).toEqual([200, { id: 'upl_0000000000000001', fileName: 'a', size: 3e9 }]);
  });

  it('walks a connection page by page', async () => {
    const query = `query ($after: String) { boxes(first: 2, after: $after) {
      edges { cursor node { fileName } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    const page = async (after?: string) => {
      const { answer } = await send({ query, variables: { after } });
      return answer.data?.boxes as {
        edges: { cursor: string; node: { fileName: string } }[];
        pageInfo: Record<string, unknown>;
      };
    };
    const first = await page();
    expect(first.edges.map(({ node }) => node.fileName)).toEqual(['box 3', 'box 2']);
    expect(first.pageInfo).toMatchObject({
      hasNextPage: true,
      hasPreviousPage: false,
      endCursor: first.edges[1]?.cursor,
    });
    const last = await page(first.edges[1]?.cursor);
    expect(last.edges.map(({ node }) => node.fileName)).toEqual(['box 1']);
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('names the argument of a bad cursor or page size', async () => {
    for (const args of ['after: "zzz"', 'first: 101', 'first: "x"', 'first: 0']) {
      const { answer } = await send({ query: `{ boxes(${args}) { nodes { id } } }` });
      expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'VALIDATION_FAILED', status: 400 });
      expect(answer.errors?.[0]?.extensions.errors?.[0]?.field).toBe(args.split(':')[0]);
    }
  });

  it('needs credentials', async () => {
    const { answer } = await send({ query: '{ box { id } }' }, { 'content-type': 'application/json' });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    expect(calls.resolver).toBe(0);
  });

  it('hides a defect, and reports an error of a field like REST', async () => {
    const defect = await send({ query: '{ broken { id } }' });
    expect(defect.answer.errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL', status: 500 });
    expect(JSON.stringify(defect.answer)).not.toContain('secret');
    const refusal = await send({ query: '{ box { refused } }' });
    expect(refusal.answer.errors?.[0]).toMatchObject({
      message: 'This box is shut.',
      extensions: { code: 'INVALID_STATE', status: 409 },
    });
  });
});

describe('the same bad value on both protocols', () => {
  const good = { fileName: 'a', size: 1 };
  const camel = (field: string) => field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const snake = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(snake);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), snake(inner)]),
    );
  };
  const fieldsOf = (errors: { field: string }[] = []) => [...new Set(errors.map(({ field }) => field))].sort();

  it.each<[string, Record<string, unknown>]>([
    ['an empty text', { ...good, fileName: '' }],
    ['a text that is too long', { ...good, fileName: 'x'.repeat(21) }],
    ['a NUL in a text', { ...good, fileName: 'a\0b' }],
    ['half a character', { ...good, fileName: '\ud800' }],
    ['a number for a text', { ...good, fileName: 5 }],
    ['an object for a text', { ...good, fileName: {} }],
    ['null for a required text', { ...good, fileName: null }],
    ['a text for a size', { ...good, size: '1' }],
    ['a fraction for a size', { ...good, size: 1.5 }],
    ['a size of zero', { ...good, size: 0 }],
    ['a size beyond whole numbers', { ...good, size: 2 ** 60 }],
    ['a text for a flag', { ...good, sealed: 'yes' }],
    ['a time that is none', { ...good, dueAt: 'tomorrow' }],
    ['an unknown field', { ...good, colour: 'red' }],
    ['a missing field', { size: 1 }],
    ['a part without its number', { ...good, parts: [{ etag: 'x' }] }],
    [
      'a bad value inside the second part',
      {
        ...good,
        parts: [
          { partNumber: 1, etag: 'x' },
          { partNumber: 0, etag: 'x' },
        ],
      },
    ],
    ['a wrong type inside a part', { ...good, parts: [{ partNumber: '1', etag: 'x' }] }],
    ['a text for a part', { ...good, parts: ['x'] }],
  ])('%s gives the same code and fields', async (_name, input) => {
    const rest = await fetch(`${url}/v1/boxes`, { method: 'POST', headers: json, body: JSON.stringify(snake(input)) });
    const problem = (await rest.json()) as { code: string; status: number; errors?: { field: string }[] };
    expect(problem).toMatchObject({ code: 'VALIDATION_FAILED', status: 400 });
    const { answer } = await send({ query: CREATE, variables: { input } });
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: problem.code, status: problem.status });
    expect(fieldsOf(answer.errors?.[0]?.extensions.errors)).toEqual(
      fieldsOf(problem.errors?.map(({ field }) => ({ field: camel(field) }))),
    );
    expect(calls.resolver).toBe(0);
  });

  it.each([
    ['{ fileName: 5, size: 1 }', 'fileName'],
    ['{ fileName: "a", size: "1" }', 'size'],
    ['{ size: 1 }', 'fileName'],
    ['{ fileName: "a", size: 1, colour: "red" }', 'colour'],
    ['{ fileName: "a", size: 1, parts: [{ partNumber: 1 }] }', 'parts.0.etag'],
  ])('literals name their field too: %s', async (input, field) => {
    const { status, answer } = await send({ query: `mutation { createBox(input: ${input}) { id } }` });
    expect(status).toBe(400);
    expect(answer.errors?.map(({ extensions }) => extensions.errors?.map((error) => error.field))).toEqual([[field]]);
  });

  it('a variable inside a literal is checked too', async () => {
    const query = 'mutation ($n: String!) { createBox(input: { fileName: $n, size: 1 }) { id } }';
    const { status, answer } = await send({ query, variables: { n: 5 } });
    expect([status, answer.errors?.[0]?.extensions.errors?.[0]?.field]).toEqual([400, 'fileName']);
  });
});

describe('limits are enforced before any resolver runs', () => {
  const nested = (depth: number) => `{ box ${'{ inner '.repeat(depth - 2)}{ id }${' }'.repeat(depth - 2)} }`;
  const many = (n: number, field: (i: number) => string) => Array.from({ length: n }, (_, i) => field(i)).join(' ');

  it.each<[string, string, RegExp]>([
    ['a deep query', nested(11), /11 levels deep; at most 10/],
    [
      'depth hidden in fragments',
      `{ box { ...A } } ${many(12, (i) => `fragment ${String.fromCharCode(65 + i)} on Box { inner { ${i < 11 ? `...${String.fromCharCode(66 + i)}` : 'id'} } }`)}`,
      /levels deep/,
    ],
    [
      'circular fragments',
      '{ box { ...A } } fragment A on Box { inner { ...B } } fragment B on Box { inner { ...A } }',
      /endlessly many levels/,
    ],
    ['1,000 aliases', `{ box { ${many(1000, (i) => `a${i}: id`)} } }`, /tokens|aliases|repeats a name/],
    ['60 aliases', `{ box { ${many(60, (i) => `a${i}: id`)} } }`, /60 aliases; at most 50/],
    [
      'aliases multiplied by fragments',
      `{ box { a: inner { ...A } b: inner { ...A } c: inner { ...A } } } fragment A on Box { ${many(20, (i) => `a${i}: id`)} }`,
      /63 aliases/,
    ],
    ['many root fields', `{ ${many(21, (i) => `a${i}: box { id }`)} }`, /21 root fields; at most 20/],
    [
      'a costly query',
      `{ ${many(10, (i) => `a${i}: boxes(first: 100) { nodes { id fileName size inner { id fileName size } } }`)} }`,
      /may answer \d+ fields; at most 5000/,
    ],
    [
      'a page size in a variable',
      `query ($n: Int) { ${many(20, (i) => `a${i}: boxes(first: $n) { nodes { id fileName size } }`)} }`,
      /may answer \d+ fields/,
    ],
    ['too many tokens', `{ box { ${many(2000, (i) => `id${i}`)} } }`, /2000 tokens/],
    ['a document of 1 MB', `{ box { ${'id '.repeat(350_000)} } }`, /longer than \d+ characters/],
    ['a comment of 1 MB', `{ box { id } } #${'x'.repeat(1024 * 1024)}`, /longer than \d+ characters/],
    ['a syntax error', '{ box { id }', /Syntax Error/],
    ['an unknown field', '{ box { nothing } }', /Cannot query field/],
  ])('%s', async (_name, query, message) => {
    const { status, answer } = await send({ query });
    expect(status).toBe(400);
    expect(new Set(codesOf(answer))).toEqual(new Set(['VALIDATION_FAILED']));
    expect(answer.errors?.map((error) => error.message).join('\n')).toMatch(message);
    expect(calls.resolver).toBe(0);
  });

  it('accepts an operation within the limits', async () => {
    for (const query of [
      nested(10),
      `{ box { ${many(50, (i) => `a${i}: id`)} } }`,
      `{ ${many(20, (i) => `a${i}: box { id }`)} }`,
    ]) {
      const { status, answer } = await send({ query });
      expect([status, answer.errors]).toEqual([200, undefined]);
    }
  });

  it('accepts the introspection query of GraphiQL', async () => {
    const { status, answer } = await send({
      query: getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }),
    });
    expect([status, answer.errors]).toEqual([200, undefined]);
  });
});

describe('the request around the operation', () => {
  it.each<[string, unknown]>([
    ['a batch', Array.from({ length: 100 }, () => ({ query: '{ box { id } }' }))],
    ['no query', {}],
    ['a query that is no text', { query: 5 }],
    ['variables that are a list', { query: '{ box { id } }', variables: [] }],
    ['an operation name that is no text', { query: '{ box { id } }', operationName: 5 }],
    ['an operation name of nowhere', { query: 'query A { box { id } } query B { box { id } }', operationName: 'C' }],
    ['a query and a hash that are nothing', { query: '', extensions: { persistedQuery: null } }],
    ['variables as JSON in a text', { query: '{ box { id } }', variables: '{}' }],
    ['malformed JSON', '{"query":'],
  ])('%s is refused', async (_name, body) => {
    const { status, answer } = await send(body);
    expect([status, codesOf(answer)]).toEqual([400, ['VALIDATION_FAILED']]);
    expect(calls.resolver).toBe(0);
  });

  it.each([
    ['text/plain', '{"query":"{ box { id } }"}'],
    ['application/x-www-form-urlencoded', 'query=%7B+box+%7B+id+%7D+%7D'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="query"\r\n\r\n{ box { id } }\r\n--x--\r\n',
    ],
  ])('%s could be sent by any page (CSRF): 400', async (type, body) => {
    const { status, answer } = await send(body, { authorization: 'Bearer good', 'content-type': type });
    expect([status, codesOf(answer)]).toEqual([400, ['VALIDATION_FAILED']]);
    expect(calls.resolver).toBe(0);
  });

  it('a GET needs a header that forms cannot send', async () => {
    const get = (headers: Record<string, string>) =>
      fetch(`${url}/graphql?query=${encodeURIComponent('{ box { id } }')}`, {
        headers: { authorization: 'Bearer good', ...headers },
      });
    expect((await get({})).status).toBe(400);
    expect(calls.resolver).toBe(0);
    expect((await get({ 'apollo-require-preflight': 'true' })).status).toBe(200);
  });

  it('hides the schema when introspection is off', async () => {
    const closed = await startSample({ introspection: false });
    const ask = async (query: string) => {
      const response = await fetch(`${closed.url}/graphql`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ query }),
      });
      return { status: response.status, text: await response.text() };
    };
    expect((await ask('{ __schema { types { name } } }')).status).toBe(400);
    for (const query of ['{ bax { id } }', '{ box { fileNam } }', '{ boxes(frst: 1) { nodes { id } } }']) {
      const { status, text } = await ask(query);
      expect(status).toBe(400);
      expect(text).not.toContain('Did you mean');
    }
    await closed.app.close();
  });

  it('prints its schema', () => {
    expect(printGraphqlSchema(app)).toContain('type BoxConnection');
  });
});
