import { describe, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { setImmediate } from 'node:timers/promises';
import {
  type CountersUnderTest,
  describeRateCounter,
} from '../../../src/platform/rate-counters/rate-counter.contract.js';
import type { RateCounter } from '../../../src/platform/rate-counters/rate-counter.js';
import { Database } from '../../../src/platform/prisma/database.js';
import { rateCountersOf } from '../../support/rate-counters.js';
import { RedisServer, whyNoRedis } from '../../support/resilience/redis-server.js';
import { TcpProxy } from '../../support/resilience/tcp-proxy.js';
import { productDatabase } from '../../support/tenant.js';

const counted = { name: 'test', seconds: 600 };

/** Each round counts under a new key: what one counter added, the other reads as soon as both use the server. */
async function untilTheyShare(here: RateCounter, there: RateCounter): Promise<void> {
  for (let round = 0; ; round++) {
    await here.add(`round ${round}`, 1);
    if (await there.read(`round ${round}`)) return;
    // A client that is not connected refuses at once: without a turn of the event loop it would never connect.
    await setImmediate();
  }
}

async function inPostgres(): Promise<CountersUnderTest> {
  const { test, close } = await productDatabase();
  const proxy = await TcpProxy.ofUrl(test.systemUrl);
  const systemUrl = proxy.through(test.systemUrl);
  const databases = [0, 1].map(() => new Database({ appUrl: test.appUrl, systemUrl, poolSize: 4 }));
  const [here, there] = databases.map((database) => rateCountersOf(database).counterOf(counted)) as [
    RateCounter,
    RateCounter,
  ];
  return {
    ...{ here, there },
    endPeriods: async () => void (await test.query(`UPDATE rate_counts SET expire = 0`)),
    storedKeys: async () => (await test.query(`SELECT key FROM rate_counts`)).map(({ key }) => String(key)),
    stopServer: async () => proxy.set('reset'),
    startServer: async () => {
      proxy.set('open');
      await untilTheyShare(here, there);
    },
    dispose: async () => {
      for (const database of databases) await database.onApplicationShutdown();
      await proxy.close();
      await close();
    },
  };
}

async function inRedis(): Promise<CountersUnderTest> {
  const { database, close } = await productDatabase();
  const redis = await RedisServer.start();
  const processes = [0, 1].map(() => rateCountersOf(database, { REDIS_URL: redis.url }));
  const [here, there] = processes.map((process) => process.counterOf(counted)) as [RateCounter, RateCounter];
  const operator = new Redis(redis.url).on('error', () => undefined);
  await untilTheyShare(here, there);
  return {
    ...{ here, there },
    endPeriods: async () => void (await operator.flushall()),
    storedKeys: () => operator.keys('*'),
    stopServer: () => redis.kill(),
    startServer: async () => {
      await redis.begin();
      await untilTheyShare(here, there);
    },
    dispose: async () => {
      operator.disconnect();
      for (const process of processes) process.onApplicationShutdown();
      await redis.dispose();
      await close();
    },
  };
}

describeRateCounter('PostgreSQL', inPostgres);

const whyNot = await whyNoRedis();
if (whyNot) {
  describe(`NOT TESTED, rate counters in Redis: ${whyNot}`, () => {
    it('passes without having tested anything', () => console.warn(`NOT TESTED, rate counters in Redis: ${whyNot}`));
  });
} else {
  describeRateCounter('Redis', inRedis);
}
