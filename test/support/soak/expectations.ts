import type { TestFile } from '../walk.js';

/** The final state that an upload must reach, by what its client did and what it was answered. */
export type Outcome =
  'available' | 'quarantined' | 'infected' | 'mime_mismatch' | 'checksum_mismatch' | 'canceled' | 'deleted';

export interface ExpectedUpload {
  id: string;
  /** In the metadata of the record: one intention, whatever was retried. */
  marker: string;
  tenant: number;
  file: TestFile;
  sha256: string;
  outcome: Outcome;
}

/** Collects the answers that clients got during a run; the final state is compared with them. */
export class Expectations {
  readonly uploads: ExpectedUpload[] = [];
  /** Quarantined contents by tenant, and the links that were issued before. */
  private readonly quarantined = new Set<string>();
  readonly deadLinks: { id: string; url: string }[] = [];
  /** Answers that must never occur. */
  readonly violations: string[] = [];
  requests = 0;

  add(expected: ExpectedUpload): void {
    this.uploads.push(expected);
  }

  /** Files that can be read now or soon. */
  readable(tenant: number): ExpectedUpload[] {
    return this.uploads.filter((one) => one.tenant === tenant && this.outcomeOf(one) === 'available');
  }

  /** Files that must never be served, or never again. */
  forbidden(tenant: number): ExpectedUpload[] {
    return this.uploads.filter((one) => one.tenant === tenant && this.outcomeOf(one) !== 'available');
  }

  quarantine({ tenant, sha256 }: ExpectedUpload): void {
    this.quarantined.add(`${tenant} ${sha256}`);
  }

  outcomeOf({ tenant, sha256, outcome }: ExpectedUpload): Outcome {
    return outcome === 'available' && this.quarantined.has(`${tenant} ${sha256}`) ? 'quarantined' : outcome;
  }
}
