import { describe, expect, it } from '@jest/globals';
import { type ChannelUnderTest, describeEventChannel } from '../../../src/platform/events/event-channel.contract.js';
import type { EventChannel, Subscription } from '../../../src/platform/events/event-channel.js';
import { PostgresEventChannel } from '../../../src/platform/events/postgres.event-channel.js';
import { RedisEventChannel } from '../../../src/platform/events/redis.event-channel.js';
import type { Database } from '../../../src/platform/prisma/database.js';
import { RedisServer, whyNoRedis } from '../../support/resilience/redis-server.js';
import { TcpProxy } from '../../support/resilience/tcp-proxy.js';
import { productDatabase } from '../../support/tenant.js';

/** As the relay does it: with the transaction, or after it. */
const sendOver = (database: Database, channel: EventChannel) => async (messages: string[], end?: 'commit' | 'fail') => {
  const afterwards = await database.asSystem(async (tx) => {
    const publish = await channel.send(tx, messages);
    if (end === 'fail') throw new Error('the transaction failed');
    return publish;
  });
  await afterwards();
};

async function overPostgres(): Promise<ChannelUnderTest> {
  const { test, database, close } = await productDatabase();
  const proxy = await TcpProxy.ofUrl(test.systemUrl);
  const channel = new PostgresEventChannel(proxy.through(test.systemUrl));
  return {
    channel,
    send: sendOver(database, channel),
    stopServer: async () => proxy.set('reset'),
    startServer: async () => proxy.set('open'),
    dispose: async () => {
      await proxy.close();
      await close();
    },
  };
}

async function overRedis(): Promise<ChannelUnderTest> {
  const { database, close } = await productDatabase();
  const redis = await RedisServer.start();
  const channel = new RedisEventChannel(redis.url);
  return {
    channel,
    send: sendOver(database, channel),
    stopServer: () => redis.kill(),
    startServer: () => redis.begin(),
    dispose: async () => {
      channel.onApplicationShutdown();
      await redis.dispose();
      await close();
    },
  };
}

describeEventChannel('PostgreSQL', overPostgres);

const whyNot = await whyNoRedis();
if (whyNot) {
  describe(`NOT TESTED, Redis as an event channel: ${whyNot}`, () => {
    it('passes without having tested anything', () => console.warn(`NOT TESTED, Redis as an event channel: ${whyNot}`));
  });
} else {
  describeEventChannel('Redis', overRedis);

  describe('a message sent while Redis is away', () => {
    it('fails soon and is dropped; later ones arrive', async () => {
      const under = await overRedis();
      try {
        await under.send(['before']);
        await under.stopServer();
        await expect(under.send(['lost'])).rejects.toThrow();
        await under.startServer();
        const received: string[] = [];
        const opened = await new Promise<Subscription>((resolve) => {
          const onOpen = () => resolve(subscription);
          const onMessage = (message: string) => void received.push(message);
          const subscription = under.channel.subscribe({ onMessage, onOpen });
        });
        while (!received.length) await under.send(['after']).catch(() => undefined);
        await opened.close();
        expect(new Set(received)).toEqual(new Set(['after']));
      } finally {
        await under.dispose();
      }
    });
  });
}
