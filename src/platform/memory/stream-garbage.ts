import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const COLLECT_EVERY_BYTES = 8 * 1024 * 1024;

type Collect = (options: { type: 'minor' }) => void;

/** Exposed to us alone: the program's own global scope stays without it. */
function minorCollection(): Collect {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collect;
  setFlagsFromString('--no-expose-gc');
  return collect;
}

let collect: Collect | undefined;

/**
 * V8 sees the small handles of a stream's chunks, not the bytes behind them, and lets tens of megabytes of read chunks
 * lie. Whoever streams a file counts its bytes here, and what was read is freed every 8 MiB, in about a millisecond.
 */
export class StreamGarbage {
  private bytes = 0;

  count(chunk: { length: number }): void {
    this.bytes += chunk.length;
    if (this.bytes < COLLECT_EVERY_BYTES) return;
    this.bytes = 0;
    collect ??= minorCollection();
    collect({ type: 'minor' });
  }
}
