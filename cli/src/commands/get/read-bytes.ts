import { AirlockError } from '@airlock/sdk';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../api/client.js';
import { CliError } from '../../errors/cli-error.js';

/** Failures in a row without a byte in between. */
const MOST_FAILURES = 6;
const SILENCE_MS = 30_000;

/**
 * The bytes of a file from a position on. A connection that breaks is taken up again where it broke, with a new link;
 * the reader sees one stream.
 */
export async function* bytesFrom(
  client: Client,
  fileId: string,
  { start, size, signal }: { start: number; size: number; signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  let at = start;
  for (let failures = 0; at < size;) {
    try {
      for await (const chunk of await ranged(client, fileId, at, size, signal)) {
        if (at + chunk.length > size) throw differs(fileId);
        yield chunk;
        at += chunk.length;
        failures = 0;
      }
      if (at < size) throw new Error('The connection ended early.');
    } catch (error) {
      signal.throwIfAborted();
      failures += 1;
      if (!mayPass(error) || failures >= MOST_FAILURES) throw cut(error);
      await pause(Math.min(250 * 2 ** failures, 5_000), undefined, { signal });
    }
  }
}

/** One request to the store, from a position to the end. No credentials are sent there: the link has its own. */
async function ranged(client: Client, fileId: string, at: number, size: number, signal: AbortSignal) {
  const { url } = await client.uploads().downloadUrl(fileId, { signal });
  const headers: Record<string, string> = at > 0 ? { Range: `bytes=${at}-` } : {};
  const silence = new AbortController();
  const answer = await fetch(url, { headers, signal: AbortSignal.any([signal, silence.signal]) });
  const problem = problemOf(answer, fileId, { at, size });
  if (problem || !answer.body) {
    await answer.body?.cancel();
    throw problem ?? differs(fileId);
  }
  return unlessSilent(answer.body, silence);
}

/** Why an answer is not the bytes that were asked for. */
function problemOf(answer: Response, fileId: string, { at, size }: { at: number; size: number }): Error | undefined {
  const { status, headers } = answer;
  if (!answer.ok) {
    const retryable = status >= 500 || status === 403 || status === 429;
    return new AirlockError({ code: 'STORE_REFUSED', message: `The store answered ${status}.`, retryable });
  }
  if (at === 0) return Number(headers.get('content-length') ?? size) === size ? undefined : differs(fileId);
  if (status === 206) return undefined;
  const message = 'The store cannot go on in the middle of a file. Delete the .part file and try again.';
  return new CliError('failed', message, { code: 'RANGE_UNSUPPORTED' });
}

/** A connection that says nothing for long is dead, even if nothing closed it. */
async function* unlessSilent(body: AsyncIterable<Uint8Array>, silence: AbortController): AsyncGenerator<Uint8Array> {
  const timer = setTimeout(() => silence.abort(new Error('The connection was silent.')), SILENCE_MS);
  try {
    for await (const chunk of body) {
      timer.refresh();
      yield chunk;
    }
  } finally {
    clearTimeout(timer);
  }
}

/** The network may come back; an answer in words is final unless it says otherwise. */
function mayPass(error: unknown): boolean {
  if (error instanceof CliError) return false;
  return error instanceof AirlockError ? error.retryable : true;
}

function cut(error: unknown): unknown {
  if (error instanceof CliError || (error instanceof AirlockError && error.code !== 'STORE_REFUSED')) return error;
  const message = 'The download was cut off. Run the same command again: it goes on where it stopped.';
  return new CliError('unavailable', message, { code: 'DOWNLOAD_CUT' }, error);
}

export const differs = (fileId: string): CliError =>
  new CliError(
    'failed',
    `The bytes of ${fileId} are not those that were stored. Try again; if it stays so, tell the operator.`,
    {
      code: 'CHECKSUM_MISMATCH',
    },
  );
