import { BackgroundJob, type JobRun } from '../../../platform/background/background-job.js';
import { ErasureRepository } from './erasure.repository.js';

/** Erases the text of deleted documents, and takes the documents out of deleted knowledge bases. */
@BackgroundJob({ name: 'erasure', intervalMs: 5_000, batch: 2_000, leaseSeconds: 0 })
export class ErasureJob implements BackgroundJob {
  constructor(private readonly erasure: ErasureRepository) {}

  async run({ batch }: JobRun): Promise<boolean> {
    const documents = await this.erasure.eraseDocuments(batch);
    const knowledgeBases = await this.erasure.eraseKnowledgeBases(batch);
    return documents || knowledgeBases;
  }
}
