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
import { FileAuditor, type Policies } from './file-auditor.js';

export interface OpenAuditor {
  auditor: FileAuditor;
  /** Ends its processes and removes its folder. */
  close(): Promise<void>;
}

/** What lies inside archives is unpacked into a folder of its own, which goes when the auditor is closed. */
export async function openAuditor(policies: Policies): Promise<OpenAuditor> {
  const scratch = await mkdtemp(join(tmpdir(), 'airlock-audit-'));
  const temporary = new TemporaryFiles(scratch);
  // One file after the other is audited.
  const cage = new ProcessCage(temporary, new CageMetrics(new Metrics()), { scanning: 1 });
  const close = async () => {
    await cage.onApplicationShutdown();
    await rm(scratch, { recursive: true, force: true });
  };
  try {
    await temporary.prepare();
  } catch (error) {
    await close();
    throw error;
  }
  const scanner = new BuiltinMalwareScanner(new ArchiveInspector({ temporary, opener: new ArchiveOpener(cage) }));
  return { auditor: new FileAuditor({ scanner, detector: new MagicTypeDetector() }, policies), close };
}
