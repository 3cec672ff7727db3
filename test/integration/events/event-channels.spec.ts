import { describe, expect, it } from '@jest/globals';
import { type ChannelUnderTest, describeEventChannel } from '../../../src/platform/events/event-channel.contract.js';
import type { EventChannel, Line } from '../../../src/platform/events/event-channel.js';
import { PostgresEventChannel } from '../../../src/platform/events/postgres.event-channel.js';
import { RedisEventChannel } from '../../../src/platform/events/redis.event-channel.js';
import type { Database } from '../../../src/platform/prisma/database.js';
import { RedisServer, whyNoRedis } from '../../support/resilience/redis-server.js';
import { TcpProxy } from '../../support/resilience/tcp-proxy.js';
import { productDatabase } from '../../support/tenant.js';

/** As the relay does it: said with the transaction, or after it. */
const sayOver = (database: Database, channel: EventChannel) => async (messages: string[], end?: 'commit' | 'fail') => {
  const afterwards = await database.asSystem(async (tx) => {
    const say = await channel.send(tx, messages);
    if (end === 'fail') throw new Error('the transaction failed');
    return say;
  });
  await afterwards();
};

async function overPostgres(): Promise<ChannelUnderTest> {
  const { test, database, close } = await productDatabase();
  const line = await TcpProxy.ofUrl(test.systemUrl);
  const channel = new PostgresEventChannel(line.through(test.systemUrl));
  return {
    channel,
    say: sayOver(database, channel),
    takeServerAway: async () => line.set('reset'),
    bringServerBack: async () => line.set('open'),
    dispose: async () => {
      await line.close();
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
    say: sayOver(database, channel),
    takeServerAway: () => redis.kill(),
    bringServerBack: () => redis.begin(),
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
  describe(`NOT TESTED, Redis as a channel of events: ${whyNot}`, () => {
    it('passes without having tested anything', () => console.warn(`NOT TESTED, Redis as a channel: ${whyNot}`));
  });
} else {
  describeEventChannel('Redis', overRedis);

  describe('saying something while Redis is away', () => {
    it('fails soon, keeps nothing for later, and works again when it is back', async () => {
      const under = await overRedis();
      try {
        await under.say(['before']);
        await under.takeServerAway();
        await expect(under.say(['lost'])).rejects.toThrow();
        await under.bringServerBack();
        const heard: string[] = [];
        const line = await new Promise<Line>((resolve) => {
          const opened = () => resolve(listening);
          const listening = under.channel.listen({ heard: (message) => void heard.push(message), opened });
        });
        while (!heard.length) await under.say(['after']).catch(() => undefined);
        await line.close();
        expect(new Set(heard)).toEqual(new Set(['after']));
      } finally {
        await under.dispose();
      }
    });
  });
}
