import { AirlockError } from '../errors/airlock-error.js';

/**
 * Runs one try of a request with a deadline. The caller's abort is thrown as it is; silence and cuts become errors
 * that may be repeated.
 */
export async function withDeadline<T>(
  ms: number,
  signal: AbortSignal | undefined,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = AbortSignal.timeout(ms);
  try {
    return await act(signal ? AbortSignal.any([signal, late]) : late);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof AirlockError) throw error;
    throw late.aborted ? tooLate(ms, error) : networkError(error);
  }
}

const tooLate = (ms: number, cause: unknown) =>
  new AirlockError({
    code: 'TIMEOUT',
    message: `No answer within ${Math.round(ms / 1000)} seconds. Check the network and try again.`,
    retryable: true,
    cause,
  });

export const networkError = (cause?: unknown): AirlockError =>
  new AirlockError({
    code: 'NETWORK_ERROR',
    message: 'The service cannot be reached. Check the network, the address and, in a browser, CORS; then try again.',
    retryable: true,
    cause,
  });
