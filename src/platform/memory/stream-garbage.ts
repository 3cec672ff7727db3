const COLLECT_EVERY_BYTES = 8 * 1024 * 1024;

type Collect = (options: { type: 'minor' }) => void;

/** There when the process was started with `--expose-gc`, as `npm start` and the image do. */
const collect = (globalThis as { gc?: Collect }).gc;

/**
 * V8 sees the small handles of a stream's chunks, not the bytes behind them, and leaves some 70 MB of read chunks uncollected. Code
 * that streams a file counts its bytes here, and what was read is freed every 8 MiB, in about a millisecond. Flags of V8
 * must not change while it runs: without the option at start this does nothing, and V8 collects later by itself.
 */
export class StreamGarbage {
  private bytes = 0;

  count(chunk: { length: number }): void {
    this.bytes += chunk.length;
    if (this.bytes < COLLECT_EVERY_BYTES) return;
    this.bytes = 0;
    collect?.({ type: 'minor' });
  }
}
