import { type Attempt, GONE } from './delivery.js';

export const attemptOutcomes = [
  'delivered',
  'gone',
  'redirected',
  'client_error',
  'server_error',
  'no_response',
] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** How a try to deliver ended, in one of few words. */
export function outcomeOf({ statusCode, error }: Pick<Attempt, 'statusCode' | 'error'>): AttemptOutcome {
  if (error === null) return 'delivered';
  if (statusCode === null) return 'no_response';
  if (statusCode === GONE) return 'gone';
  if (statusCode < 400) return 'redirected';
  return statusCode < 500 ? 'client_error' : 'server_error';
}
