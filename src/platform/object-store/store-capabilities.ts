import { type Guarantee, guarantees } from './url-signer.js';

/**
 * What the configured store is known to enforce. Signed headers (length, type) hold on every store that checks
 * signatures; checksums and create-only only count where they were proven.
 */
export class StoreCapabilities {
  private readonly enforced: Set<Guarantee>;
  /** What makes the store unsafe, in one sentence for people; nothing while nothing is known to. */
  warning?: string;

  constructor(enforced: Iterable<Guarantee>) {
    this.enforced = new Set(enforced);
  }

  enforces(guarantee: Guarantee): boolean {
    return this.enforced.has(guarantee);
  }

  /** Nothing is left to be proven: the store is our own. */
  get complete(): boolean {
    return guarantees.every((guarantee) => this.enforced.has(guarantee));
  }

  /** In the order in which answers name them. */
  get list(): Guarantee[] {
    return guarantees.filter((guarantee) => this.enforced.has(guarantee));
  }

  /** Proven and disproven guarantees replace what was known; of the others nothing new was learnt. */
  learn(proofs: ReadonlyMap<Guarantee, boolean>, warning?: string): void {
    for (const [guarantee, proven] of proofs) {
      if (proven) this.enforced.add(guarantee);
      else this.enforced.delete(guarantee);
    }
    this.warning = warning;
  }
}
