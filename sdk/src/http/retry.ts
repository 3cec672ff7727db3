import { AirlockError } from '../errors/airlock-error.js';

/** How often and how slowly a call is repeated. */
export interface RetryPolicy {
  /** Tries of one call, the first included. */
  attempts: number;
  /** The pause after the first failure, in milliseconds; it doubles each time, with up to half of it taken off at random. */
  baseMs: number;
  /** The longest pause. A `Retry-After` up to twice as long is obeyed; a longer one ends the call. */
  maxMs: number;
}

export const usualRetries: RetryPolicy = { attempts: 8, baseMs: 250, maxMs: 30_000 };

/** Repeats `act` while its error says that the call may succeed later and `mayRepeat` agrees. */
export async function retrying<T>(
  act: (attempt: number) => Promise<T>,
  policy: RetryPolicy,
  signal?: AbortSignal,
  mayRepeat: (error: AirlockError) => boolean = () => true,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await act(attempt);
    } catch (error) {
      const isTemporary = error instanceof AirlockError && error.retryable && mayRepeat(error);
      if (!isTemporary || attempt >= policy.attempts) throw error;
      const pause = pauseAfter(attempt, policy, error.retryAfterMs);
      if (pause === undefined) throw error;
      await untilOnline(policy.maxMs, signal);
      await sleep(pause, signal);
    }
  }
}

/** Milliseconds to wait after this attempt; nothing when the service wishes a longer pause than the caller would. */
export function pauseAfter(attempt: number, { baseMs, maxMs }: RetryPolicy, askedMs = 0): number | undefined {
  if (askedMs > 2 * maxMs) return undefined;
  const longest = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
  return Math.max(askedMs, longest * (1 - Math.random() / 2));
}

export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Where a browser says that it is offline: waits until it is not, or `atMostMs`. */
async function untilOnline(atMostMs: number, signal?: AbortSignal): Promise<void> {
  if (globalThis.navigator?.onLine !== false || !globalThis.addEventListener) return;
  const woken = new AbortController();
  globalThis.addEventListener('online', () => woken.abort(), { once: true, signal: woken.signal });
  await sleep(atMostMs, signal ? AbortSignal.any([signal, woken.signal]) : woken.signal).catch(() => undefined);
  woken.abort();
}
