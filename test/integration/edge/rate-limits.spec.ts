import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { RequestLimits } from '../../../src/edge/rate-limits/request-limits.js';
import { Api } from '../../support/api.js';
import { configOf, rateCountersOf } from '../../support/rate-counters.js';
import { sample } from '../../support/scrape.js';
import { productDatabase } from '../../support/tenant.js';
import { startSample } from './sample-app.js';

const LIMIT = 5;
const box = { file_name: 'a', size: 1 };
/** Of a minute. */
const SECONDS = expect.stringMatching(/^([1-9]|[1-5]\d|60)$/);
const MUTATION = 'createBox(input: {fileName: "a", size: 1}) { id }';

let database: Awaited<ReturnType<typeof productDatabase>>;
let apps: INestApplication[];
/** Two processes on one database, for a caller of its own in each test. */
let processes: [Api, Api];
const clock = { time: 0, now: () => clock.time };

async function start(limit: number): Promise<Api> {
  const env = { RATE_LIMIT_PER_MINUTE: String(limit) };
  const rates = new RequestLimits(configOf(env), rateCountersOf(database.database), clock);
  const { app, url } = await startSample({ rates });
  apps.push(app);
  return new Api(url, 'good');
}

beforeAll(async () => {
  database = await productDatabase();
  apps = [];
  processes = [await start(LIMIT), await start(LIMIT)];
});
afterAll(async () => {
  for (const app of apps) await app.close();
  await database.close();
});

let callers = 0;
const newCaller = () => {
  const key = `caller-${callers++}`;
  return processes.map((api) => api.as(key)) as [Api, Api];
};
const make = (api: Api) => api.post('/v1/boxes', box);
const exhaust = async (api: Api) => {
  for (let n = 0; n < LIMIT; n++) expect((await make(api)).status).toBe(201);
};

describe('the rate of a caller', () => {
  it('is said in every answer that counts, and ends in 429 with the time to wait', async () => {
    const [api] = newCaller();
    for (let left = LIMIT - 1; left >= 0; left--)
      expect(await make(api)).toMatchObject({
        status: 201,
        headers: { 'ratelimit-limit': '5', 'ratelimit-remaining': String(left), 'ratelimit-reset': SECONDS },
      });
    const refused = await make(api);
    expect(refused).toMatchObject({
      status: 429,
      headers: {
        ...{ 'retry-after': SECONDS, 'content-type': expect.stringContaining('application/problem+json') },
        ...{ 'ratelimit-limit': '5', 'ratelimit-remaining': '0', 'ratelimit-reset': SECONDS },
      },
      body: { code: 'RATE_LIMITED', status: 429, detail: expect.stringMatching(/try again in \d+ s\.$/) },
    });
    expect(await sample(api.url, 'rate_limited_requests_total')).toBe(1);
    expect(refused.headers['retry-after']).toBe(refused.headers['ratelimit-reset']);
    expect(refused.headers['access-control-expose-headers']).toMatch(/RateLimit-Remaining.*Retry-After/);
  });

  it('is one in all processes, however many requests run at once', async () => {
    const both = newCaller();
    const all = await Promise.all(Array.from({ length: 20 }, (_, n) => make(both[n % 2]!)));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(LIMIT);
    expect(all.filter(({ status }) => status === 429)).toHaveLength(20 - LIMIT);
  });

  it('is its own: others are not refused', async () => {
    const [[one], [other]] = [newCaller(), newCaller()];
    await exhaust(one);
    expect((await make(one)).status).toBe(429);
    expect((await make(other)).status).toBe(201);
  });

  it('begins anew after its minute', async () => {
    const both = newCaller();
    await exhaust(both[0]);
    for (const api of both) expect((await make(api)).status).toBe(429);
    clock.time += 60_000;
    await database.test.query('UPDATE rate_counts SET expire = 0');
    await exhaust(both[1]);
    expect((await make(both[1])).status).toBe(429);
  });

  it('counts refused requests, but not those without a caller', async () => {
    const [api] = newCaller();
    for (let n = 0; n < LIMIT; n++) expect((await api.post('/v1/boxes', {})).status).toBe(400);
    expect((await make(api)).status).toBe(429);
    const unknown = await make(api.as('nobody'));
    expect([unknown.status, unknown.headers['ratelimit-limit']]).toEqual([401, undefined]);
    expect((await api.post('/v1/boxes/public')).status).toBe(204);
  });

  it('counts no reads, no bytes of an upload under way, and GETs that create', async () => {
    const [api] = newCaller();
    await exhaust(api);
    const list = await api.get('/v1/boxes');
    expect([list.status, list.headers['ratelimit-limit']]).toEqual([200, undefined]);
    expect((await api.call('PATCH', '/v1/boxes/1/bytes', {})).status).toBe(204);
    expect((await api.get('/v1/boxes/made/by-get')).status).toBe(429);
    expect((await api.get('/health/live')).status).toBe(200);
  });
});

describe('the rate of a caller of GraphQL', () => {
  it('counts each mutation of a document, and refuses those beyond the limit', async () => {
    const [api] = newCaller();
    const many = Array.from({ length: LIMIT }, (_, n) => `m${n}: ${MUTATION}`).join(' ');
    const { status, body, headers } = await api.graphql(`mutation { ${many} }`);
    expect([status, body.errors, headers['ratelimit-remaining']]).toEqual([200, undefined, '0']);
    const refused = await api.graphql(`mutation { ${MUTATION} }`);
    expect(refused).toMatchObject({
      headers: { 'retry-after': SECONDS, 'ratelimit-remaining': '0' },
      body: { data: null, errors: [{ extensions: { code: 'RATE_LIMITED', status: 429 } }] },
    });
    expect((await make(api)).status).toBe(429);
  });

  it('counts no queries', async () => {
    const [api] = newCaller();
    await exhaust(api);
    const { body, headers } = await api.graphql('{ box { id } }');
    expect([body.errors, headers['ratelimit-limit']]).toEqual([undefined, undefined]);
  });
});

describe('a limit of 0', () => {
  it('means that there is none', async () => {
    const api = (await start(0)).as('caller-without-limit');
    for (let n = 0; n < 3 * LIMIT; n++) {
      const { status, headers } = await make(api);
      expect([status, headers['ratelimit-limit']]).toEqual([201, undefined]);
    }
  });
});
