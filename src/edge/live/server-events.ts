import { PassThrough, type Readable } from 'node:stream';

/** One server-sent event; its id is what a client that lost the connection comes back with. */
export interface ServerEvent {
  id: string;
  event: string;
  data: unknown;
}

/** Often enough for proxies that hang up on silence after half a minute. */
const HEARTBEAT_MS = 15_000;
const RETRY_MS = 2_000;

/** Data is JSON, and so has no line breaks. */
const textOf = ({ id, event, data }: ServerEvent) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * Happenings as text/event-stream, at the pace of whoever reads. They are ended when the reader goes, and the stream ends
 * when they do. If they fail it ends too: the client comes back and is told why.
 */
export function serverEvents<T>(
  happenings: AsyncGenerator<T>,
  toEvent: (happening: T) => ServerEvent,
  heartbeatMs = HEARTBEAT_MS,
): Readable {
  const out = new PassThrough();
  const heartbeat = setInterval(() => {
    if (!out.writableNeedDrain) out.write(':\n\n');
  }, heartbeatMs);
  let goOn = () => {};
  out.on('drain', () => goOn());
  out.once('close', () => {
    clearInterval(heartbeat);
    void happenings.return(undefined).catch(() => undefined);
    goOn();
  });
  const pump = async () => {
    for await (const happening of happenings)
      if (!out.write(textOf(toEvent(happening))) && !out.destroyed)
        await new Promise<void>((resolve) => (goOn = resolve));
  };
  out.write(`retry: ${RETRY_MS}\n\n`);
  pump().then(
    () => out.end(),
    () => out.end(),
  );
  return out;
}
