import type { AuditedFile, UnreadableEntry } from './admission.js';

/** Counts, however many files there are. */
export class AuditSummary {
  files = 0;
  bytes = 0;
  unreadable = 0;
  readonly proofs = { proven: 0, unproven: 0, contradicted: 0 };
  readonly outcomes = { admit: 0, quarantine: 0, reject: 0 };
  private readonly counts = new Map<string, number>();

  add(entry: AuditedFile | UnreadableEntry): void {
    if ('error' in entry) {
      this.unreadable += 1;
      return;
    }
    this.files += 1;
    this.bytes += entry.size;
    this.proofs[entry.proof] += 1;
    this.outcomes[entry.outcome] += 1;
    if (entry.reason !== undefined) this.counts.set(entry.reason, (this.counts.get(entry.reason) ?? 0) + 1);
  }

  /** The most frequent first. */
  get reasons(): [reason: string, count: number][] {
    return [...this.counts].sort(([, one], [, other]) => other - one);
  }

  get json(): object {
    const { files, bytes, unreadable, proofs, outcomes, reasons } = this;
    return { summary: { files, bytes, unreadable, proofs, outcomes, reasons: Object.fromEntries(reasons) } };
  }
}
