import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { BackgroundWork } from '../../platform/background/background-work.js';
import { Ticker } from '../../platform/background/ticker.js';
import { WebhookSweepRepository } from './webhook-sweep.repository.js';

const MINUTE_MS = 60_000;

/** Forgets old deliveries and what deleted endpoints left. */
@Injectable()
export class WebhookSweep {
  constructor(repository: WebhookSweepRepository, config: Config, background: BackgroundWork) {
    const days = config.get('WEBHOOK_LOG_DAYS');
    background.add(
      new Ticker('WebhookLog', MINUTE_MS, () => repository.forgetOld(days)),
      new Ticker('DeletedWebhooks', MINUTE_MS, () => repository.purgeDeleted()),
    );
  }
}
