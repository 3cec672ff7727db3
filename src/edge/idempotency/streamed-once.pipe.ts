import { randomUUID } from 'node:crypto';
import { type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../../config/config.js';
import { AnswerCipher } from './answer-cipher.js';
import { HOLD_SECONDS, IdempotencyRepository, type KeptAnswer } from './idempotency.repository.js';
import { IdempotencyErrors, type IdempotentRequest, idempotentRequestOf } from './idempotent-request.js';
import { StreamFingerprint } from './stream-fingerprint.js';
import type { StreamedCall, StreamedOnce } from './streamed-call.js';

interface Kept {
  said: string;
  answer: object;
}

/**
 * A key is taken before the body is read, and held for as long as that takes. What the request said is kept with its
 * answer; a retry is read to its end before it is answered, since only then it is known to say the same.
 */
@Injectable()
export class StreamedOncePipe implements PipeTransform<ExecutionContext, StreamedOnce> {
  private readonly cipher: AnswerCipher;

  constructor(
    private readonly records: IdempotencyRepository,
    config: Config,
  ) {
    this.cipher = new AnswerCipher(config.get('AIRLOCK_SECRET')!);
  }

  transform(context: ExecutionContext): StreamedOnce {
    const request = idempotentRequestOf(context);
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return (call) => (request ? this.once(request, reply, call) : call.run());
  }

  private async once(request: IdempotentRequest, reply: FastifyReply, call: StreamedCall): Promise<object> {
    const holder = randomUUID();
    const claim = await this.records.claim(request, holder);
    if (claim.outcome === 'reused') throw IdempotencyErrors.reused();
    if (claim.outcome === 'running') throw IdempotencyErrors.inProgress();
    return claim.outcome === 'replay' ? this.replay(reply, claim.kept, call) : this.run(request, holder, reply, call);
  }

  private async run(
    request: IdempotentRequest,
    holder: string,
    reply: FastifyReply,
    call: StreamedCall,
  ): Promise<object> {
    const fingerprint = new StreamFingerprint();
    const lost = new AbortController();
    const hold = setInterval(() => void this.hold(request, holder, lost), (HOLD_SECONDS * 1000) / 3);
    try {
      const answer = await call.run({ fingerprint, lost: lost.signal });
      const kept: Kept = { said: fingerprint.digest(), answer };
      await this.records.keep(request, holder, { status: reply.statusCode, answer: this.cipher.seal(kept) });
      return answer;
    } catch (error) {
      await this.records.giveUp(request, holder);
      throw error;
    } finally {
      clearInterval(hold);
    }
  }

  /** A database that is away for a moment takes no key from anybody. */
  private async hold(request: IdempotentRequest, holder: string, lost: AbortController): Promise<void> {
    const held = await this.records.hold(request, holder).catch(() => true);
    if (!held) lost.abort(IdempotencyErrors.inProgress());
  }

  private async replay(reply: FastifyReply, { status, answer }: KeptAnswer, call: StreamedCall): Promise<object> {
    const kept = this.cipher.open(answer) as Kept;
    const fingerprint = new StreamFingerprint();
    await call.read(fingerprint);
    if (fingerprint.digest() !== kept.said) throw IdempotencyErrors.reused();
    void reply.header('idempotency-replayed', 'true').status(status);
    return kept.answer;
  }
}
