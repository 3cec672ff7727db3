import { Injectable, Logger } from '@nestjs/common';
import { pMapSettled } from 'p-map';
import { Config } from '../../config/config.js';
import { valuesOf } from '../../shared/settled.js';
import { StorageEventsService } from '../uploads/index.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import type { ReadNotices } from './domain/storage-notice.js';

const PARALLEL = 8;

export interface Looked {
  /** How many objects were of our bucket; the others are not counted. */
  objects: number;
  /** How many records could not be read. */
  unreadable: number;
}

/** Looks at what a store told of. Everything is looked at, then the first failure is thrown: repeating is safe. */
@Injectable()
export class LookAtObjectsService {
  private readonly warning = new OccasionalWarning(new Logger('StorageEvents'));

  constructor(
    private readonly config: Config,
    private readonly uploads: StorageEventsService,
  ) {}

  async look({ notices, unreadable }: ReadNotices): Promise<Looked> {
    if (unreadable > 0) this.warning.tell(`${unreadable} records of a message of the store could not be read.`);
    const bucket = this.config.get('AWS_STORAGE_BUCKET_NAME');
    const keys = [...new Set(notices.filter((notice) => notice.bucket === bucket).map(({ key }) => key))];
    valuesOf(await pMapSettled(keys, (key) => this.uploads.objectCreated(key), { concurrency: PARALLEL }));
    return { objects: keys.length, unreadable };
  }
}
