import { AirlockError } from '../errors/airlock-error.js';
import { sleep } from './retry.js';

/** How long to wait. */
export interface WaitOptions {
  /** Milliseconds. Default: ten minutes. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

const USUAL_TIMEOUT_MS = 600_000;
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [250, 5_000];

/**
 * Looks again and again until `look` answers something. Outages are waited through. `follow` may sleep until something has
 * changed; once it failed, or nothing had changed, pauses that grow take its place.
 */
export async function waitFor<T>(
  { timeoutMs = USUAL_TIMEOUT_MS, signal }: WaitOptions,
  look: (signal: AbortSignal) => Promise<T | undefined>,
  follow?: (signal: AbortSignal) => Promise<void>,
): Promise<T> {
  const late = AbortSignal.timeout(timeoutMs);
  const either = signal ? AbortSignal.any([signal, late]) : late;
  try {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      const found = await look(either).catch(unlessTemporary);
      if (found !== undefined) return found;
      if (follow) await follow(either).catch(() => undefined);
      else await sleep(pause, either);
      follow = undefined;
    }
  } catch (error) {
    if (signal?.aborted || !late.aborted) throw error;
    throw new AirlockError({
      code: 'TIMEOUT',
      message: `There was no verdict within ${timeoutMs / 1000} seconds. Nothing is lost: wait again later.`,
      retryable: true,
      cause: error,
    });
  }
}

function unlessTemporary(error: unknown): undefined {
  if (!(error instanceof AirlockError) || !error.retryable) throw error;
}
