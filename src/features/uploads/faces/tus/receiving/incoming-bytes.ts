import type { IncomingMessage } from 'node:http';
import { MinimumRate, type RateRule } from '../../../../../platform/streams/minimum-rate.js';

const CHECK_MS = 1_000;
/** Read from the socket in advance. */
const AHEAD_BYTES = 256 * 1024;

/**
 * The body of a request as a stream that always ends, never breaks: when the client is gone, or sends too slowly, the
 * bytes that arrived are kept. Time in which the service does not read does not count against a client.
 */
export class IncomingBytes {
  readonly stream: ReadableStream<Uint8Array>;
  isTooSlow = false;
  private end: () => void = () => undefined;
  private countedMs = 0;

  constructor(
    private readonly request: IncomingMessage,
    rule: RateRule,
  ) {
    const rate = new MinimumRate(rule, () => this.countedMs);
    this.stream = new ReadableStream<Uint8Array>(
      { start: (sink) => this.forward(sink, rate), pull: () => void request.resume(), cancel: () => this.stop() },
      { highWaterMark: AHEAD_BYTES, size: (chunk) => chunk?.byteLength ?? 0 },
    );
  }

  /** Reads nothing more. */
  stop(): void {
    this.end();
  }

  private forward(sink: ReadableStreamDefaultController<Uint8Array>, rate: MinimumRate): void {
    const { request } = this;
    const take = (chunk: Buffer) => {
      rate.arrived(chunk.length);
      sink.enqueue(chunk);
      if ((sink.desiredSize ?? 0) <= 0) request.pause();
    };
    const checking = setInterval(() => {
      if (request.isPaused()) return;
      this.countedMs += CHECK_MS;
      if (!rate.isTooSlow) return;
      this.isTooSlow = true;
      this.end();
    }, CHECK_MS);
    this.end = () => {
      this.end = () => undefined;
      clearInterval(checking);
      request.off('data', take).off('end', end).off('close', end).pause();
      try {
        sink.close();
      } catch {
        // It was canceled by its reader.
      }
    };
    const end = () => this.end();
    if (request.destroyed || request.readableEnded) return end();
    request
      .on('data', take)
      .once('end', end)
      .once('close', end)
      .on('error', () => undefined)
      .pause();
  }
}
