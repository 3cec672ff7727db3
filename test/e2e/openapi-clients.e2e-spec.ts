import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock, ROOT_KEY } from '../support/airlock.js';
import { pdf } from '../support/fixtures.js';
import { compilerErrors, generateClients, walkOf } from '../support/openapi-clients.js';

let airlock: Airlock;

beforeAll(async () => {
  [airlock] = await Promise.all([Airlock.start(), generateClients()]);
});
afterAll(() => airlock.dispose());

describe('clients that are generated from the OpenAPI document', () => {
  it('have the types of what is sent and answered', async () => {
    expect(await compilerErrors()).toBe('');
  });

  it.each(['openapi-fetch', 'hey-api'])('by %s bring a file in, find it, read it and delete it', async (name) => {
    const walk = await walkOf(name);
    const bytes = pdf(name);
    const file = new Blob([new Uint8Array(bytes)], { type: 'application/pdf' });
    expect(await walk(airlock.url, ROOT_KEY, file)).toBe(await file.text());
  });
});
