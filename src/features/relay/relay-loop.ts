import { Injectable } from '@nestjs/common';
import { BackgroundWork } from '../../platform/background/background-work.js';
import { Ticker } from '../../platform/background/ticker.js';
import { AnnouncementsRepository } from './announcements.repository.js';
import { ParkedEventsRepository } from './parked-events.repository.js';
import { RelayTransaction } from './relay.transaction.js';

/** Writers do not notify: commits that do wait for each other. Asking costs a probe of an index that is empty mostly. */
const POLL_MS = 250;
const BATCH = 200;

const PARKED_MS = 1_000;
const FORGET_MS = 10 * 60_000;
const KEEP_DAYS = 7;
const FORGET_BATCH = 1_000;

/** Relays while there is something to tell. Any number of workers may try; one at a time succeeds. */
@Injectable()
export class RelayLoop {
  constructor(
    relay: RelayTransaction,
    parked: ParkedEventsRepository,
    announcements: AnnouncementsRepository,
    background: BackgroundWork,
  ) {
    const publish = async () => (await relay.hasUnpublished()) && ((await relay.publish(BATCH)) ?? []).length > 0;
    background.add(
      new Ticker('Relay', POLL_MS, publish),
      new Ticker('Parked', PARKED_MS, () => parked.retryNext()),
      new Ticker('Announcements', FORGET_MS, () => announcements.forget(KEEP_DAYS, FORGET_BATCH)),
    );
  }
}
