import { logBesideOutput } from '../log-beside-output.js';
import { requireNode } from '../node-version.js';
import { auditFolder } from './audit-folder.js';
import { type AuditOptions, readOptions, USAGE } from './audit-options.js';
import { AuditReport } from './audit-report.js';

const PROGRESS_MS = 500;

/** Prints what would be refused of a folder. Answers the exit code. */
export async function runAudit(args: string[]): Promise<number> {
  try {
    requireNode();
    logBesideOutput();
    return await reportOn(readOptions(args));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
}

async function reportOn(options: AuditOptions): Promise<number> {
  const report = new AuditReport(options.json, (line) => console.log(line));
  const progress = showProgress(report);
  try {
    for await (const entry of auditFolder(options)) report.add(entry);
  } finally {
    clearInterval(progress);
  }
  return report.end();
}

/** On a terminal, beside the report and not in it. */
function showProgress(report: AuditReport): NodeJS.Timeout | undefined {
  const { stderr } = process;
  if (!stderr.isTTY) return undefined;
  return setInterval(() => stderr.write(`\r\x1b[2K${report.soFar}\r`), PROGRESS_MS).unref();
}
