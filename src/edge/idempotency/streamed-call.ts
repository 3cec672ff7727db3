import type { MadeRecord } from './held-key.js';
import type { StreamFingerprint } from './stream-fingerprint.js';

/** A request that runs under its key. */
export interface RunningStream {
  /** To be told everything that the request says. */
  fingerprint: StreamFingerprint;
  /** The key is no longer ours: whoever has it answers. */
  lost: AbortSignal;
}

export interface StreamedCall {
  /** Takes the body in. Without a key there is nothing to tell. */
  run(stream?: RunningStream): Promise<object>;
  /** Only reads the body: it was answered before if it says the same. */
  read(fingerprint: StreamFingerprint): Promise<void>;
  /** The answer of a first request that made this. */
  recall(made: MadeRecord): Promise<object>;
}

/** Runs the call, or answers what the same request was answered before. */
export type StreamedOnce = (call: StreamedCall) => Promise<object>;
