import { Injectable } from '@nestjs/common';
import { EndUploadRepository } from './end-upload.repository.js';
import { RetentionRepository } from './retention.repository.js';

const BATCH = 200;

/** Deletes files that are older than their bucket keeps them, each as if its owner had deleted it. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly files: RetentionRepository,
    private readonly endings: EndUploadRepository,
  ) {}

  /** One batch; `true` when there may be more. Another worker may do the same at the same time: each file goes once. */
  async run(): Promise<boolean> {
    const outlived = await this.files.outlived(BATCH);
    for (const upload of outlived) await this.endings.remove(upload, 'system');
    return outlived.length === BATCH;
  }
}
