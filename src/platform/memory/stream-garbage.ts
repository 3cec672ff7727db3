const COLLECT_EVERY_BYTES = 8 * 1024 * 1024;

/**
 * V8 collects young buffers when they come to twice its largest semi-space. This much is asked for in one piece and never
 * touched: it counts for V8, and the operating system gives no page for it.
 */
const BALLAST_BYTES = 64 * 1024 * 1024;

/**
 * V8 lets tens of megabytes of read chunks lie before it collects them. Code that streams a file counts its bytes here, and
 * what was read is freed every 8 MiB, in about a millisecond. It takes no flags of V8, which must not change in a process
 * that runs, and is only less effective where V8 counts otherwise.
 */
export class StreamGarbage {
  private bytes = 0;

  count(chunk: { length: number }): void {
    this.bytes += chunk.length;
    if (this.bytes < COLLECT_EVERY_BYTES) return;
    this.bytes = 0;
    reachLimit();
  }
}

function reachLimit(): void {
  try {
    void new ArrayBuffer(BALLAST_BYTES);
  } catch {
    // A process that may not have so much address space collects when V8 does.
  }
}
