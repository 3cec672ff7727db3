import { AirlockError } from '@airlock/sdk';

const DEADLINE_MS = 30_000;

/** A request that the SDK has no call for: before there are credentials, or of an answer that is no JSON. */
export async function plainCall(url: string, init: RequestInit = {}, signal?: AbortSignal): Promise<Response> {
  const late = AbortSignal.timeout(DEADLINE_MS);
  const either = signal ? AbortSignal.any([signal, late]) : late;
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: either });
  } catch (cause) {
    signal?.throwIfAborted();
    if (!late.aborted) throw unreachable(url, cause);
    const message = `${new URL(url).host} did not answer within ${DEADLINE_MS / 1000} seconds. Try again later.`;
    throw new AirlockError({ code: 'TIMEOUT', message, retryable: true, cause });
  }
}

/** Names the server: it may be another one than the reader thinks. */
export function unreachable(url: string, cause: unknown): AirlockError {
  const message = `${new URL(url).host} cannot be reached. Check the address and that the server runs.`;
  return new AirlockError({ code: 'NETWORK_ERROR', message, retryable: true, cause });
}

/** The JSON of an answer; throws the problem that it tells. */
export async function jsonOf<T>(answer: Response): Promise<T> {
  const body = (await answer.json().catch(() => undefined)) as (T & Record<string, string>) | undefined;
  if (answer.ok && body !== undefined) return body;
  const { host } = new URL(answer.url);
  throw new AirlockError({
    code: body?.code ?? 'UNEXPECTED_ANSWER',
    message: body?.detail ?? `${host} answered ${answer.status}. Is it Airlock?`,
    status: answer.status,
    requestId: body?.request_id ?? answer.headers.get('x-request-id') ?? undefined,
    retryable: [429, 502, 503, 504].includes(answer.status),
  });
}
