import { randomBytes } from 'node:crypto';

const MIB = 1024 * 1024;
/** Text, so that it is what it claims to be; random, so that nothing along the way can compress it. */
const block = Buffer.from(randomBytes((MIB * 3) / 4).toString('base64'));
let made = 0;

/** A text file of this many bytes, sent block by block. No two are equal: equal files are stored and scanned once. */
export interface BenchFile {
  size: number;
  chunks(): Iterable<Buffer>;
}

export function benchFile(size: number): BenchFile {
  const first = Buffer.from(block.subarray(0, Math.min(size, MIB)));
  first.write(`file ${process.pid} ${++made} `);
  return {
    size,
    *chunks() {
      yield first;
      for (let left = size - first.length; left > 0; left -= MIB) yield block.subarray(0, Math.min(left, MIB));
    },
  };
}
