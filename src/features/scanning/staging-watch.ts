import { Injectable } from '@nestjs/common';
import { BackgroundWork } from '../../platform/background/background-work.js';
import { Ticker } from '../../platform/background/ticker.js';
import { StagingLimitService } from './staging-limit/staging-limit.service.js';

/** Well below the time after which silence is taken for an outage. */
const PRESENCE_MS = 10_000;
const LIMIT_MS = 60_000;

/** What every worker does about files that wait too long. */
@Injectable()
export class StagingWatch {
  constructor(limit: StagingLimitService, background: BackgroundWork) {
    background.add(
      new Ticker('Presence', PRESENCE_MS, async () => (await limit.noteIfPresent(), false)),
      new Ticker('Staging', LIMIT_MS, () => limit.rejectOverdue()),
    );
  }
}
