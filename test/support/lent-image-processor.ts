import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ConfigService } from '@nestjs/config';
import { Config } from '../../src/config/config.js';
import { readSettings } from '../../src/config/read-settings.js';
import { CageMetrics } from '../../src/platform/cage/cage-metrics.js';
import { ProcessCage } from '../../src/platform/cage/process.cage.js';
import { CagedImageProcessor } from '../../src/platform/image-processing/caged.image-processor.js';
import type { MadeVariant, PictureFacts } from '../../src/platform/image-processing/image-processor.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { TemporaryFiles } from '../../src/platform/temporary-files/temporary-files.js';

export interface ReadPicture {
  facts: PictureFacts;
  variants: (Omit<MadeVariant, 'content'> & { bytes: Buffer })[];
}

const sizes = [
  { name: 'large', longestSide: 2048 },
  { name: 'medium', longestSide: 1024 },
  { name: 'thumb', longestSide: 256 },
];

/** The image processor as the product has it, with a cage of its own, and time enough for the slowest machine. */
export class LentImageProcessor {
  private constructor(
    readonly processor: CagedImageProcessor,
    private readonly cage: ProcessCage,
    private readonly directory: string,
  ) {}

  static async open(settings: Record<string, string> = {}): Promise<LentImageProcessor> {
    const directory = await mkdtemp(join(tmpdir(), 'airlock-pictures-'));
    const config = new Config(new ConfigService(readSettings({ IMAGE_SECONDS: '600', ...settings })));
    const cage = new ProcessCage(new TemporaryFiles(directory), new CageMetrics(new Metrics()), { images: 2 });
    return new LentImageProcessor(new CagedImageProcessor(cage, config), cage, directory);
  }

  async close(): Promise<void> {
    await this.cage.onApplicationShutdown();
    await rm(this.directory, { recursive: true });
  }

  read(bytes: Buffer): Promise<ReadPicture> {
    const source = { size: bytes.length, open: async () => Readable.from([bytes], { objectMode: false }) };
    return this.processor.read(source, sizes, new AbortController().signal, async ({ facts, variants }) => {
      const read: ReadPicture['variants'] = [];
      for await (const { content, ...variant } of variants) read.push({ ...variant, bytes: await buffer(content) });
      return { facts, variants: read };
    });
  }

  /** What came of it: `done`, or the code of the error. */
  async outcome(bytes: Buffer): Promise<string> {
    return this.read(bytes).then(
      () => 'done',
      (error: Error & { code?: string }) => error.code ?? `threw ${error.stack}`,
    );
  }
}
