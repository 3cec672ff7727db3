import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { inOneLine } from '../../platform/background/in-one-line.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { underKey } from '../../platform/idempotency/held-key.js';
import { IdempotencyErrors } from '../../platform/idempotency/idempotency.errors.js';
import {
  HOLD_SECONDS,
  type IdempotencyRepository,
  type IdempotentRequest,
  type KeptAnswer,
} from '../../platform/idempotency/idempotency.repository.js';
import { sqlState } from '../../platform/prisma/database-errors.js';

/** Of the SQL function note_made: another request holds the key by now. */
const KEY_LOST = 'AL003';
const RENEW_MS = (HOLD_SECONDS * 1000) / 3;

export interface HeldCall<Answer> {
  /** `lost` aborts when another request holds the key. */
  handle(lost: AbortSignal): Promise<Answer>;
  seal(made: object): Buffer;
  keep(answer: Answer): KeptAnswer;
}

/** One request's hold of its key: extended while the request runs, settled by what the database has of its outcome. */
export class KeyHolder {
  readonly id = randomUUID();
  private readonly lost = new AbortController();

  constructor(
    private readonly records: IdempotencyRepository,
    private readonly request: IdempotentRequest,
  ) {}

  async run<Answer>({ handle, seal, keep }: HeldCall<Answer>): Promise<Answer> {
    const { actor, caller, route, key } = this.request;
    const { id: holder } = this;
    const renewal = setInterval(() => void this.extend(), RENEW_MS);
    try {
      const held = { workspaceId: actor.workspaceId, caller, route, key, holder, seal };
      const answer = await underKey(held, () => handle(this.lost.signal));
      await settle(() => this.records.keep(this.request, keep(answer), holder));
      return answer;
    } catch (error) {
      await settle(() => this.records.giveUp(this.request, holder));
      throw sqlState(error) === KEY_LOST ? IdempotencyErrors.inProgress() : error;
    } finally {
      clearInterval(renewal);
    }
  }

  /** A database that is away for a moment does not end the hold. */
  private async extend(): Promise<void> {
    const isHeld = await this.records.hold(this.request, this.id).catch(() => true);
    if (!isHeld) this.lost.abort(IdempotencyErrors.inProgress());
  }
}

const warning = new OccasionalWarning(new Logger('Idempotency'));

/** The outcome stands, whether or not the key can be settled now: a retry is answered from the note. */
async function settle(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    warning.tell(`A key stays held until its hold expires: ${inOneLine(error)}`);
  }
}
