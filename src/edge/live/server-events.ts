import { PassThrough, type Readable } from 'node:stream';

/** One server-sent event. A client that reconnects sends the id of the last one as `Last-Event-ID`. */
export interface ServerEvent {
  id: string;
  event: string;
  data: unknown;
}

/** Shorter than the idle time-out of common proxies, 30 seconds. */
const HEARTBEAT_MS = 15_000;
const RETRY_MS = 2_000;

/** JSON has no line breaks. */
const textOf = ({ id, event, data }: ServerEvent) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * The values of a generator as text/event-stream, with backpressure. The generator is ended when the client disconnects,
 * and the stream ends with the generator, also when it throws: the client reconnects and gets the error as a response.
 */
export function serverEvents<T>(
  values: AsyncGenerator<T>,
  toEvent: (value: T) => ServerEvent,
  heartbeatMs = HEARTBEAT_MS,
): Readable {
  const out = new PassThrough();
  const heartbeat = setInterval(() => {
    if (!out.writableNeedDrain) out.write(':\n\n');
  }, heartbeatMs);
  let resume = () => {};
  out.on('drain', () => resume());
  out.once('close', () => {
    clearInterval(heartbeat);
    void values.return(undefined).catch(() => undefined);
    resume();
  });
  const pump = async () => {
    for await (const value of values)
      if (!out.write(textOf(toEvent(value))) && !out.destroyed)
        await new Promise<void>((resolve) => (resume = resolve));
  };
  out.write(`retry: ${RETRY_MS}\n\n`);
  pump().then(
    () => out.end(),
    () => out.end(),
  );
  return out;
}
