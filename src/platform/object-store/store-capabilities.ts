import { type Guarantee, guarantees } from './url-signer.js';

/** What a probe can find a store able to do: to enforce a guarantee, or to take browser forms (POST Object). */
export const abilities = [...guarantees, 'form'] as const;
export type Ability = (typeof abilities)[number];

/**
 * What the configured store is known to do. Signed headers (length, type) hold on every store that checks signatures;
 * checksums, create-only and forms only count where they were proven.
 */
export class StoreCapabilities {
  /** Proven or disproven; of an ability that is not here nothing is known. */
  private readonly known: Map<Ability, boolean>;
  /** What makes the store unsafe, in one sentence for people; nothing while nothing is known to. */
  warning?: string;

  constructor(proven: Iterable<Ability>) {
    this.known = new Map([...proven].map((ability) => [ability, true]));
  }

  enforces(guarantee: Guarantee): boolean {
    return this.known.get(guarantee) === true;
  }

  /** Whether a signed form was proven to bind key, type and length. */
  get takesForms(): boolean {
    return this.known.get('form') === true;
  }

  /** Whether forms were proven not to work here: to be refused, where merely unknown they may be tried. */
  get lacksForms(): boolean {
    return this.known.get('form') === false;
  }

  /** Nothing is left to be proven: the store is our own. */
  get complete(): boolean {
    return abilities.every((ability) => this.known.get(ability) === true);
  }

  /** The guarantees, in the order in which answers name them. */
  get list(): Guarantee[] {
    return guarantees.filter((guarantee) => this.enforces(guarantee));
  }

  /** What was proven or disproven replaces what was known; of the rest nothing new was learnt. */
  learn(proofs: ReadonlyMap<Ability, boolean>, warning?: string): void {
    for (const [ability, proven] of proofs) this.known.set(ability, proven);
    this.warning = warning;
  }
}
