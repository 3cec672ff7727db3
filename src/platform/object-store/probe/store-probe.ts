import type { StoreReport } from './store-report.js';

export interface ProbeRun {
  signal?: AbortSignal;
  /** Hears how many checks are done. */
  onProgress?: (done: number, all: number) => void;
}

/** Finds out what the configured store enforces. A store that cannot be asked at all rejects with a `DomainError`. */
export abstract class StoreProbe {
  abstract run(options?: ProbeRun): Promise<StoreReport>;
}
