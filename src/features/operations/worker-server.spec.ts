import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Config } from '../../config/config.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import type { HealthService } from './health.service.js';
import type { Readiness } from './readiness.js';
import { WorkerServer } from './worker-server.js';

const configOf = (port: number) =>
  ({ get: (name: string) => (name === 'HOST' ? '127.0.0.1' : port) }) as unknown as Config;

let readiness: Readiness | Error;
const health = {
  readiness: async () => {
    if (readiness instanceof Error) throw readiness;
    return readiness;
  },
} as HealthService;

let server: WorkerServer;

beforeEach(async () => {
  server = new WorkerServer(health, new Metrics(), configOf(0));
  await server.listen();
});
afterEach(() => server.onApplicationShutdown());

const get = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, init);
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};

describe('the HTTP server of a worker', () => {
  it('says that the process runs', async () => {
    expect(await get('/health/live')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  });

  it('says whether it is ready, part by part', async () => {
    readiness = {
      status: 'degraded',
      missing: [],
      parts: { scanner: { state: 'down', latencyMs: 3, detail: 'Does not answer.' } },
    };
    const answer = await get('/health/ready?now');
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      200,
      { status: 'degraded', scanner: { state: 'down', latency_ms: 3, detail: 'Does not answer.' } },
    ]);
    readiness = { status: 'unavailable', missing: [], parts: {} };
    expect((await get('/health/ready')).status).toBe(503);
  });

  it('serves the metrics in the text format of Prometheus', async () => {
    const { status, type, text } = await get('/metrics');
    expect([status, type]).toEqual([200, expect.stringContaining('text/plain; version=0.0.4')]);
    expect(text).toContain('# HELP nodejs_eventloop_lag_seconds');
  });

  it('serves nothing else', async () => {
    expect((await get('/v1/uploads')).status).toBe(404);
    expect((await get('/metrics', { method: 'POST', body: 'x'.repeat(100_000) })).status).toBe(405);
    expect(await get('/metrics', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  });

  it('survives an answer that fails: only its connection ends', async () => {
    readiness = new Error('defect');
    await expect(get('/health/ready')).rejects.toThrow();
    expect((await get('/health/live')).status).toBe(200);
  });

  it('names the setting when its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const second = new WorkerServer(health, new Metrics(), configOf(port));
    await expect(second.listen()).rejects.toThrow(
      `Port ${port} of the worker's health and metrics is in use: set WORKER_PORT`,
    );
    await second.onApplicationShutdown();
    other.close();
  });
});
