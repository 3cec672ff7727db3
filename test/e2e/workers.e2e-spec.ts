import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { documentsOf } from '../support/document-api.js';
import { pdf } from '../support/fixtures.js';
import { processed, sendDocument } from '../support/ingested-document.js';
import { type TestDatabase, testDatabase } from '../support/postgres.js';
import { ProxiedStore } from '../support/proxied-store.js';
import { expressions } from '../support/operations-files.js';
import { selectorsOf } from '../support/promql.js';
import { patience } from '../support/real-store.js';
import { until } from '../support/resilience/until.js';
import type { StoreAccess } from '../support/store-access.js';
import { download, upload } from '../support/walk.js';

const ENTRIES = 1_000;

let database: TestDatabase;
let shared: ProxiedStore;
let store: StoreAccess;
let api: Airlock;
const workers: Airlock[] = [];

beforeAll(async () => {
  database = await testDatabase();
  shared = await ProxiedStore.start();
  store = shared.access();
  api = await start('api');
}, patience(120_000));
afterAll(async () => {
  for (const part of [...workers, api]) await part.dispose();
  store.close();
  await shared.stop();
  await database.drop();
});

const start = (role: string, env: Record<string, string> = {}) =>
  Airlock.start({
    env: {
      AIRLOCK_ROLE: role,
      DATABASE_URL: database.url,
      AIRLOCK_SECRET: 'a secret that api and workers share, long enough',
      ...shared.settings(),
      ...env,
    },
  });
const startWorker = async (env?: Record<string, string>) => void workers.push(await start('worker', env));
const count = async (sql: string) =>
  Number((await database.query<{ count: string }>(`SELECT count(*) ${sql}`))[0]!.count);

