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
    description: 'FORBIDDEN, QUOTA_EXCEEDED',
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
    expect(text).toContain('http_requests_total{method="GET",route="/v1/boxes/:id",status="404"} 1');
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/v1/boxes/:id",status="404"} 1');
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
          false,
        ),
      ],
      200,
      'degraded',
      { scanner: { state: 'down', detail: 'Does not answer (ECONNREFUSED).' } },
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
      [new PingProbe('queue', () => new Promise(() => undefined))],
      503,
      'unavailable',
      { queue: { state: 'down', detail: 'No answer within 2 s.' } },
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
