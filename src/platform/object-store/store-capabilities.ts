import { type Guarantee, guarantees } from './url-signer.js';

/**
 * Abilities that a probe can prove: each guarantee, browser forms (POST Object), and copies that are pinned to a version of
 * their source and come with the SHA-256 of what was copied.
 */
export const abilities = [...guarantees, 'form', 'copy_sha256'] as const;
export type Ability = (typeof abilities)[number];

/**
 * The known abilities of the configured store. Signed headers (length, type) work on every store that checks signatures;
 * checksums, create-only and forms only count where they were proven.
 */
export class StoreCapabilities {
  /** Whether an ability was proven or disproven; unknown ones are missing. */
  private readonly known: Map<Ability, boolean>;
  /** Why the store is unsafe, for operators; undefined when no problem is known. */
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

  /** Whether forms were proven not to work. Unknown forms may be tried, disproven ones are refused. */
  get lacksForms(): boolean {
    return this.known.get('form') === false;
  }

  /** Whether a copy was proven to come with the SHA-256 of its bytes. */
  get hashesCopies(): boolean {
    return this.known.get('copy_sha256') === true;
  }

  /** Whether every ability is proven, as for the embedded store. */
  get complete(): boolean {
    return abilities.every((ability) => this.known.get(ability) === true);
  }

  /** The guarantees, in the order of API responses. */
  get list(): Guarantee[] {
    return guarantees.filter((guarantee) => this.enforces(guarantee));
  }

  /** Applies the results of a probe. Abilities without a result keep their state. */
  learn(proofs: ReadonlyMap<Ability, boolean>, warning?: string): void {
    for (const [ability, proven] of proofs) this.known.set(ability, proven);
    this.warning = warning;
  }
}
