import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { Database } from '../../../platform/prisma/database.js';

const MONTHS_AHEAD = 2;

/** The monthly partitions of `upload_events`: created ahead of time, dropped once they are old and empty. */
@Injectable()
export class EventPartitionsRepository {
  private readonly recordDays: number;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.recordDays = config.get('UPLOAD_RECORD_TTL_DAYS');
  }

  async makeAhead(): Promise<void> {
    for (let months = 0; months <= MONTHS_AHEAD; months++)
      await this.database.system
        .$executeRaw`SELECT make_upload_events_partition((now() + make_interval(months => ${months}::int))::date)`;
  }

  /**
   * Records of failed uploads are deleted after UPLOAD_RECORD_TTL_DAYS, with their events: months that ended before that
   * and are empty are dropped. The timelines of existing files stay, however old they are.
   */
  async dropEmpty(): Promise<void> {
    await this.database.system
      .$executeRaw`SELECT drop_empty_upload_events((now() - make_interval(days => ${this.recordDays}::int))::date)`;
  }
}
