import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ConfigService } from '@nestjs/config';
import { Config } from '../../src/config/config.js';
import { readSettings } from '../../src/config/read-settings.js';
import { CageMetrics } from '../../src/platform/cage/cage-metrics.js';
import { ProcessCage } from '../../src/platform/cage/process.cage.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { TemporaryFiles } from '../../src/platform/temporary-files/temporary-files.js';
import { CagedTextExtractor } from '../../src/platform/text-extraction/caged.text-extractor.js';
import type { DocumentFormat } from '../../src/platform/text-extraction/text-extractor.js';

const floor = new URL('./read.program.js', import.meta.url);
const forever = new AbortController().signal;

/** Remembers the most memory that a caged process had. */
class PeakMetrics extends CageMetrics {
  peakBytes = 0;

  override begin(program: URL): (outcome: string, peakBytes: number) => void {
    const ended = super.begin(program);
    return (outcome, peakBytes) => {
      this.peakBytes = Math.max(this.peakBytes, peakBytes);
      ended(outcome, peakBytes);
    };
  }
}

/** The cage and the extractor as the product has them, without the rest of it. */
export class IngestStage {
  private readonly metrics = new PeakMetrics(new Metrics());
  private readonly cage: ProcessCage;
  private readonly extractor: CagedTextExtractor;

  private constructor(private readonly directory: string) {
    const config = new Config(new ConfigService(readSettings({})));
    this.cage = new ProcessCage(new TemporaryFiles(directory), this.metrics);
    this.extractor = new CagedTextExtractor(this.cage, config);
  }

  static async open(): Promise<IngestStage> {
    return new IngestStage(await mkdtemp(join(tmpdir(), 'airlock-bench-ingest-')));
  }

  async close(): Promise<void> {
    this.cage.onApplicationShutdown();
    await rm(this.directory, { recursive: true });
  }

  /** Reads a document; its characters. */
  async extract(bytes: Buffer, format: DocumentFormat): Promise<number> {
    let characters = 0;
    for await (const extracted of this.extractor.extract(sourceOf(bytes), format, forever))
      if (extracted.kind === 'segment') characters += extracted.segment.text.length + 1;
    return characters;
  }

  async floor(bytes: Buffer): Promise<void> {
    const job = { program: floor, input: sourceOf(bytes), lane: 'ingestion' as const };
    for await (const _frame of this.cage.run(job, forever));
  }

  /** The most memory of a process since the last call, in bytes. */
  takePeak(): number {
    const { peakBytes } = this.metrics;
    this.metrics.peakBytes = 0;
    return peakBytes;
  }
}

const sourceOf = (bytes: Buffer) => ({
  size: bytes.length,
  open: async () => Readable.from([bytes], { objectMode: false }),
});
