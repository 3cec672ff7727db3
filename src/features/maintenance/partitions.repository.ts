import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';

const MONTHS_AHEAD = 2;

/** Makes the months of upload_events before they come. */
@Injectable()
export class PartitionsRepository {
  constructor(private readonly database: Database) {}

  async makeAhead(): Promise<void> {
    for (let months = 0; months <= MONTHS_AHEAD; months++)
      await this.database.system
        .$executeRaw`SELECT make_upload_events_partition((now() + make_interval(months => ${months}::int))::date)`;
  }
}
