import { Logger } from '@nestjs/common';
import { inOneLine } from '../../platform/background/in-one-line.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { sqlState } from '../../platform/prisma/database-errors.js';
import { underKey } from './held-key.js';
import type { IdempotencyRepository, KeptAnswer } from './idempotency.repository.js';
import { IdempotencyErrors, type IdempotentRequest } from './idempotent-request.js';

/** Of the SQL function note_made: another request holds the key by now. */
const KEY_LOST = 'AL003';

export interface Held {
  request: IdempotentRequest;
  holder: string;
}

export interface HeldCall<Answer> {
  handle(): Promise<Answer>;
  seal(made: object): Buffer;
  keep(answer: Answer): KeptAnswer;
}

/** Runs a request under the key it holds, and settles the key by what the database knows of the outcome. */
export class KeyHolder {
  private readonly warning = new OccasionalWarning(new Logger('Idempotency'));

  constructor(private readonly records: IdempotencyRepository) {}

  async run<Answer>({ request, holder }: Held, { handle, seal, keep }: HeldCall<Answer>): Promise<Answer> {
    const { actor, caller, route, key } = request;
    try {
      const held = { workspaceId: actor.workspaceId, caller, route, key, holder, seal };
      const answer = await underKey(held, handle);
      await this.settle(() => this.records.keep(request, keep(answer), holder));
      return answer;
    } catch (error) {
      await this.settle(() => this.records.giveUp(request, holder));
      throw sqlState(error) === KEY_LOST ? IdempotencyErrors.inProgress() : error;
    }
  }

  /** The outcome stands, whether or not the key can be settled now: the note of what was made answers a retry. */
  private async settle(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.warning.tell(`A key stays held for a while: ${inOneLine(error)}`);
    }
  }
}
