import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { type Actor, actorId } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import type { Quarantine } from '../blobs/index.js';
import type { Upload } from '../uploads/index.js';
import { QuarantineRepository } from './quarantine.repository.js';
import { ReleaseRepository, StillClosingError } from './release.repository.js';

/** How long a release waits for the links given out before to end. A worker needs a few seconds for it. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 200;

export interface BegunQuarantine extends Quarantine {
  /** How many files it closed, as far as they were counted. */
  fileCount: number;
}

/** Closes contents and opens files again. What takes longer (bytes, events) is done by a worker afterwards. */
@Injectable()
export class QuarantineService {
  constructor(
    private readonly quarantines: QuarantineRepository,
    private readonly releases: ReleaseRepository,
    private readonly faults: FaultPoints,
  ) {}

  async begin(actor: Actor, sha256: string, reason: string): Promise<BegunQuarantine> {
    const begun = await this.quarantines.begin(actor, sha256.toLowerCase(), { reason, by: actorId(actor) });
    if (!begun) throw Errors.notFound('File with this content');
    await this.faults.reached('quarantine.begun');
    return begun;
  }

  async release(actor: Actor, id: string, reason: string): Promise<Upload> {
    const patience = performance.now() + PATIENCE_MS;
    for (;;) {
      const released = await this.releases.release(actor, id, { reason, by: actorId(actor) }).catch(orNotYet);
      if (released) await this.faults.reached('quarantine.released');
      if (released) return released;
      if (performance.now() > patience) throw stillClosing();
      await pause(LOOK_MS);
    }
  }
}

/** A release that must wait for the worker has changed nothing. */
function orNotYet(error: unknown): null {
  if (error instanceof StillClosingError) return null;
  throw error;
}

const stillClosing = () =>
  Errors.invalidState(
    'Links to the file that were given out before its quarantine have not ended yet. Try again soon.',
  );
