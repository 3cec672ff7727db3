import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { IncomingBytes } from './incoming-bytes.js';

const rule = { bytesPerSecond: 1_000, patienceMs: 2_500 };

function incoming() {
  const request = new PassThrough({ highWaterMark: 1024 * 1024 });
  return { request, bytes: new IncomingBytes(request as unknown as IncomingMessage, rule) };
}

const read = ({ stream }: IncomingBytes) => text(stream);

describe('the bytes of a request', () => {
  afterEach(() => void jest.useRealTimers());

  it('are all of them', async () => {
    const { request, bytes } = incoming();
    request.write('a');
    request.end('b');
    expect(await read(bytes)).toBe('ab');
  });

  it('end with those that arrived when the connection breaks', async () => {
    const { request, bytes } = incoming();
    request.write('a');
    const all = read(bytes);
    await setImmediate();
    request.destroy(new Error('aborted'));
    expect(await all).toBe('a');
  });

  it('end with those that arrived when they come too slowly', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const { request, bytes } = incoming();
    const all = read(bytes);
    request.write('a');
    await setImmediate();
    jest.advanceTimersByTime(3_000);
    expect(await all).toBe('a');
    expect(bytes.isTooSlow).toBe(true);
  });

  it('are read no further ahead than a bounded number', async () => {
    const { request, bytes } = incoming();
    for (let n = 0; n < 64; n++) request.write(Buffer.alloc(16 * 1024));
    for (let n = 0; n < 100; n++) await setImmediate();
    expect(request.readableLength + request.writableLength).toBeGreaterThan(512 * 1024);
    bytes.stop();
  });
});
