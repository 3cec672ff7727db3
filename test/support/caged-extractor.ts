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
import type { DocumentFormat, Extracted } from '../../src/platform/text-extraction/text-extractor.js';

/** The extractor as the product has it, with a cage of its own, and time enough for the slowest machine. */
export class LentExtractor {
  private constructor(
    readonly extractor: CagedTextExtractor,
    private readonly cage: ProcessCage,
    private readonly directory: string,
  ) {}

  static async open(settings: Record<string, string> = {}): Promise<LentExtractor> {
    const directory = await mkdtemp(join(tmpdir(), 'airlock-extraction-'));
    const config = new Config(new ConfigService(readSettings({ EXTRACTION_SECONDS: '600', ...settings })));
    const cage = new ProcessCage(new TemporaryFiles(directory), new CageMetrics(new Metrics()));
    return new LentExtractor(new CagedTextExtractor(cage, config), cage, directory);
  }

  async close(): Promise<void> {
    await this.cage.onApplicationShutdown();
    await rm(this.directory, { recursive: true });
  }

  async read(bytes: Buffer, format: DocumentFormat): Promise<Extracted[]> {
    const source = { size: bytes.length, open: async () => Readable.from([bytes], { objectMode: false }) };
    const found: Extracted[] = [];
    for await (const extracted of this.extractor.extract(source, format, new AbortController().signal))
      found.push(extracted);
    return found;
  }

  async text(bytes: Buffer, format: DocumentFormat): Promise<string> {
    const found = await this.read(bytes, format);
    return found.flatMap((extracted) => (extracted.kind === 'segment' ? [extracted.segment.text] : [])).join('\n');
  }
}
