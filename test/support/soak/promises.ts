import type { TestFile } from '../walk.js';

/** What must be true of an upload in the end, by what its client did and was answered. */
export type Fate =
  'available' | 'quarantined' | 'infected' | 'mime_mismatch' | 'checksum_mismatch' | 'canceled' | 'deleted';

export interface Promised {
  id: string;
  /** In the metadata of the record: one intention, whatever was retried. */
  marker: string;
  tenant: number;
  file: TestFile;
  sha256: string;
  fate: Fate;
}

/** What clients were answered during a run: the end is compared with it. */
export class Promises {
  readonly made: Promised[] = [];
  /** Contents closed by quarantine, by tenant, and the links given out before. */
  private readonly quarantined = new Set<string>();
  readonly deadLinks: { id: string; url: string }[] = [];
  /** What must never happen, as it happened. */
  readonly broken: string[] = [];
  requests = 0;

  add(promised: Promised): void {
    this.made.push(promised);
  }

  /** Files that can be read now or soon. */
  readable(tenant: number): Promised[] {
    return this.made.filter((one) => one.tenant === tenant && this.fateOf(one) === 'available');
  }

  /** Files that must never be served, or never again. */
  forbidden(tenant: number): Promised[] {
    return this.made.filter((one) => one.tenant === tenant && this.fateOf(one) !== 'available');
  }

  quarantine({ tenant, sha256 }: Promised): void {
    this.quarantined.add(`${tenant} ${sha256}`);
  }

  fateOf({ tenant, sha256, fate }: Promised): Fate {
    return fate === 'available' && this.quarantined.has(`${tenant} ${sha256}`) ? 'quarantined' : fate;
  }
}
