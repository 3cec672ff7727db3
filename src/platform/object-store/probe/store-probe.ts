import type { StoreReport } from './store-report.js';

export interface ProbeRun {
  signal?: AbortSignal;
  /** Called with the number of checks that are done. */
  onProgress?: (done: number, all: number) => void;
}

/** Tests what the configured store enforces. Rejects with a `DomainError` when it cannot be tested at all. */
export abstract class StoreProbe {
  abstract run(options?: ProbeRun): Promise<StoreReport>;
}
