import { read, readSync } from 'node:fs';
import { CONTROL_FD, type JobOrder } from '../job-order.js';

const LINE_FEED = 10;

/** Blocks until the order has come. Undefined: the parent has ended, or needs this process no more. */
export function readOrder(): JobOrder | undefined {
  const pieces: Buffer[] = [];
  for (;;) {
    const buffer = Buffer.allocUnsafe(64 * 1024);
    const length = readSync(CONTROL_FD, buffer);
    if (length === 0) return undefined;
    pieces.push(buffer.subarray(0, length));
    if (buffer[length - 1] === LINE_FEED) return JSON.parse(Buffer.concat(pieces).toString()) as JobOrder;
  }
}

/** Calls back when the parent's end of the control descriptor is closed. Keeps this process alive until then. */
export function onParentGone(gone: () => void): void {
  read(CONTROL_FD, Buffer.alloc(1), 0, 1, null, gone);
}
