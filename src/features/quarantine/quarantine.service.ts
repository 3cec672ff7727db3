import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { type Actor, actorId } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import type { Upload } from '../uploads/index.js';
import { type BegunQuarantine, QuarantineTransaction } from './quarantine.transaction.js';
import { LiveLinksError, ReleaseTransaction } from './release.transaction.js';

/** How long a release waits for links given out before to end. A worker needs a few seconds for it. */
const PATIENCE_MS = 10_000;
const CHECK_MS = 200;

/** Quarantines contents and releases files. What takes longer (bytes, events) is left to a worker. */
@Injectable()
export class QuarantineService {
  constructor(
    private readonly quarantines: QuarantineTransaction,
    private readonly releases: ReleaseTransaction,
    private readonly faults: FaultPoints,
  ) {}

  async begin(actor: Actor, sha256: string, reason: string): Promise<BegunQuarantine> {
    const begun = await this.quarantines.begin(actor, sha256.toLowerCase(), { reason, by: actorId(actor) });
    if (!begun) throw Errors.notFound('File with this content');
    await this.faults.reached('quarantine.begun');
    return begun;
  }

  async release(actor: Actor, id: string, reason: string): Promise<Upload> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (;;) {
      const released = await this.releases.release(actor, id, { reason, by: actorId(actor) }).catch(nullForLiveLinks);
      if (released) await this.faults.reached('quarantine.released');
      if (released) return released;
      if (performance.now() > giveUpAt) throw linksStillLive();
      await pause(CHECK_MS);
    }
  }
}

/** A release that must wait for the worker has changed nothing. */
function nullForLiveLinks(error: unknown): null {
  if (error instanceof LiveLinksError) return null;
  throw error;
}

const linksStillLive = () =>
  Errors.invalidState(
    'Links to the file that were given out before its quarantine have not ended yet. Try again soon.',
  );
