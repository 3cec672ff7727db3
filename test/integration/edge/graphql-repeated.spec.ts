import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
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
  errors?: { extensions: { code: string } }[];
}

async function send(body: object, headers: Record<string, string> = json): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, answer: (await response.json()) as Answer };
}

const codesOf = (answer: Answer) => answer.errors?.map(({ extensions }) => extensions.code);
const CREATE = 'mutation ($input: CreateBoxInput!) { createBox(input: $input) { id fileName size } }';

describe('a document that was sent before is parsed and validated once, and allows no more than a new one', () => {
  const both = `query Read { box { id } } ${CREATE.replace('mutation', 'mutation Make')}`;
  const input = { fileName: 'a', size: 1 };

  it('by other variables', async () => {
    expect((await send({ query: CREATE, variables: { input } })).status).toBe(200);
    for (const variables of [{}, { input: { ...input, size: 'large' } }, { input: { ...input, owner: true } }]) {
      const { status, answer } = await send({ query: CREATE, variables });
      expect([status, codesOf(answer), calls.resolver]).toEqual([400, ['VALIDATION_FAILED'], 1]);
    }
    const { status, answer } = await send({ query: CREATE, variables: { input: { ...input, fileName: '' } } });
    expect([status, codesOf(answer), calls.resolver]).toEqual([200, ['VALIDATION_FAILED'], 1]);
  });

  it('by another name of an operation', async () => {
    expect((await send({ query: both, operationName: 'Read' })).status).toBe(200);
    for (const operationName of [undefined, 'Other']) {
      const { status, answer } = await send({ query: both, operationName });
      expect([status, codesOf(answer), calls.resolver]).toEqual([400, ['VALIDATION_FAILED'], 1]);
    }
    const { answer } = await send({ query: both, operationName: 'Make', variables: { input: {} } });
    expect([codesOf(answer), calls.resolver]).toEqual([['VALIDATION_FAILED'], 1]);
    const parameters = new URLSearchParams({
      query: both,
      operationName: 'Make',
      variables: JSON.stringify({ input }),
    });
    const headers = { ...json, 'apollo-require-preflight': 'true' };
    expect((await fetch(`${url}/graphql?${parameters}`, { headers })).status).toBe(405);
    expect(calls.resolver).toBe(1);
  });

  it('by another caller', async () => {
    expect((await send({ query: CREATE, variables: { input } })).answer.errors).toBeUndefined();
    for (const [authorization, code] of [
      ['Bearer reader', 'FORBIDDEN'],
      ['Bearer stranger', 'UNAUTHENTICATED'],
    ] as const) {
      const { answer } = await send({ query: CREATE, variables: { input } }, { ...json, authorization });
      expect([codesOf(answer), calls.resolver]).toEqual([[code], 1]);
    }
  });

  it('when it was refused: it is refused again', async () => {
    const fields = (n: number, field: (i: number) => string) => Array.from({ length: n }, (_, i) => field(i)).join(' ');
    for (const query of [
      '{ box { ...A } } fragment A on Box { inner { ...A } }',
      `{ box { ${fields(60, (i) => `a${i}: id`)} } }`,
      `{ box ${'{ inner '.repeat(9)}{ id }${' }'.repeat(9)} }`,
      `{ ${fields(10, (i) => `a${i}: boxes(first: 100) { nodes { id fileName size inner { id fileName size } } }`)} }`,
    ])
      for (const time of ['first', 'second', 'third']) {
        const { status, answer } = await send({ query });
        expect([time, status, new Set(codesOf(answer))]).toEqual([time, 400, new Set(['VALIDATION_FAILED'])]);
      }
    expect(calls.resolver).toBe(0);
  });
});
