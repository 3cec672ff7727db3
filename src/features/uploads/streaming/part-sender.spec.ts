import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TemporaryFiles } from '../../../platform/temporary-files/temporary-files.js';
import { Slabs } from '../../../platform/memory/slabs.js';
import { Errors } from '../../../shared/errors/errors.js';
import { PartSender } from './part-sender.js';
import { MemoryPartBuffer, type PartBuffer } from './part-buffer.js';

const PART_BYTES = 10;

let directory: string;
let temporary: TemporaryFiles;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'airlock-parts-'));
  temporary = new TemporaryFiles(directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Parts in as many slabs as there are, then on disk; what was sent, by part. */
function sending(
  slabs: Slabs,
  before: (partNumber: number, part: PartBuffer) => Promise<void> = () => Promise.resolve(),
) {
  const sent = new Map<number, string>();
  const take = async () => {
    const slab = slabs.take();
    return slab ? new MemoryPartBuffer(slab, slabs) : temporary.scratch();
  };
  const send = async (partNumber: number, part: PartBuffer) => {
    await before(partNumber, part);
    sent.set(partNumber, (await buffer(await part.read())).toString());
    return { partNumber, etag: `etag ${partNumber}`, size: part.size };
  };
  return { sent, sender: new PartSender({ partBytes: PART_BYTES, take, send }) };
}

async function sendAll(sender: PartSender, chunks: string[]) {
  for (const chunk of chunks) await sender.write(Buffer.from(chunk));
  const parts = await sender.finish();
  await sender.close();
  return parts;
}

describe('PartSender', () => {
  it.each([0, 1, 2, 9])('cuts bytes into parts, however they come, with %d slabs of memory', async (most) => {
    const chunks = fc.array(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 25 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(chunks, async (given) => {
        const slabs = new Slabs(PART_BYTES, most);
        const { sent, sender } = sending(slabs);
        const parts = await sendAll(sender, given);
        expect(parts.map(({ partNumber }) => sent.get(partNumber)).join('')).toBe(given.join(''));
        expect(parts.slice(0, -1).every(({ size }) => size === PART_BYTES)).toBe(true);
        for (let n = 0; n < most; n++) expect(slabs.take()).not.toBeNull();
      }),
      { numRuns: 30 },
    );
  });

  it('makes the sender wait while two parts are under way and a third is full', async () => {
    const gate = Promise.withResolvers<void>();
    const { sent, sender } = sending(new Slabs(PART_BYTES, 9), () => gate.promise);
    await sender.write(Buffer.alloc(3 * PART_BYTES, 'a'));
    let goesOn = false;
    const more = sender.write(Buffer.from('b'))!.then(() => void (goesOn = true));
    await new Promise(setImmediate);
    expect([goesOn, sent.size]).toEqual([false, 0]);
    gate.resolve();
    await more;
    expect((await sender.finish()).map(({ size }) => size)).toEqual([10, 10, 10, 1]);
    await sender.close();
  });

  it('sends a part again after a transient failure, and does not reuse the memory of the first attempt', async () => {
    const slabs = new Slabs(PART_BYTES, 1);
    const slab = slabs.take()!;
    slabs.give(slab);
    let failures = 2;
    const { sent, sender } = sending(slabs, async () => {
      if (failures-- > 0) throw Errors.storageUnavailable(new Error('away'));
    });
    await sendAll(sender, ['0123456789', 'x']);
    expect([...sent]).toEqual([
      [1, '0123456789'],
      [2, 'x'],
    ]);
    expect(slabs.take()).not.toBe(slab);
  });

  it('fails at once on a permanent failure, and rejects both write and finish', async () => {
    const { sender } = sending(new Slabs(PART_BYTES, 0), () => Promise.reject(new Error('session gone')));
    await sender.write(Buffer.alloc(PART_BYTES + 1));
    await expect(sender.finish()).rejects.toThrow('session gone');
    await expect(sender.write(Buffer.alloc(PART_BYTES))).rejects.toThrow('session gone');
    await sender.close();
  });
});