describe('three workers, one of which is killed', () => {
  it(
    'empty the trash between them, completely and in batches',
    async () => {
      const client = new Api(api.url);
      const keys = Array.from({ length: ENTRIES }, (_, n) => `thrown/${n}`);
      const put = (Key: string) => store.s3.send(new PutObjectCommand({ Bucket: store.bucket, Key, Body: 'x' }));
      await pMap(keys, put, { concurrency: 16 });
      await database.query(`INSERT INTO trash (workspace_id, key, not_before)
      SELECT '', 'thrown/' || n, now() - interval '1 minute' FROM generate_series(0, ${ENTRIES - 1}) n`);
      const requests = { one: 0, many: 0 };
      shared.proxy.faults.before = ({ method, url = '' }) => {
        if (method === 'DELETE' && url.includes('/thrown/')) requests.one++;
        if (method === 'POST' && url.includes('?delete')) requests.many++;
      };
      // The objects of its first batch are deleted; the others find its entries, and no object at their keys.
      const killed = await start('worker', { AIRLOCK_FAULT_AT: 'trash.deleted' }).catch(() => null);
      expect(await (killed?.ended() ?? 'SIGKILL')).toBe('SIGKILL');
      expect([await count('FROM trash'), requests.many]).toEqual([ENTRIES, 1]);
      // The leases it held when it died last for a while.
      await database.query(`UPDATE job_leases SET lease_until = now() WHERE lease_until IS NOT NULL`);
      await Promise.all([startWorker(), startWorker(), startWorker()]);
      await until(async () => (await count(`FROM trash WHERE key LIKE 'thrown/%'`)) === 0);
      expect(requests.one).toBe(0);
      expect(requests.many).toBeLessThanOrEqual(ENTRIES / 200 + 2 + workers.length);
      for (const key of [keys[0]!, keys[ENTRIES / 2]!, keys[ENTRIES - 1]!]) expect(await store.holds(key)).toBe(false);
      const file = { filename: 'report.pdf', contentType: 'application/pdf', bytes: pdf('While they sweep') };
      const { upload_id: id } = await upload(client, file);
      expect((await download(client, id)).bytes.equals(file.bytes)).toBe(true);
    },
    patience(180_000),
  );

  it('run each global job once between them', async () => {
    const rare = ['sessions', 'retention', 'partitions'];
    const runs = () =>
      database.query<{ name: string; runs: string }>(
        `SELECT name, runs FROM job_leases
         WHERE name IN (${rare.map((name) => `'${name}'`).join()}) AND lease_token IS NULL`,
      );
    await until(async () => (await runs()).length === rare.length && (await runs()).every((row) => row.runs !== '0'));
    // The killed one may have held a lease; no worker takes the lease of one that lives.
    for (const { runs: times } of await runs()) expect(Number(times)).toBe(1);
  });

  it('serve health and metrics each on a port of its own', async () => {
    for (const { url } of workers) {
      expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'ok' });
      const ready = await fetch(`${url}/health/ready`);
      expect([ready.status, await ready.json()]).toEqual([200, expect.objectContaining({ status: 'ready' })]);
    }
    const metrics = await Promise.all(workers.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
    const total = (sample: string) =>
      metrics
        .flatMap((text) => text.split('\n'))
        .filter((line) => line.startsWith(`${sample} `))
        .reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
    expect(total('airlock_job_runs_total{task="trash"}')).toBeGreaterThan(ENTRIES / 200);
    expect(total('airlock_job_runs_total{task="reconcile"}')).toBeGreaterThan(0);
    expect(total('airlock_scans_total{scanner="builtin",verdict="clean"}')).toBe(1);
    expect(total('airlock_database_gauges_read_failures_total')).toBe(0);
    const waits = [
      'scan_queue_files{state="waiting"}',
      'trash_rows',
      'trash_oldest_seconds',
      'webhook_deliveries_waiting',
      'relay_lag_seconds',
      'queue_jobs{queue="admission",state="failed"}',
    ];
    for (const text of metrics)
      for (const name of waits)
        expect(text.split('\n').find((line) => line.startsWith(`airlock_${name} `))).toMatch(/ [\d.]+$/);
  });

  it('show together what docs/generated/metrics.md lists, and what alerts and dashboard read', async () => {
    const texts = await Promise.all([api, ...workers].map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
    const shown = new Set(texts.flatMap((text) => [...text.matchAll(/^# HELP (\w+) /gm)].map(([, name]) => name!)));
    const page = await readFile('docs/generated/metrics.md', 'utf8');
    expect([...shown].sort()).toEqual([...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name).sort());
    const read = expressions().flatMap(([, expression]) => selectorsOf(expression).map(({ metric }) => metric));
    expect(read.filter((name) => !shown.has(name) && !shown.has(name.replace(/_(bucket|sum|count)$/, '')))).toEqual([]);
  });

  it('start on no port that is in use, and say which setting to change', async () => {
    const { port } = new URL(workers[0]!.url);
    await expect(start('worker', { WORKER_PORT: port })).rejects.toThrow(
      `Port ${port} of the worker's health and metrics is in use: set WORKER_PORT`,
    );
  });
});

describe('documents in three workers, hostile ones among them', () => {
  const SMALL = 60;
  const fixture = (name: string) => readFile(`test/fixtures/documents/${name}`);
  const truncated = async () => (await fixture('libreoffice.pdf')).subarray(0, 5_000);
  const hostile: [name: string, type: string, bytes: () => Promise<Buffer>, outcome: RegExp][] = [
    ['locked.pdf', 'application/pdf', () => fixture('qpdf-user-password.pdf'), /^FAILURE encrypted$/],
    ['cut-off.pdf', 'application/pdf', truncated, /^FAILURE corrupt$/],
    ['no-letters.txt', 'text/plain', async () => Buffer.alloc(1_000, ' '), /^FAILURE empty$/],
    ['one-word.txt', 'text/plain', async () => Buffer.alloc(2_000_000, 'word'), /^SUCCESS/],
  ];

  it('each have the right outcome; what the API notices of it is printed', async () => {
    const documents = await documentsOf(new Api(api.url));
    const eventLoop = async () => {
      const lag = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(await (await fetch(`${api.url}/metrics`)).text());
      return `${(Number(lag![1]) * 1000).toFixed(0)} ms`;
    };
    const idle = await eventLoop();
    const outcome = async (name: string, type: string, bytes: Buffer) => {
      const { processing_status, error } = await processed(documents, await sendDocument(documents, name, type, bytes));
      return [processing_status, error?.code].filter(Boolean).join(' ');
    };
    const small = Array.from({ length: SMALL }, (_, n) => Buffer.from(`Report ${n} of a quiet year. `.repeat(40)));
    const [good, bad] = await Promise.all([
      pMap(small, (bytes, n) => outcome(`report-${n}.txt`, 'text/plain', bytes), { concurrency: 16 }),
      pMap(hostile, async ([name, type, bytes]) => outcome(name, type, await bytes())),
    ]);
    process.stderr.write(`the API's event loop, p99: ${idle} before, ${await eventLoop()} during ingestion\n`);
    expect(good.filter((one) => one !== 'SUCCESS')).toEqual([]);
    expect(bad.map((one, i) => [hostile[i]![0], hostile[i]![3].test(one) || one])).toEqual(
      hostile.map(([name]) => [name, true]),
    );
    const done = await Promise.all(workers.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
    const ingested = done
      .flatMap((text) => [...text.matchAll(/^airlock_ingestion_seconds_count\{.*outcome="success"\} (\d+)$/gm)])
      .reduce((sum, [, count]) => sum + Number(count), 0);
    expect(ingested).toBe(SMALL + 1);
  });
});
