import type { IngestionProgress } from '../../documents/index.js';

const EVERY_MS = 1_000;

/** Reports the progress of one ingestion, at most once a second: most documents are done before the first report. */
export class ProgressReport {
  private reportedAt = performance.now();

  constructor(private readonly report: (progress: IngestionProgress) => Promise<void>) {}

  async at(stage: IngestionProgress['stage'], share: number): Promise<void> {
    const now = performance.now();
    if (now - this.reportedAt < EVERY_MS) return;
    this.reportedAt = now;
    await this.report({ stage, share });
  }
}
