import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { inOneLine } from '../../platform/background/in-one-line.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { underKey } from '../../platform/idempotency/leased-key.js';
import { IdempotencyErrors } from '../../platform/idempotency/idempotency.errors.js';
import {
  LEASE_SECONDS,
  type IdempotencyRepository,
  type IdempotentRequest,
  type KeptAnswer,
} from '../../platform/idempotency/idempotency.repository.js';
import { sqlState } from '../../platform/prisma/database-errors.js';

/** Of the SQL function note_made: another request has the lease by now. */
const KEY_LOST = 'AL003';
const RENEW_MS = (LEASE_SECONDS * 1000) / 3;

export interface LeasedCall<Answer> {
  /** `lost` aborts when another request has the lease. */
  handle(lost: AbortSignal): Promise<Answer>;
  seal(made: object): Buffer;
  keep(answer: Answer): KeptAnswer;
}

/** One request's lease of its key: renewed while the request runs, settled by what the database has of its outcome. */
export class KeyLease {
  readonly token = randomUUID();
  private readonly lost = new AbortController();

  constructor(
    private readonly records: IdempotencyRepository,
    private readonly request: IdempotentRequest,
  ) {}

  async run<Answer>({ handle, seal, keep }: LeasedCall<Answer>): Promise<Answer> {
    const { actor, caller, route, key } = this.request;
    const { token: leaseToken } = this;
    const renewal = setInterval(() => void this.renew(), RENEW_MS);
    try {
      const leased = { workspaceId: actor.workspaceId, caller, route, key, leaseToken, seal };
      const answer = await underKey(leased, () => handle(this.lost.signal));
      await settle(() => this.records.keep(this.request, keep(answer), leaseToken));
      return answer;
    } catch (error) {
      await settle(() => this.records.giveUp(this.request, leaseToken));
      throw sqlState(error) === KEY_LOST ? IdempotencyErrors.inProgress() : error;
    } finally {
      clearInterval(renewal);
    }
  }

  /** A database that is away for a moment does not end the lease. */
  private async renew(): Promise<void> {
    const isRenewed = await this.records.renew(this.request, this.token).catch(() => true);
    if (!isRenewed) this.lost.abort(IdempotencyErrors.inProgress());
  }
}

const warning = new OccasionalWarning(new Logger('Idempotency'));

/** The outcome stands, whether or not the key can be settled now: a retry is answered from the note. */
async function settle(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    warning.warn(`A key stays leased until its lease expires: ${inOneLine(error)}`);
  }
}
