/** `missing`: 404; `refused`: another 3xx or 4xx; `failed`: 5xx, or no response; `aborted`: by the caller. */
export const requestOutcomes = ['ok', 'missing', 'refused', 'failed', 'aborted'] as const;
export type RequestOutcome = (typeof requestOutcomes)[number];

/** Called for every request that was sent, retries included. `operation`: as S3 names it, such as `GetObject`. */
export type RequestObserver = (operation: string, outcome: RequestOutcome) => void;

export function outcomeOf(status: number): RequestOutcome {
  if (status < 300) return 'ok';
  if (status === 404) return 'missing';
  return status < 500 ? 'refused' : 'failed';
}
