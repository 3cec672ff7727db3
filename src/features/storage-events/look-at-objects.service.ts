import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { workThrough } from '../../shared/work-through.js';
import { StorageEventsService } from '../uploads/index.js';
import type { StorageNotice } from './domain/storage-notice.js';

const PARALLEL = 8;

/** Looks at what a store told of. Everything is looked at, then the first failure is thrown: repeating is safe. */
@Injectable()
export class LookAtObjectsService {
  constructor(
    private readonly config: Config,
    private readonly uploads: StorageEventsService,
  ) {}

  /** Answers how many objects were of our bucket; the others are nobody's business. */
  async look(notices: StorageNotice[]): Promise<number> {
    const bucket = this.config.get('AWS_STORAGE_BUCKET_NAME');
    const keys = [...new Set(notices.filter((notice) => notice.bucket === bucket).map(({ key }) => key))];
    await workThrough(keys, PARALLEL, (key) => this.uploads.objectCreated(key));
    return keys.length;
  }
}
