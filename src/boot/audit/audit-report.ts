import type { UnreadableEntry } from './audit-folder.js';
import type { AuditedFile } from './file-auditor.js';

const MIB = 1024 * 1024;

/** Control characters of a file name must not reach the terminal. */
const shownPath = (path: string) => path.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd');

/** Tells of each file as it is done, and sums up. Holds counts only, however many files there are. */
export class AuditReport {
  private files = 0;
  private bytes = 0;
  private unreadable = 0;
  private readonly proofs = { proven: 0, unproven: 0, contradicted: 0 };
  private readonly outcomes = { admit: 0, quarantine: 0, reject: 0 };
  private readonly reasons = new Map<string, number>();

  constructor(
    private readonly json: boolean,
    private readonly print: (line: string) => void,
  ) {}

  /** For the progress shown meanwhile. */
  get soFar(): string {
    return `${this.files} files, ${Math.round(this.bytes / MIB)} MiB, ${this.outcomes.reject} refused`;
  }

  add(entry: AuditedFile | UnreadableEntry): void {
    if ('error' in entry) this.addUnreadable(entry);
    else this.addFile(entry);
  }

  /** The exit code. */
  end(): number {
    const { files, bytes, unreadable, proofs, outcomes } = this;
    const reasons = Object.fromEntries([...this.reasons].toSorted(([, one], [, other]) => other - one));
    if (this.json) this.print(JSON.stringify({ summary: { files, bytes, unreadable, proofs, outcomes, reasons } }));
    else this.print(this.summary(reasons));
    if (unreadable) return 2;
    return outcomes.reject + outcomes.quarantine > 0 ? 1 : 0;
  }

  private addFile(file: AuditedFile): void {
    this.files += 1;
    this.bytes += file.size;
    this.proofs[file.proof] += 1;
    this.outcomes[file.outcome] += 1;
    if (file.reason !== undefined) this.reasons.set(file.reason, (this.reasons.get(file.reason) ?? 0) + 1);
    if (this.json) return this.print(JSON.stringify(file));
    if (file.reason === undefined) return;
    const types = `declared ${file.declared}, shown ${file.shown}`;
    this.print(`${word[file.outcome]}  ${shownPath(file.path)}\n  ${file.reason}; ${types}`);
  }

  private addUnreadable(entry: UnreadableEntry): void {
    this.unreadable += 1;
    this.print(this.json ? JSON.stringify(entry) : `UNREADABLE  ${shownPath(entry.path)}\n  ${entry.error}`);
  }

  private summary(reasons: Record<string, number>): string {
    const { admit, quarantine, reject } = this.outcomes;
    const { proven, unproven, contradicted } = this.proofs;
    return [
      `${this.files} files, ${this.bytes} bytes: ${admit} admitted, ${quarantine} quarantined, ${reject} refused` +
        (this.unreadable ? `, ${this.unreadable} could not be read` : ''),
      `types: ${proven} proven, ${unproven} unproven (attachments only), ${contradicted} contradicted`,
      ...Object.entries(reasons).map(([reason, count]) => `  ${count} × ${reason}`),
    ].join('\n');
  }
}

const word = { admit: 'FLAGGED', quarantine: 'QUARANTINED', reject: 'REFUSED' } as const;
