import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type PostgresConnectionOptions, type PostgresQueueBackend, Queue, Worker } from 'bullmq';
import { AdmissionHints } from '../../../src/features/uploads/hints/admission-hints.js';
import { HintQueue } from '../../../src/features/uploads/hints/hint-queue.js';
import { prepareQueue } from '../../../src/platform/jobs/prepare-queue.js';
import { createRetryingBackend } from '../../../src/platform/jobs/retrying-postgres.js';
import { testDatabase, type TestDatabase } from '../../support/postgres.js';
import { TcpProxy } from '../../support/resilience/tcp-proxy.js';
import { until } from '../../support/resilience/until.js';

type TestQueue = Queue<object, void, string, object, void, string, PostgresQueueBackend, PostgresConnectionOptions>;

let database: TestDatabase;
let line: TcpProxy;
let queue: TestQueue;
let hints: AdmissionHints;

beforeAll(async () => {
  database = await testDatabase();
  await prepareQueue(database.url);
});
afterAll(() => database.drop());

const connection = () => ({ connectionString: line.through(database.systemUrl), connectionTimeoutMillis: 2_000 });

beforeEach(async () => {
  line = await TcpProxy.ofUrl(database.systemUrl);
  queue = new Queue('admission', { connection: connection() }, createRetryingBackend);
  hints = new AdmissionHints(new HintQueue(queue as unknown as Queue));
});
afterEach(async () => {
  line.set('open');
  await queue.obliterate({ force: true });
  await queue.close();
  await line.close();
});

/** A worker that stops at its first job until `go`. */
function startWorker() {
  const started: string[] = [];
  const first = Promise.withResolvers<void>();
  const process = async ({ id }: { id?: string }) => {
    started.push(id!);
    if (started.length === 1) await first.promise;
  };
  const options = { connection: connection(), skipStalledCheck: true };
  const worker = new Worker('admission', process, options, createRetryingBackend);
  worker.on('error', () => undefined);
  return { started, go: first.resolve, close: () => worker.close() };
}

const waiting = async () => queue.getWaitingCount();

describe('hints to other processes', () => {
  it('of a thousand confirms are one job, and stay one while no worker takes it', async () => {
    const added = jest.spyOn(queue, 'add');
    for (let n = 0; n < 1_000; n++) hints.workWaits();
    await until(async () => added.mock.calls.length >= 2);
    await Promise.all(added.mock.results.map(({ value }) => value as Promise<unknown>));
    for (let n = 0; n < 1_000; n++) hints.workWaits();
    await until(async () => added.mock.calls.length >= 3);
    await Promise.all(added.mock.results.map(({ value }) => value as Promise<unknown>));
    expect(await waiting()).toBe(1);
  });

  it('that come while a worker handles one wake it once more', async () => {
    const worker = startWorker();
    try {
      hints.workWaits();
      await until(() => worker.started.length === 1);
      const added = jest.spyOn(queue, 'add');
      for (let n = 0; n < 100; n++) hints.workWaits();
      await until(() => added.mock.calls.length >= 1);
      await Promise.all(added.mock.results.map(({ value }) => value as Promise<unknown>));
      expect(worker.started).toHaveLength(1);
      worker.go();
      await until(() => worker.started.length >= 2);
      await until(async () => (await queue.getJobCountByTypes('waiting', 'active')) === 0);
    } finally {
      worker.go();
      await worker.close();
    }
  });

  it('do not hide jobs of an earlier release, which named an upload', async () => {
    await queue.add('admit', { version: 1, uploadId: 'upl_1' }, { removeOnComplete: true });
    hints.workWaits();
    await until(async () => (await waiting()) === 2);
  });

  it('fail silently while the queue is away, and go on when it is there again', async () => {
    line.set('reset');
    const added = jest.spyOn(queue, 'add');
    for (let n = 0; n < 100; n++) hints.workWaits();
    await until(() => added.mock.calls.length >= 2);
    line.set('open');
    await until(async () => {
      hints.workWaits();
      return (await waiting()) > 0;
    });
    expect(await waiting()).toBe(1);
  });
});

it('a process that scans wakes itself and leaves the queue alone', () => {
  const added = jest.spyOn(queue, 'add');
  const wake = jest.fn();
  hints.connect(wake);
  for (let n = 0; n < 10; n++) hints.workWaits();
  expect(wake).toHaveBeenCalledTimes(10);
  expect(added).not.toHaveBeenCalled();
});
