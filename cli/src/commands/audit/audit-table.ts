import type { Output } from '../../output/output.js';
import { styled, type Style } from '../../output/styles.js';
import { fixed } from '../../output/table.js';
import type { AuditedFile, UnreadableEntry } from './admission.js';

const words: Record<AuditedFile['outcome'], [string, Style]> = {
  admit: ['flagged', 'yellow'],
  quarantine: ['quarantined', 'yellow'],
  reject: ['refused', 'red'],
};

interface Row {
  outcome: string;
  style: Style;
  reason: string;
  types: string;
  path: string;
}

/** What is not simply admitted. The columns are of fixed widths: rows are printed as they come, however many there are. */
export class AuditTable {
  private hasTitles = false;

  constructor(private readonly output: Output) {}

  add(entry: AuditedFile | UnreadableEntry): void {
    const row = rowOf(entry);
    if (!row) return;
    if (!this.hasTitles)
      this.print({ outcome: 'OUTCOME', style: 'dim', reason: 'REASON', types: 'DECLARED → SHOWN', path: 'FILE' });
    this.hasTitles = true;
    this.print(row);
  }

  private print({ outcome, style, reason, types, path }: Row): void {
    this.output.line(styled(style, fixed(outcome, 11)), `  ${fixed(reason, 30)}  ${fixed(types, 36)}  `, path);
  }
}

function rowOf(entry: AuditedFile | UnreadableEntry): Row | undefined {
  const { path } = entry;
  if ('error' in entry) return { outcome: 'unreadable', style: 'red', reason: entry.error, types: '', path };
  const { outcome, reason, declared, shown } = entry;
  if (reason === undefined) return undefined;
  const [word, style] = words[outcome];
  return { outcome: word, style, reason, types: declared === shown ? declared : `${declared} → ${shown}`, path };
}
