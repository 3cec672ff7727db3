import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';

/** Without a sign of any worker for this long, nobody scanned: longer than a few signs, far shorter than any limit. */
const PATIENCE_SECONDS = 35;

/** When files could be scanned at all, as all workers together wrote it down. Clocks are the database's. */
@Injectable()
export class ScannerPresenceRepository {
  constructor(private readonly database: Database) {}

  /** This worker can scan right now. */
  async note(): Promise<void> {
    await this.database.system
      .$executeRaw`SELECT note_scanner_presence(make_interval(secs => ${PATIENCE_SECONDS}::int))`;
  }

  /** Since when there were scanners for so many hours in all; `null` while there were not. */
  async cutoff(hours: number): Promise<Date | null> {
    const [row] = await this.database.system.$queryRaw<{ cutoff: Date | null }[]>`
      SELECT staging_cutoff(make_interval(hours => ${hours}::int)) AS cutoff`;
    return row?.cutoff ?? null;
  }

  /** What ended before a cutoff never counts again. */
  async forgetBefore(cutoff: Date): Promise<void> {
    await this.database.system.scannerPresence.deleteMany({ where: { until: { lt: cutoff } } });
  }
}
