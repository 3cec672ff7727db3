import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readdirSync, readlinkSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FileSpan, spanChunks, turningChunks } from './file-spans.js';

const MIB = 1024 * 1024;
const sizes = { small: 10, empty: 0, large: 2 * MIB + 17 };
const bytes = Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, randomBytes(size)]));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'airlock-spans-'));
  for (const [name, content] of Object.entries(bytes)) await writeFile(join(directory, name), content);
});
afterAll(() => rm(directory, { recursive: true }));

const span = (name: keyof typeof sizes, start = 0, end = sizes[name] - 1): FileSpan => {
  return { path: join(directory, name), start, end };
};

/** `/proc` names open files. */
const openFiles = () =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(directory) ? [fd] : [];
    } catch {
      return [];
    }
  });

describe.each([
  ['chunks of their own memory', spanChunks],
  ['chunks in turns', turningChunks],
])('%s', (_name, chunksOf) => {
  async function read(...spans: FileSpan[]): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of chunksOf(spans)) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }

  it('are the bytes of one file after the other', async () => {
    const all = await read(span('small'), span('empty'), span('large'), span('small'));
    expect(all.equals(Buffer.concat([bytes.small!, bytes.large!, bytes.small!]))).toBe(true);
  });

  it('are of ranges, inclusive', async () => {
    const part = await read(span('small', 2, 4), span('large', MIB - 1, MIB));
    expect(part.equals(Buffer.concat([bytes.small!.subarray(2, 5), bytes.large!.subarray(MIB - 1, MIB + 1)]))).toBe(
      true,
    );
  });

  it('end with an error where a file is missing or shorter', async () => {
    await expect(read(span('small', 0, 10))).rejects.toThrow('ends 1 bytes before');
    await expect(read({ path: join(directory, 'missing'), start: 0, end: 1 })).rejects.toThrow('ENOENT');
  });

  // Open files are counted in /proc, which only Linux has.
  (process.platform === 'linux' ? it : it.skip)('leave no file open when their reader stops early', async () => {
    for await (const chunk of chunksOf([span('large'), span('small')])) if (chunk.length > 0) break;
    expect(openFiles()).toEqual([]);
  });
});

it('one of the chunks in turns is valid until the next one, and both memories are used again', async () => {
  const memories = new Set<ArrayBufferLike>();
  let at = 0;
  for await (const chunk of turningChunks([span('large')])) {
    await new Promise((turn) => setImmediate(turn));
    expect(chunk.equals(bytes.large!.subarray(at, at + chunk.length))).toBe(true);
    at += chunk.length;
    memories.add(chunk.buffer);
  }
  expect({ at, memories: memories.size }).toEqual({ at: sizes.large, memories: 2 });
});
