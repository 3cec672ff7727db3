import { AirlockError } from '../errors/airlock-error.js';
import type { Api } from './api.js';

/** A stream says something at least this often, if it is not dead. */
const SILENCE_MS = 60_000;
const MOST_LINE = 1024 * 1024;

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** Reads server-sent events until one of these types, the end of the stream, or a long silence. */
export async function followUntil(api: Api, path: string, types: RegExp, signal: AbortSignal): Promise<void> {
  const call = { headers: { Accept: 'text/event-stream' }, signal, timeoutMs: 24 * 3600 * 1000 };
  await api.once('GET', path, call, async (answer) => {
    if (!answer.ok) throw new AirlockError({ code: 'UNEXPECTED_ANSWER', message: 'There is no stream of events.' });
    const reader = answer.body?.getReader();
    const decoder = new TextDecoder();
    let text = '';
    while (reader) {
      const { done, value } = await orSilence(reader);
      text += decoder.decode(value, { stream: true });
      const lines = text.split('\n');
      text = lines.pop()!;
      if (!done && text.length < MOST_LINE && !lines.some((line) => types.test(line))) continue;
      // The verdict does not wait for the end of the stream.
      void reader.cancel().catch(() => undefined);
      return;
    }
  });
}

/** The next piece; the end when there is none for this long. */
async function orSilence(reader: Reader): Promise<ReadableStreamReadResult<Uint8Array>> {
  let timer: ReturnType<typeof setTimeout>;
  const silence = new Promise<ReadableStreamReadResult<Uint8Array>>((resolve) => {
    timer = setTimeout(() => resolve({ done: true, value: undefined }), SILENCE_MS);
  });
  return Promise.race([reader.read(), silence]).finally(() => clearTimeout(timer));
}
