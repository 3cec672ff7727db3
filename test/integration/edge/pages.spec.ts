import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DomainError } from '../../../src/shared/errors/domain-error.js';
import { PingProbe } from '../../../src/features/operations/index.js';
import { startSample } from './sample-app.js';

let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  ({ app, url } = await startSample());
});
afterAll(() => app.close());

/** URLs that a page loads. */
function loadedFrom(html: string): string[] {
  return [...html.matchAll(/(?:src|href|from|import)\s*[=(]?\s*["']([^"']+)["']/g)].map(([, address = '']) => address);
}

async function page(path: string): Promise<{ html: string; policy: string }> {
  const response = await fetch(url + path, { headers: { accept: 'text/html,*/*;q=0.8' } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  return { html: await response.text(), policy: response.headers.get('content-security-policy') ?? '' };
}

describe.each([
  ['GraphiQL', '/graphql'],
  ['the API documentation', '/docs'],
])('%s', (_name, path) => {
  it('loads everything from this server', async () => {
    const { html, policy } = await page(path);
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('sandbox');
    const addresses = loadedFrom(html);
    expect(addresses.length).toBeGreaterThan(1);
    for (const address of addresses) {
      const asset = new URL(address, url + path);
      expect(asset.origin).toBe(new URL(url).origin);
      const response = await fetch(asset);
      expect([address, response.status]).toEqual([address, 200]);
      await response.arrayBuffer();
    }
  });
});

it('allows the inline scripts of GraphiQL, and no others', async () => {
  const { html, policy } = await page('/graphql');
  const scripts = html.match(/<script/g) ?? [];
  expect(policy.match(/'sha256-/g)).toHaveLength(scripts.length);
  expect(policy).not.toContain("script-src 'self' 'unsafe-inline'");
});

it('serves no asset outside of its folder', async () => {
  for (const path of ['/graphql/assets/..%2f..%2fpackage.json', '/graphql/assets/none.js', '/graphql/assets/'])
    expect((await fetch(url + path)).status).toBe(404);
});

describe('/', () => {
  it('leads a browser to the API documentation', async () => {
    const answer = await fetch(url, { headers: { accept: 'text/html,*/*;q=0.8' }, redirect: 'manual' });
    expect([answer.status, answer.headers.get('location'), answer.headers.get('vary')]).toEqual([
      302,
      '/docs',
      'Accept',
    ]);
  });

  it('tells a program where everything is', async () => {
    const answer = await fetch(url);
    const { name, ...addresses } = (await answer.json()) as Record<string, string>;
    expect([answer.status, name]).toEqual([200, 'Airlock']);
    expect(Object.keys(addresses)).toEqual(['rest_url', 'openapi_url', 'graphql_url', 'problems_url', 'health_url']);
    for (const address of Object.values(addresses)) {
      const { status } = await fetch(url + new URL(address).pathname, { headers: { accept: 'text/html' } });
      expect([address, status]).toEqual([address, 200]);
    }
  });
});

describe('the pages of problem types', () => {
  const browser = { accept: 'text/html,*/*;q=0.8' };
  const here = (type: string) => url + new URL(type).pathname;

  it('load nothing, run nothing, and are readable on a phone and in the dark', async () => {
    for (const path of ['/problems', '/problems/not-found']) {
      const { html, policy } = await page(path);
      expect(policy).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; img-src 'self'; base-uri 'none'; form-action 'none'/,
      );
      expect(html).not.toMatch(/<script|<link|src=|@import|url\(|style="/);
      expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1"');
      expect(html).toContain('prefers-color-scheme: dark');
      const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(html) ?? [];
      expect(policy).toContain(createHash('sha256').update(style).digest('base64'));
    }
  });

  it.each([
    ['NOT_FOUND', '/v1/nowhere', {}],
    ['UNAUTHENTICATED', '/v1/boxes', {}],
    ['INTERNAL', '/v1/boxes/broken', { authorization: 'Bearer good' }],
    ['VALIDATION_FAILED', '/v1/boxes/%zz', {}],
  ])('are where the type of a problem points: %s', async (code, path, headers) => {
    const problem = (await (await fetch(url + path, { headers })).json()) as Record<string, string>;
    expect(problem).toMatchObject({ code, type: expect.stringMatching(/^http:\/\/localhost:\d+\/problems\//) });
    const described = (await (await fetch(here(problem.type!))).json()) as Record<string, unknown>;
    const { type, title, status } = problem;
    expect(described).toMatchObject({ ...{ code, type, title, status }, retryable: expect.any(Boolean) });
    const { html } = await page(new URL(type!).pathname);
    for (const shown of [title, code, 'Cause', 'What to do']) expect(html).toContain(shown);
  });

  it('list every type, each with a page', async () => {
    const { items } = (await (await fetch(`${url}/problems`)).json()) as { items: Record<string, string>[] };
    const { html } = await page('/problems');
    expect(items.length).toBeGreaterThan(30);
    for (const { type, title, code } of items) {
      expect(html).toContain(`href="${new URL(type!).pathname}"`);
      const shown = await (await fetch(here(type!), { headers: browser })).text();
      expect(shown).toContain(`<h1>${title}</h1>`);
      expect(shown).toContain(`<code>${code}</code>`);
    }
  });

  it('are 404 for a name that is none, as a page and as a problem, and do not repeat it', async () => {
    const unknown = await fetch(`${url}/problems/%3Cscript%3Ealert(1)`, { headers: browser });
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(await unknown.text()).not.toContain('alert');
    const problem = await fetch(`${url}/problems/none`, { headers: { accept: 'application/json' } });
    expect(problem.status).toBe(404);
    expect(problem.headers.get('content-type')).toContain('application/problem+json');
    expect(await problem.json()).toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('serves the OpenAPI document with its address, licence and contact, and says when it has not changed', async () => {
  const answer = await fetch(`${url}/openapi.json`);
  const document = (await answer.json()) as Record<string, unknown>;
  expect(document).toMatchObject({
    info: { license: { name: 'Apache-2.0' }, contact: { name: expect.any(String) } },
    servers: [{ url: expect.stringMatching(/^http:/) }, { url: '/' }],
  });
  const etag = answer.headers.get('etag')!;
  expect((await fetch(`${url}/openapi.json`, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const shown = (await (await fetch(`${url}/docs-json`)).json()) as Record<string, unknown>;
  expect(shown).toEqual({ ...document, servers: [...(document.servers as object[])].reverse() });
});

it('describes the API', async () => {
  const document = (await (await fetch(`${url}/docs-json`)).json()) as {
    paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    components: { schemas: Record<string, { properties: Record<string, unknown> }>; securitySchemes: unknown };
  };
  const { schemas, securitySchemes } = document.components;
  expect(securitySchemes).toMatchObject({ bearer: { type: 'http', scheme: 'bearer' } });
  expect(Object.keys(schemas['BoxView']!.properties)).toEqual(expect.arrayContaining(['file_name', 'size']));
  expect(Object.keys(schemas['BoxViewPage']!.properties)).toEqual(['items', 'next_cursor']);
  expect(Object.keys(schemas['Problem']!.properties)).toEqual(
    expect.arrayContaining(['type', 'title', 'status', 'detail', 'code', 'instance', 'request_id', 'errors']),
  );
  const { responses } = document.paths['/v1/boxes']!['post']!;
  expect(Object.keys(responses).sort()).toEqual(['201', '401', '403', '404', 'default']);
  expect(responses['403']).toMatchObject({
    description: 'FORBIDDEN: Not allowed. QUOTA_EXCEEDED: The storage quota is used up.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });
});

describe('operations', () => {
  it('report that the process is alive', async () => {
    const response = await fetch(`${url}/health/live`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('count responses by route, not by path', async () => {
    await fetch(`${url}/v1/boxes/upl_1`, { headers: { authorization: 'Bearer good' } });
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('airlock_http_requests_total{method="GET",route="/v1/boxes/:id",status="404"} 1');
    expect(text).toMatch(/airlock_http_request_seconds_count\{method="GET",route="\/v1\/boxes\/:id"\} [1-9]/);
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain('upl_1');
  });

  const notConfigured = new DomainError(
    'unavailable',
    'STORAGE_NOT_CONFIGURED',
    'Object storage is not configured: set X.',
  );
  it.each([
    ['every part answers', [], 200, 'ready', undefined],
    [
      'a part is away that clients can do without',
      [
        new PingProbe(
          'scanner',
          () => Promise.reject(Object.assign(new Error('at 10.0.0.1'), { code: 'ECONNREFUSED' })),
          { noun: 'clamd', setting: 'CLAMD_URL', required: false },
        ),
      ],
      200,
      'degraded',
      {
        scanner: {
          state: 'down',
          detail:
            'clamd cannot be reached: nothing accepts connections there (ECONNREFUSED). Start it, or correct CLAMD_URL.',
        },
      },
    ],
    [
      'a part was never set up',
      [new PingProbe('storage', () => Promise.reject(notConfigured))],
      503,
      'unavailable',
      { storage: { state: 'not_configured', detail: 'Object storage is not configured: set X.' } },
    ],
    [
      'a part never answers',
      [new PingProbe('queue', () => new Promise(() => undefined), { noun: 'The queue' })],
      503,
      'unavailable',
      { queue: { state: 'down', detail: expect.stringMatching(/^The queue does not answer within 2 s\. /) } },
    ],
  ])('report whether %s', async (_name, more, code, status, parts) => {
    const probes = [new PingProbe('database', () => Promise.resolve()), ...more];
    const sample = await startSample({ probes });
    const response = await fetch(`${sample.url}/health/ready`);
    const body: unknown = await response.json();
    expect(response.status).toBe(code);
    expect(body).toMatchObject({ status, database: { state: 'up' }, ...parts });
    expect(JSON.stringify(body)).not.toContain('10.0.0.1');
    await sample.app.close();
  });
});
