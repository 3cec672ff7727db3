import { ArchiveOpener } from '../../src/platform/archives/opener/archive-opener.js';
import { ArchiveInspector } from '../../src/platform/malware-scanner/archive-inspector.js';
import type { ArchiveLimits } from '../../src/platform/malware-scanner/archive/archive-limits.js';
import { TemporaryFiles } from '../../src/platform/temporary-files/temporary-files.js';
import { InProcessCage } from './in-process-cage.js';

/** An inspector that opens archives in this process, with its temporary files in `folder`. */
export function inspectorIn(folder: string, limits: Partial<ArchiveLimits> = {}): ArchiveInspector {
  const tools = { temporary: new TemporaryFiles(folder), opener: new ArchiveOpener(new InProcessCage()) };
  return new ArchiveInspector(tools, limits);
}
