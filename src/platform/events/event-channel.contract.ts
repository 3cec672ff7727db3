import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventChannel, Subscriber, Subscription } from './event-channel.js';

/** A channel on a real server that a test can stop. */
export interface ChannelUnderTest {
  channel: EventChannel;
  /** In a transaction that is committed, or one that fails at its end. */
  send(messages: string[], end?: 'commit' | 'fail'): Promise<void>;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  dispose(): Promise<void>;
}

/** Keeps the messages it gets, and lets a test wait for them. */
class TestSubscriber implements Subscriber {
  readonly messages: string[] = [];
  openings = 0;
  private wake = () => {};

  onMessage(message: string): void {
    this.messages.push(message);
    this.wake();
  }

  onOpen(): void {
    this.openings++;
    this.wake();
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.wake = resolve));
  }
}

/** What every event channel does. */
export function describeEventChannel(name: string, start: () => Promise<ChannelUnderTest>): void {
  describe(`${name} as an event channel`, () => {
    let under: ChannelUnderTest;
    const subscriptions: Subscription[] = [];
    const subscribe = async (): Promise<{ subscriber: TestSubscriber; subscription: Subscription }> => {
      const subscriber = new TestSubscriber();
      const subscription = under.channel.subscribe(subscriber);
      subscriptions.push(subscription);
      await subscriber.until(() => subscriber.openings === 1);
      return { subscriber, subscription };
    };

    beforeAll(async () => void (under = await start()));
    afterEach(async () => void (await Promise.all(subscriptions.splice(0).map((one) => one.close()))));
    afterAll(() => under.dispose());

    it('delivers every message to every subscriber, in order', async () => {
      const [one, other] = await Promise.all([subscribe(), subscribe()]);
      await under.send(['first', 'second']);
      await under.send(['"third", with ünïcode']);
      for (const { subscriber } of [one, other]) {
        await subscriber.until(() => subscriber.messages.length >= 3);
        expect(subscriber.messages).toEqual(['first', 'second', '"third", with ünïcode']);
      }
    });

    it('opens for a subscriber that comes later, and goes on for it when the first one closes', async () => {
      const first = await subscribe();
      const later = await subscribe();
      await first.subscription.close();
      await under.send(['for the later one']);
      await later.subscriber.until(() => later.subscriber.messages.length > 0);
      expect([later.subscriber.messages, first.subscriber.messages]).toEqual([['for the later one'], []]);
    });

    it('delivers to the others what one subscriber fails to take', async () => {
      const failing = under.channel.subscribe({
        onMessage: () => {
          throw new Error('This subscriber fails.');
        },
        onOpen: () => undefined,
      });
      subscriptions.push(failing);
      const { subscriber } = await subscribe();
      await under.send(['for both']);
      await subscriber.until(() => subscriber.messages.length > 0);
      expect(subscriber.messages).toEqual(['for both']);
    });

    it('delivers nothing that was not committed', async () => {
      const { subscriber } = await subscribe();
      await expect(under.send(['never happened'], 'fail')).rejects.toThrow();
      await under.send(['happened']);
      await subscriber.until(() => subscriber.messages.length > 0);
      expect(subscriber.messages).toEqual(['happened']);
    });

    it('delivers the longest message that a relay sends', async () => {
      const { subscriber } = await subscribe();
      const longest = 'x'.repeat(7_900);
      await under.send([longest]);
      await subscriber.until(() => subscriber.messages.length > 0);
      expect(subscriber.messages).toEqual([longest]);
    });

    it('opens again after an outage of its server, and calls onOpen', async () => {
      const { subscriber } = await subscribe();
      await under.stopServer();
      await under.startServer();
      await subscriber.until(() => subscriber.openings === 2);
      await under.send(['after the outage']);
      await subscriber.until(() => subscriber.messages.length > 0);
      expect(subscriber.messages).toEqual(['after the outage']);
    });

    it('takes subscriptions before its server runs', async () => {
      await under.stopServer();
      const subscriber = new TestSubscriber();
      subscriptions.push(under.channel.subscribe(subscriber));
      await under.startServer();
      await subscriber.until(() => subscriber.openings === 1);
      await under.send(['late, not lost']);
      await subscriber.until(() => subscriber.messages.length > 0);
      expect(subscriber.messages).toEqual(['late, not lost']);
    });

    it('delivers nothing to a closed subscription, and goes on for the others', async () => {
      const [closed, open] = await Promise.all([subscribe(), subscribe()]);
      await closed.subscription.close();
      await under.send(['for one']);
      await open.subscriber.until(() => open.subscriber.messages.length > 0);
      expect(closed.subscriber.messages).toEqual([]);
    });

    it('closes while its server is away, and stays closed', async () => {
      const { subscriber, subscription } = await subscribe();
      await under.stopServer();
      await subscription.close();
      await under.startServer();
      const other = await subscribe();
      await under.send(['to the others']);
      await other.subscriber.until(() => other.subscriber.messages.length > 0);
      expect([subscriber.openings, subscriber.messages]).toEqual([1, []]);
    });
  });
}
