import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSource } from '../../src/boot/audit/file-source.js';
import { examine, type Findings } from '../../src/features/scanning/inspection/examination.js';
import { WHOLE_BYTES } from '../../src/features/scanning/inspection/stored-object.js';
import { ArchiveOpener } from '../../src/platform/archives/opener/archive-opener.js';
import { heldInMemory } from '../../src/platform/archives/held-in-memory.js';
import { CageMetrics } from '../../src/platform/cage/cage-metrics.js';
import { ProcessCage } from '../../src/platform/cage/process.cage.js';
import { ArchiveInspector } from '../../src/platform/malware-scanner/archive-inspector.js';
import { BuiltinMalwareScanner } from '../../src/platform/malware-scanner/builtin.malware-scanner.js';
import { ClamdMalwareScanner } from '../../src/platform/malware-scanner/clamd.malware-scanner.js';
import { defaultClamdOptions } from '../../src/platform/malware-scanner/clamd/clamd-options.js';
import type { SessionOpener } from '../../src/platform/malware-scanner/malware-scanner.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { TemporaryFiles } from '../../src/platform/temporary-files/temporary-files.js';
import { MagicTypeDetector } from '../../src/platform/type-detection/magic.type-detector.js';

const forever = new AbortController().signal;

/** Of a file in memory no chunks are read. */
const notRead = (): never => {
  throw new Error('A file that is held in memory was read.');
};

/** The inspection as the product has it, without a store: files on disk, or in memory. */
export class InspectionStage {
  readonly builtin: BuiltinMalwareScanner;
  private readonly cage: ProcessCage;
  private readonly inspector: ArchiveInspector;
  private readonly detector = new MagicTypeDetector();

  private constructor(private readonly directory: string) {
    const temporary = new TemporaryFiles(join(directory, 'tmp'));
    this.cage = new ProcessCage(temporary, new CageMetrics(new Metrics()));
    this.inspector = new ArchiveInspector({ temporary, opener: new ArchiveOpener(this.cage) });
    this.builtin = new BuiltinMalwareScanner(this.inspector);
  }

  static async open(): Promise<InspectionStage> {
    return new InspectionStage(await mkdtemp(join(tmpdir(), 'airlock-bench-inspection-')));
  }

  async close(): Promise<void> {
    await this.cage.onApplicationShutdown();
    await rm(this.directory, { recursive: true });
  }

  clamd(url: string): ClamdMalwareScanner {
    const options = { ...defaultClamdOptions, url, maxScanBytes: 25 * 1024 * 1024 };
    return new ClamdMalwareScanner(options, this.inspector).start();
  }

  async write(bytes: Buffer): Promise<string> {
    const path = join(this.directory, 'sample');
    await writeFile(path, bytes);
    return path;
  }

  /** The floor: the same bytes read and hashed. */
  async hashFile(path: string): Promise<void> {
    const sum = createHash('sha256');
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) sum.update(chunk);
    sum.digest('hex');
  }

  async examineFile(path: string): Promise<Findings> {
    const { builtin: scanner, detector } = this;
    return examine(await FileSource.of(path), { scanner, detector }, forever);
  }

  examineHeld(bytes: Buffer, scanner: SessionOpener = this.builtin): Promise<Findings> {
    const source = { ...heldInMemory(bytes), chunks: notRead };
    return examine(source, { scanner, detector: this.detector }, forever);
  }

  /** Only what the scanner does, with the bytes as the inspection passes them: small objects whole, others in pieces. */
  async scan(bytes: Buffer, scanner: SessionOpener): Promise<void> {
    const isSmall = bytes.length <= WHOLE_BYTES;
    const source = isSmall ? heldInMemory(bytes) : { ...heldInMemory(bytes), held: undefined };
    const piece = isSmall ? WHOLE_BYTES : 65_536;
    const session = await scanner.open(source, forever);
    try {
      for (let at = 0; at < bytes.length; at += piece) await session.write(bytes.subarray(at, at + piece));
      const { verdict } = await session.finish();
      if (verdict !== 'clean') throw new Error(`The scanner called a clean file ${verdict}.`);
    } finally {
      await session.close();
    }
  }
}
