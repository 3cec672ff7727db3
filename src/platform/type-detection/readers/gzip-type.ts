import { constants, gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import { isSvg } from '../svg-sniff.js';

const MOST_BYTES = 64 * 1024;
const expand = promisify(gunzip);

/** A drawing may be stored compressed (https://www.w3.org/TR/SVG11/conform.html#ConformingSVGServers). */
export async function holdsSvg(head: Buffer): Promise<boolean> {
  const start = await expand(head.subarray(0, MOST_BYTES / 8), {
    finishFlush: constants.Z_SYNC_FLUSH,
    maxOutputLength: 8 * MOST_BYTES,
  }).catch(() => Buffer.alloc(0));
  return isSvg(start.toString('utf8', 0, MOST_BYTES));
}
