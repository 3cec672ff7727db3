import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { StorageEventsService } from '../uploads/index.js';
import type { NewObjects } from './domain/new-objects.js';

export interface CheckedObjects {
  /** How many objects of this installation's bucket were looked up; others are not counted. */
  objects: number;
  /** How many records could not be read. */
  unreadable: number;
}

/** Looks up the objects that events name. All are looked up, then the first failure is thrown: repeating is safe. */
@Injectable()
export class CheckNewObjectsService {
  private readonly warning = new OccasionalWarning(new Logger('StorageEvents'));

  constructor(
    private readonly config: Config,
    private readonly uploads: StorageEventsService,
  ) {}

  async check({ objects, unreadable }: NewObjects): Promise<CheckedObjects> {
    if (unreadable > 0) this.warning.warn(`${unreadable} records of a storage event could not be read.`);
    const bucket = this.config.get('AWS_STORAGE_BUCKET_NAME');
    const keys = [...new Set(objects.filter((object) => object.bucket === bucket).map(({ key }) => key))];
    await this.uploads.objectsCreated(keys);
    return { objects: keys.length, unreadable };
  }
}
