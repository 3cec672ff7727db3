import { AirlockError } from '../errors/airlock-error.js';
import { retrying, type RetryPolicy } from '../http/retry.js';
import type { Gate } from './gate.js';
import { put } from './put.js';
import type { Bytes } from './source.js';

/** A signed URL and the headers that were signed with it. */
export interface Target {
  url: string;
  headers: Record<string, string>;
}

export interface SentPart {
  bytes: Bytes;
  /** The URL to use; a new one when `anew`, because the last one was refused. */
  target(anew: boolean): Promise<Target>;
  onSent?(bytes: number): void;
}

/** What the transfers of one upload share. */
export interface Line {
  retries: RetryPolicy;
  gate: Gate;
  signal: AbortSignal;
}

/** A URL that has expired is signed anew this often in a row: another reason for a 403 stays one. */
const NEW_URLS = 2;

/** Sends bytes until the store has them: over network cuts, pauses and expired URLs. */
export function sendPart({ bytes, target, onSent }: SentPart, { retries, gate, signal }: Line): Promise<void> {
  let refusals = 0;
  const once = async (signal: AbortSignal) => {
    try {
      await put({ ...(await target(refusals > 0)), bytes, signal, onSent });
    } catch (error) {
      if (!(error instanceof AirlockError) || error.code !== 'STORE_REFUSED') throw error;
      if (error.status !== 403 || ++refusals > NEW_URLS) throw error;
      await once(signal);
    }
  };
  return retrying(() => gate.pass(signal, once), retries, signal);
}
