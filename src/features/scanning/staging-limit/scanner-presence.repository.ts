import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';

/** A presence ends when no worker has noted it for this long: some intervals of the note, far shorter than any limit. */
const PRESENCE_GAP_SECONDS = 35;

/** When files could be scanned, as noted by all workers together. Clocks are the database's. */
@Injectable()
export class ScannerPresenceRepository {
  constructor(private readonly database: Database) {}

  /** Notes that this worker can scan now. */
  async note(): Promise<void> {
    await this.database.system
      .$executeRaw`SELECT note_scanner_presence(make_interval(secs => ${PRESENCE_GAP_SECONDS}::int))`;
  }

  /** The moment since which scanning was possible for this many hours in total; `null` while it was not. */
  async cutoff(hours: number): Promise<Date | null> {
    const [row] = await this.database.system.$queryRaw<{ cutoff: Date | null }[]>`
      SELECT staging_cutoff(make_interval(hours => ${hours}::int)) AS cutoff`;
    return row?.cutoff ?? null;
  }

  /** Presences that ended before a cutoff never count again. */
  async forgetBefore(cutoff: Date): Promise<void> {
    await this.database.system.scannerPresence.deleteMany({ where: { until: { lt: cutoff } } });
  }
}
