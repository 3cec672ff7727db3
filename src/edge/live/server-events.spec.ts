import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { Signal } from './signal.js';
import { type ServerEvent, serverEvents } from './server-events.js';
import { stoppable } from './stoppable.js';

const same = (one: ServerEvent) => one;
const event = (id: number, data: unknown = {}): ServerEvent => ({ id: String(id), event: 'changed', data });

describe('server-sent events', () => {
  it('send the retry time, then each event, then end', async () => {
    async function* two() {
      yield event(1, { text: 'a\nb' });
      yield event(2);
    }
    expect(await text(serverEvents(two(), same))).toBe(
      'retry: 2000\n\nid: 1\nevent: changed\ndata: {"text":"a\\nb"}\n\nid: 2\nevent: changed\ndata: {}\n\n',
    );
  });

  it('end when the source fails', async () => {
    // eslint-disable-next-line require-yield -- it fails before
    async function* broken(): AsyncGenerator<ServerEvent> {
      throw new Error('the database is away');
    }
    expect(await text(serverEvents(broken(), same))).toBe('retry: 2000\n\n');
  });

  it('send heartbeats while there are no events', async () => {
    const signal = new Signal();
    const events = stoppable<ServerEvent>(
      async function* (stopped) {
        await signal.wait(stopped);
        yield event(1);
      },
      () => undefined,
    );
    const stream = serverEvents(events, same, 1);
    let beats = 0;
    stream.on('data', (chunk: Buffer) => {
      if (String(chunk) === ':\n\n' && ++beats === 3) signal.raise();
    });
    await once(stream, 'end');
    expect(beats).toBeGreaterThanOrEqual(3);
  });

  it('end the source when the client disconnects, also without events', async () => {
    let ended!: () => void;
    const end = new Promise<void>((resolve) => (ended = resolve));
    const stream = serverEvents(
      stoppable<ServerEvent>(async function* (stopped) {
        yield event(1);
        await new Signal().wait(stopped);
      }, ended),
      same,
    );
    stream.resume();
    await once(stream, 'data');
    stream.destroy();
    await end;
  });

  it('apply backpressure, and buffer only a few events for a slow client', async () => {
    let made = 0;
    async function* endless() {
      for (;;) yield event(++made, 'x'.repeat(10_000));
    }
    const stream = serverEvents(endless(), same);
    await once(stream, 'readable');
    await new Promise(setImmediate);
    const before = made;
    await new Promise(setImmediate);
    expect(made).toBe(before);
    expect(made).toBeLessThan(20);
    stream.destroy();
  });
});

describe('stoppable', () => {
  it('calls onEnd once, also if it was never started', async () => {
    let given = 0;
    const idle = stoppable<number>(
      async function* () {
        yield 1;
      },
      () => given++,
    );
    await idle.return();
    await idle.return();
    expect(given).toBe(1);
  });
});
