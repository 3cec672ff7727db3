import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RateCounter } from './rate-counter.js';

/** Counters of two processes on a real server that a test can stop. */
export interface CountersUnderTest {
  here: RateCounter;
  there: RateCounter;
  /** Ends the periods of all keys, as time would. */
  endPeriods(): Promise<void>;
  /** Whatever the server stored as keys. */
  storedKeys(): Promise<string[]>;
  stopServer(): Promise<void>;
  /** Resolves when the counters use the server again. */
  startServer(): Promise<void>;
  dispose(): Promise<void>;
}

/** What every rate counter does, for periods of ten minutes. */
export function describeRateCounter(name: string, start: () => Promise<CountersUnderTest>): void {
  describe(`rate counters in ${name}`, () => {
    let under: CountersUnderTest;

    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under.dispose());

    it('add up over processes, each key by itself', async () => {
      const { here, there } = under;
      expect(await here.read('sum')).toBeUndefined();
      await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? here : there).add('sum', n)));
      expect(await here.read('sum')).toMatchObject({ count: 190 });
      expect(await there.add('sum', 1)).toMatchObject({ count: 191 });
      expect(await there.add('another', 1)).toMatchObject({ count: 1 });
    });

    it('give each of many at once its own sum', async () => {
      const counts = await Promise.all(Array.from({ length: 50 }, () => under.here.add('each', 1)));
      expect(counts.map(({ count }) => count).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 50 }, (_, n) => n + 1),
      );
    });

    it('end a period ten minutes after its first event, however many follow', async () => {
      const first = await under.here.add('period', 1);
      expect(first.endsInMs).toBeGreaterThan(0);
      expect(first.endsInMs).toBeLessThanOrEqual(600_000);
      const later = await under.there.add('period', 5);
      expect(later.endsInMs).toBeLessThanOrEqual(first.endsInMs);
      await under.endPeriods();
      expect(await under.here.read('period')).toBeUndefined();
      expect(await under.here.add('period', 1)).toMatchObject({ count: 1 });
    });

    it('forget a key for all processes', async () => {
      await under.here.add('forgotten', 9);
      await under.there.forget('forgotten');
      expect(await under.here.read('forgotten')).toBeUndefined();
      expect(await under.here.add('forgotten', 1)).toMatchObject({ count: 1 });
    });

    it('name what they count in their keys', async () => {
      expect((await under.storedKeys()).every((key) => key.startsWith('airlock:rate:test:'))).toBe(true);
    });

    it('count in each process alone while the server is away, and together when it is back', async () => {
      const { here, there } = under;
      await under.stopServer();
      for (const counter of [here, there]) {
        expect(await counter.add('outage', 2)).toMatchObject({ count: 2 });
        expect(await counter.add('outage', 2)).toMatchObject({ count: 4 });
        expect(await counter.read('outage')).toMatchObject({ count: 4 });
      }
      await here.forget('outage');
      expect(await here.read('outage')).toBeUndefined();
      await under.startServer();
      await here.add('back', 1);
      expect(await there.add('back', 1)).toMatchObject({ count: 2 });
    });
  });
}
