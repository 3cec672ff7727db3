import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startSample } from './sample-app.js';

let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  ({ app, url } = await startSample());
});
afterAll(() => app.close());

const json = { authorization: 'Bearer good', 'content-type': 'application/json' };

describe('the type of a response', () => {
  const JSON_TYPE = 'application/json; charset=utf-8';
  const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

  it.each([
    [undefined, JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/json', JSON_TYPE],
    ['application/graphql-response+json', GRAPHQL_TYPE],
    ['application/graphql-response+json, application/json;q=0.9', GRAPHQL_TYPE],
    ['application/json;q=0.9, application/graphql-response+json;q=0.1', JSON_TYPE],
  ])('for Accept %s is %s', async (accept, type) => {
    const headers = accept === undefined ? json : { ...json, accept };
    const body = JSON.stringify({ query: '{ boxes(first: 1) { nodes { id } } }' });
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
  });
});
