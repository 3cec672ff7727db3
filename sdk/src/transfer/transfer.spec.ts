import { describe, expect, it } from '@jest/globals';
import { Gate } from './gate.js';
import { PartUrls } from './part-urls.js';
import { Pool } from './pool.js';
import { ProgressMeter } from './progress.js';
import { sourceOf } from './source.js';

const never = new AbortController().signal;
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('a source', () => {
  const pieces = ['ab', '', 'cdefg', 'h'].map((piece) => new TextEncoder().encode(piece));
  const iterated = async function* () {
    yield* pieces;
  };

  it.each([
    ['bytes', Buffer.from('abcdefgh')],
    ['a part of a larger buffer', Buffer.from('xxabcdefghxx').subarray(2, 10)],
    ['a Blob', new Blob(['abcdefgh'])],
    ['an iterable', iterated()],
    ['a web stream', new Blob(['abcdefgh']).stream()],
  ])('of %s is cut where it is wished', async (_, body) => {
    const source = sourceOf(body);
    const taken = [text(await source.take(3)), text(await source.take(4)), text(await source.take(9))];
    expect([...taken, (await source.take(1)).length]).toEqual(['abc', 'defg', 'h', 0]);
    await source.close();
  });

  it('of something else is refused', async () => {
    for (const body of ['text', 7, null, {}]) expect(() => sourceOf(body as unknown as Blob)).toThrow();
    const strings = async function* () {
      yield 'text' as unknown as Uint8Array;
    };
    await expect(sourceOf(strings()).take(1)).rejects.toMatchObject({ code: expect.any(String) });
  });

  it('ends the stream that it leaves', async () => {
    let ended = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(pieces[0]!),
      cancel: () => void (ended = true),
    });
    const source = sourceOf(stream);
    await source.take(1);
    await source.close();
    expect(ended).toBe(true);
  });
});

describe('a pool', () => {
  it('runs no more at once than it has places, and waits before it takes more', async () => {
    const pool = new Pool(2, never);
    const ends: (() => void)[] = [];
    let added = 0;
    const adding = (async () => {
      for (; added < 4; added++) await pool.add(() => new Promise((resolve) => ends.push(resolve)));
    })();
    await new Promise(setImmediate);
    expect([added, ends.length]).toEqual([2, 2]);
    ends.shift()!();
    await new Promise(setImmediate);
    expect([added, ends.length]).toEqual([3, 2]);
    const drain = setInterval(() => ends.shift()?.(), 1);
    await adding;
    await pool.end();
    clearInterval(drain);
  });

  it('stops the others with the first failure', async () => {
    const pool = new Pool(2, never);
    await pool.add(
      () => new Promise((_, reject) => pool.signal.addEventListener('abort', () => reject(Error('late')))),
    );
    await pool.add(() => Promise.reject(new Error('first')));
    await expect(pool.end()).rejects.toThrow('first');
    await expect(pool.add(() => Promise.resolve())).rejects.toThrow('first');
  });
});

describe('a gate', () => {
  it('stops what runs while it is closed, and lets it begin anew', async () => {
    const gate = new Gate();
    let begun = 0;
    const act = (signal: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        if (++begun === 2) return resolve('done');
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    const passing = gate.pass(never, act);
    await new Promise(setImmediate);
    gate.pause();
    gate.pause();
    await new Promise(setImmediate);
    expect(begun).toBe(1);
    gate.resume();
    expect([await passing, begun]).toEqual(['done', 2]);
  });

  it('can be left while it is closed', async () => {
    const [gate, aborting] = [new Gate(), new AbortController()];
    gate.pause();
    const passing = gate.pass(aborting.signal, () => Promise.resolve());
    aborting.abort(new Error('left'));
    await expect(passing).rejects.toThrow('left');
  });
});

it('progress never goes back', () => {
  const seen: number[] = [];
  const meter = new ProgressMeter(({ loaded }) => seen.push(loaded), 20);
  for (const [part, bytes] of [
    [1, 4],
    [2, 6],
    [1, 0],
    [1, 3],
    [1, 9],
    [2, 10],
  ] as const)
    meter.set(part, bytes);
  expect(seen).toEqual([4, 10, 15, 19]);
});

describe('URLs of parts', () => {
  const target = (number: number, round: number) => ({ url: `${number}.${round}`, headers: {} });

  it('are signed some at once, and anew where they were refused', async () => {
    const signed: number[][] = [];
    const urls = new PartUrls(async (numbers) => {
      signed.push(numbers);
      return new Map(numbers.map((number) => [number, target(number, signed.length)]));
    });
    const all = [1, 2, 4];
    expect((await urls.get(1, all, false)).url).toBe('1.1');
    expect((await urls.get(2, all, false)).url).toBe('2.1');
    expect((await urls.get(2, all, true)).url).toBe('2.2');
    expect((await urls.get(4, all, false)).url).toBe('4.2');
    expect(signed).toEqual([
      [1, 2, 4],
      [2, 4],
    ]);
  });

  it('that could not be signed are asked for again', async () => {
    let fails = true;
    const urls = new PartUrls(async (numbers) => {
      if (fails) throw new Error('cut');
      return new Map(numbers.map((number) => [number, target(number, 1)]));
    });
    await expect(urls.get(1, [1, 2], false)).rejects.toThrow('cut');
    fails = false;
    expect((await urls.get(2, [1, 2], false)).url).toBe('2.1');
  });
});
