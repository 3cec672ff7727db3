import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FileSink } from './file-sink.js';

describe('writing a body into a file', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'airlock-sink-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  const chunks = () => ['a', 'b', 'c'].map((letter) => Buffer.allocUnsafeSlow(300_000).fill(letter));

  async function receive(isExclusive: boolean, name: string) {
    const given = chunks();
    const hashed: string[] = [];
    const path = join(directory, name);
    const hash = (pieces: readonly Buffer[]) => void hashed.push(...pieces.map((piece) => piece.toString()));
    const sink = new FileSink({ path, count: () => undefined, hash, verify: () => undefined, isExclusive });
    await pipeline(Readable.from(given), sink);
    return { given, hashed: hashed.join(''), written: await readFile(path, 'utf8') };
  }

  it.each([
    ['gives the memory of pieces back that nothing else uses', true, [0, 0, 0]],
    ['leaves pieces alone that something else may use', false, [300_000, 300_000, 300_000]],
  ])('%s, once they are hashed and written', async (_, isExclusive, lengths) => {
    const { given, hashed, written } = await receive(isExclusive, String(isExclusive));
    const all = Buffer.concat(chunks()).toString();
    expect(written === all).toBe(true);
    expect(hashed === all).toBe(true);
    expect(given.map(({ length }) => length)).toEqual(lengths);
  });
});
