import { stat } from 'node:fs/promises';
import { defineCommand } from '../arguments/definition.js';
import { CliError } from '../errors/cli-error.js';
import type { ExitReason } from '../errors/exit-codes.js';
import { bytesText, counted } from '../output/quantities.js';
import type { Piece } from '../output/styles.js';
import { StatusLine } from '../output/status-line.js';
import { loadAdmission } from './audit/admission.js';
import { AuditSummary } from './audit/audit-summary.js';
import { AuditTable } from './audit/audit-table.js';

export const audit = defineCommand({
  name: 'audit',
  summary: 'Tell which files of a folder would be refused, and why, without sending a byte.',
  description:
    "Runs the server's own checks on this machine: the types that the bytes prove, what lies inside archives, and the " +
    'built-in signatures. A server with clamd may find more malware. Types are declared as browsers do, by extension. ' +
    'Links are not followed. Limits of a bucket (size, allowed types, schema) and the quota are not looked at.',
  positionals: { usage: '<folder>', description: 'Everything below it is read.', min: 1, max: 1 },
  options: {
    'type-policy': {
      type: 'text',
      value: 'POLICY',
      choices: ['contradicted', 'unproven', 'record'],
      default: 'contradicted',
      description: 'What the bucket refuses: types that the bytes contradict, unproven ones too, or none.',
    },
    'unscannable-policy': {
      type: 'text',
      value: 'POLICY',
      choices: ['reject', 'quarantine', 'allow_flagged'],
      default: 'reject',
      description: 'What the bucket does with what cannot be scanned, such as encrypted archives.',
    },
  },
  json:
    'a line for each file, `{path, size, declared, shown, proof, outcome, reason}` or `{path, error}`; the last line is ' +
    '`{summary}`. The same as `npm run audit:files -- --json` of the server prints.',
  examples: [
    { command: 'airlock audit ~/archive', does: 'What would be refused?' },
    {
      command: 'airlock audit ~/archive --json | jq -r \'select(.outcome == "reject") | .path\'',
      does: 'Only the names',
    },
  ],
  async run({ output, signal }, { options, positionals }) {
    const [directory = ''] = positionals;
    await requireFolder(directory);
    const { auditFolder } = await loadAdmission();
    const summary = new AuditSummary();
    const table = new AuditTable(output);
    const status = new StatusLine(output, () => soFar(summary));
    const policies = { typePolicy: options['type-policy'], unscannablePolicy: options['unscannable-policy'] };
    try {
      for await (const entry of auditFolder({ directory, ...policies })) {
        summary.add(entry);
        if (output.json) output.result(entry);
        else table.add(entry);
        signal.throwIfAborted();
      }
    } finally {
      status.end();
    }
    output.result(summary.json, ...summaryLines(summary));
    return reasonOf(summary);
  },
});

async function requireFolder(path: string): Promise<void> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (error: NodeJS.ErrnoException) => {
      throw new CliError('failed', `${path} cannot be read (${error.code}). Check the name.`, {
        code: error.code ?? 'FAILED',
      });
    },
  );
  if (!isFolder)
    throw new CliError('usage', `${path} is not a folder. Name the folder that it is in.`, { code: 'USAGE' });
}

function soFar({ files, bytes, outcomes }: AuditSummary): Piece[] {
  return [`${counted(files, 'file')}, ${bytesText(bytes)}, ${outcomes.reject} refused`];
}

function summaryLines({ files, bytes, unreadable, proofs, outcomes, reasons }: AuditSummary): Piece[] {
  const { admit, quarantine, reject } = outcomes;
  return [
    `${counted(files, 'file')}, ${bytesText(bytes)}: ${admit} admitted, ${quarantine} quarantined, ${reject} refused` +
      (unreadable ? `, ${unreadable} could not be read` : ''),
    `types: ${proofs.proven} proven, ${proofs.unproven} unproven (attachments only), ${proofs.contradicted} contradicted`,
    ...reasons.map(([reason, files]) => `  ${files} × ${reason}`),
  ];
}

function reasonOf({ unreadable, outcomes }: AuditSummary): ExitReason {
  if (unreadable) return 'failed';
  return outcomes.reject + outcomes.quarantine > 0 ? 'rejected' : 'done';
}
