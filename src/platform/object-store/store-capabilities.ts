import type { Guarantee } from './url-signer.js';

/**
 * What the configured store is known to enforce. Signed headers (length, type) hold on every store that checks
 * signatures; checksums and create-only only count where they were proven.
 */
export class StoreCapabilities {
  constructor(private readonly enforced: ReadonlySet<Guarantee>) {}

  enforces(guarantee: Guarantee): boolean {
    return this.enforced.has(guarantee);
  }
}
