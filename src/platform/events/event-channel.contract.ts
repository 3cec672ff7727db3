import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Ear, EventChannel, Line } from './event-channel.js';

/** A channel on a real server, which a test can take away. */
export interface ChannelUnderTest {
  channel: EventChannel;
  /** In a transaction that is committed, or one that fails at its end. */
  say(messages: string[], end?: 'commit' | 'fail'): Promise<void>;
  takeServerAway(): Promise<void>;
  bringServerBack(): Promise<void>;
  dispose(): Promise<void>;
}

/** Remembers what it hears, and lets a test wait for it. */
class Listener implements Ear {
  readonly messages: string[] = [];
  openings = 0;
  private wake = () => {};

  heard(message: string): void {
    this.messages.push(message);
    this.wake();
  }

  opened(): void {
    this.openings++;
    this.wake();
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.wake = resolve));
  }
}

/** What every channel of hints does. */
export function describeEventChannel(name: string, start: () => Promise<ChannelUnderTest>): void {
  describe(`${name} as a channel of events`, () => {
    let under: ChannelUnderTest;
    const lines: Line[] = [];
    const listen = async (): Promise<{ ear: Listener; line: Line }> => {
      const ear = new Listener();
      const line = under.channel.listen(ear);
      lines.push(line);
      await ear.until(() => ear.openings === 1);
      return { ear, line };
    };

    beforeAll(async () => void (under = await start()));
    afterEach(async () => void (await Promise.all(lines.splice(0).map((line) => line.close()))));
    afterAll(() => under.dispose());

    it('brings every message to everybody who listens, in order', async () => {
      const [one, other] = await Promise.all([listen(), listen()]);
      await under.say(['first', 'second']);
      await under.say(['"third", with ünïcode']);
      for (const { ear } of [one, other]) {
        await ear.until(() => ear.messages.length >= 3);
        expect(ear.messages).toEqual(['first', 'second', '"third", with ünïcode']);
      }
    });

    it('says nothing of what was not committed', async () => {
      const { ear } = await listen();
      await expect(under.say(['never happened'], 'fail')).rejects.toThrow();
      await under.say(['happened']);
      await ear.until(() => ear.messages.length > 0);
      expect(ear.messages).toEqual(['happened']);
    });

    it('takes the longest message that a relay sends', async () => {
      const { ear } = await listen();
      const longest = 'x'.repeat(7_900);
      await under.say([longest]);
      await ear.until(() => ear.messages.length > 0);
      expect(ear.messages).toEqual([longest]);
    });

    it('opens again by itself when its server was away, and says so', async () => {
      const { ear } = await listen();
      await under.takeServerAway();
      await under.bringServerBack();
      await ear.until(() => ear.openings === 2);
      await under.say(['after the outage']);
      await ear.until(() => ear.messages.length > 0);
      expect(ear.messages).toEqual(['after the outage']);
    });

    it('can be listened to before its server is there', async () => {
      await under.takeServerAway();
      const ear = new Listener();
      lines.push(under.channel.listen(ear));
      await under.bringServerBack();
      await ear.until(() => ear.openings === 1);
      await under.say(['late, not lost']);
      await ear.until(() => ear.messages.length > 0);
      expect(ear.messages).toEqual(['late, not lost']);
    });

    it('brings nothing to a line that was closed, and goes on for the others', async () => {
      const [closed, open] = await Promise.all([listen(), listen()]);
      await closed.line.close();
      await under.say(['for one']);
      await open.ear.until(() => open.ear.messages.length > 0);
      expect(closed.ear.messages).toEqual([]);
    });

    it('closes while its server is away, and stays closed', async () => {
      const { ear, line } = await listen();
      await under.takeServerAway();
      await line.close();
      await under.bringServerBack();
      const other = await listen();
      await under.say(['to the others']);
      await other.ear.until(() => other.ear.messages.length > 0);
      expect([ear.openings, ear.messages]).toEqual([1, []]);
    });
  });
}
