import { Injectable } from '@nestjs/common';
import { TerminationRepository } from './termination.repository.js';
import { type RetentionPlace, RetentionRepository, stillOutlived } from './retention.repository.js';

/** Uploads looked at by one batch. */
const WINDOW = 5_000;

/** Deletes files that are older than their bucket keeps them, each as if its owner had deleted it. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly files: RetentionRepository,
    private readonly termination: TerminationRepository,
  ) {}

  /** One batch, from where the one before ended. Answers where the next begins; `false` when all was looked at. */
  async run(cursor: string | null = null, window = WINDOW): Promise<string | false> {
    const from = cursor === null ? undefined : (JSON.parse(cursor) as RetentionPlace);
    const { outlived, next } = await this.files.step(from, window);
    for (const upload of outlived) await this.termination.remove(upload, 'system', stillOutlived);
    return next ? JSON.stringify(next) : false;
  }
}
