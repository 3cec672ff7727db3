import type { Credentials } from '../config/credentials.js';
import { jsonOf, plainCall } from './plain-call.js';

export interface ServerEvent {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

/**
 * The events of an upload after one, in their order, until the stream ends or the reader has enough. They come from the
 * table of moves, so what happened before the request is there too.
 */
export async function* uploadEvents(
  { url, secret, namespace }: Credentials,
  uploadId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  const ended = new AbortController();
  const headers = {
    ...{ Accept: 'text/event-stream', Authorization: `Bearer ${secret}`, 'Last-Event-ID': String(after) },
    ...(namespace ? { 'X-Namespace': namespace } : {}),
  };
  const path = `${url}/v1/uploads/${encodeURIComponent(uploadId)}/events`;
  const answer = await plainCall(path, { headers }, AbortSignal.any([signal, ended.signal]));
  if (answer.status === 204) return;
  if (!answer.ok || !answer.body) await jsonOf(answer);
  try {
    yield* eventsIn(answer.body!.pipeThrough(new TextDecoderStream()));
  } finally {
    ended.abort();
  }
}

/** Events of text/event-stream whose data is JSON. */
export async function* eventsIn(text: AsyncIterable<string>): AsyncGenerator<ServerEvent> {
  let rest = '';
  for await (const chunk of text) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop()!;
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map(fieldOf));
      if (fields.data)
        yield { ...{ id: '', event: 'message' }, ...fields, data: JSON.parse(fields.data) } as ServerEvent;
    }
  }
}

function fieldOf(line: string): [name: string, value: string] {
  const at = line.indexOf(':');
  return [line.slice(0, at), line.slice(at + 1).trimStart()];
}
