import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArchiveOpener } from '../../platform/archives/opener/archive-opener.js';
import { CageMetrics } from '../../platform/cage/cage-metrics.js';
import { ProcessCage } from '../../platform/cage/process.cage.js';
import { ArchiveInspector } from '../../platform/malware-scanner/archive-inspector.js';
import { BuiltinMalwareScanner } from '../../platform/malware-scanner/builtin.malware-scanner.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { TemporaryFiles } from '../../platform/temporary-files/temporary-files.js';
import { MagicTypeDetector } from '../../platform/type-detection/magic.type-detector.js';
import { requireNode } from '../node-version.js';
import { type AuditOptions, readOptions, USAGE } from './audit-options.js';
import { AuditReport } from './audit-report.js';
import { FileAuditor } from './file-auditor.js';
import { walkFolder } from './walk-folder.js';

const PROGRESS_MS = 500;

/** Prints what would be refused of a folder. Answers the exit code. */
export async function runAudit(args: string[]): Promise<number> {
  try {
    requireNode();
    return await withAuditor(readOptions(args), auditFolder);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
}

/** What lies inside archives is unpacked into a folder of its own, which goes when the audit ends. */
export async function withAuditor<T>(
  options: AuditOptions,
  work: (auditor: FileAuditor, options: AuditOptions) => Promise<T>,
): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), 'airlock-audit-'));
  const temporary = new TemporaryFiles(scratch);
  // One file after the other is audited.
  const cage = new ProcessCage(temporary, new CageMetrics(new Metrics()), { scanning: 1 });
  try {
    await temporary.prepare();
    const tools = { temporary, opener: new ArchiveOpener(cage) };
    const scanner = new BuiltinMalwareScanner(new ArchiveInspector(tools));
    return await work(new FileAuditor({ scanner, detector: new MagicTypeDetector() }, options), options);
  } finally {
    cage.onApplicationShutdown();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function auditFolder(auditor: FileAuditor, { directory, json }: AuditOptions): Promise<number> {
  const report = new AuditReport(directory, json, (line) => console.log(line));
  const progress = showProgress(report);
  try {
    for await (const path of walkFolder(directory, (folder, error) => report.addUnreadable(folder, error)))
      await auditor.audit(path).then(
        (file) => report.add(file),
        (error: Error) => report.addUnreadable(path, error),
      );
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
