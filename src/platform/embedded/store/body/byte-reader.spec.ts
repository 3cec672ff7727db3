import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ByteReader } from './byte-reader.js';

async function* cut(text: string, size: number): AsyncGenerator<Buffer> {
  for (let i = 0; i < text.length; i += size) yield Buffer.from(text.slice(i, i + size));
}

async function take(reader: ByteReader, count: number): Promise<string> {
  let text = '';
  for await (const piece of reader.take(count)) text += piece.toString();
  return text;
}

describe('ByteReader', () => {
  it('reads lines and bytes for every chunking of the stream', async () => {
    const word = fc.stringMatching(/^[a-z\n]{0,20}$/);
    await fc.assert(
      fc.asyncProperty(word, word, word, fc.integer({ min: 1, max: 9 }), async (first, bytes, last, size) => {
        const reader = new ByteReader(cut(`${first}\r\n${bytes}${last}\r\n`, size));
        expect(await reader.line(100)).toBe(first);
        expect(await take(reader, bytes.length)).toBe(bytes);
        expect(await reader.line(100)).toBe(last);
        expect(await reader.line(100)).toBeNull();
      }),
    );
  });

  it('refuses a line above the limit early', async () => {
    await expect(new ByteReader(cut('x'.repeat(50), 7)).line(10)).rejects.toMatchObject({ status: 400 });
  });

  it('refuses a stream that ends early', async () => {
    await expect(new ByteReader(cut('no end', 3)).line(100)).rejects.toMatchObject({ code: 'IncompleteBody' });
    await expect(take(new ByteReader(cut('four', 3)), 5)).rejects.toMatchObject({ code: 'IncompleteBody' });
  });
});
