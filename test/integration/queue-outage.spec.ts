import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type PostgresConnectionOptions, type PostgresQueueBackend, Queue, Worker } from 'bullmq';
import { createRetryingBackend } from '../../src/platform/jobs/retrying-postgres.js';
import { prepareQueue } from '../../src/platform/jobs/prepare-queue.js';
import { testDatabase, type TestDatabase } from '../support/postgres.js';
import { TcpProxy } from '../support/resilience/tcp-proxy.js';
import { until } from '../support/resilience/until.js';

let database: TestDatabase;
let line: TcpProxy;
let queue: Queue<object, void, string, object, void, string, PostgresQueueBackend, PostgresConnectionOptions>;
let worker: Worker<object, void, string, PostgresQueueBackend, object, PostgresConnectionOptions>;
let errors: Error[];
let done: string[];

beforeAll(async () => {
  database = await testDatabase();
  await prepareQueue(database.url);
});
afterAll(() => database.drop());

beforeEach(async () => {
  line = await TcpProxy.ofUrl(database.systemUrl);
  errors = [];
  done = [];
});
afterEach(async () => {
  line.set('open');
  await Promise.all([worker.close(), queue.close()]);
  await line.close();
});

const connection = () => ({ connectionString: line.through(database.systemUrl), connectionTimeoutMillis: 5_000 });

function start(): void {
  queue = new Queue('hints', { connection: connection() }, createRetryingBackend);
  queue.on('error', () => undefined);
  const process = async ({ name }: { name: string }): Promise<void> => {
    done.push(name);
  };
  worker = new Worker('hints', process, { connection: connection(), skipStalledCheck: true }, createRetryingBackend);
  worker.on('error', (error) => errors.push(error));
}

async function expectAlive(name: string): Promise<void> {
  // A hint that meets a connection which does not know yet that it is broken is lost: the next one arrives.
  const hint = () => queue.add(name, {}, { removeOnComplete: true });
  await until(() => hint().then(Boolean, () => false));
  await until(() => done.includes(name));
}

describe('a worker on PostgreSQL', () => {
  it('that starts while the database is away neither spins nor gives up', async () => {
    line.set('reset');
    start();
    await until(() => errors.length > 0);
    await expect(queue.add('lost', {})).rejects.toThrow();
    const seen = errors.length;
    for (let turns = 0; turns < 1_000; turns++) await turn();
    expect(errors.length - seen).toBeLessThan(3);
    line.set('open');
    await expectAlive('after the first outage');
  });

  it('whose connections break under it goes on when they can be made again', async () => {
    start();
    await expectAlive('before');
    for (const outage of ['first', 'second']) {
      const broken = once(worker, 'error');
      line.set('reset');
      await broken;
      line.set('open');
      await expectAlive(outage);
    }
    expect(errors.length).toBeLessThan(20);
  });

  it('ends while the database is away', async () => {
    start();
    await expectAlive('before');
    line.set('reset');
    await worker.close();
    await queue.close();
  });
});
