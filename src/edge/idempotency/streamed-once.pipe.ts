import { randomUUID } from 'node:crypto';
import { type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../../config/config.js';
import { AnswerCipher } from './answer-cipher.js';
import type { MadeRecord } from './held-key.js';
import { HOLD_SECONDS, IdempotencyRepository, type KeptAnswer } from './idempotency.repository.js';
import { IdempotencyErrors, type IdempotentRequest, idempotentRequestOf, orGone } from './idempotent-request.js';
import { type Held, KeyHolder } from './key-holder.js';
import { StreamFingerprint } from './stream-fingerprint.js';
import type { StreamedCall, StreamedOnce } from './streamed-call.js';

/** What the first request said, with what became of it. */
interface Said {
  said: string;
}
type Kept = Said & { answer: object };
type Noted = Said & { made: MadeRecord };

/**
 * A key is taken before the body is read, and held for as long as that takes. What the request said is kept with its
 * answer; a retry is read to its end before it is answered, since only then it is known to say the same.
 */
@Injectable()
export class StreamedOncePipe implements PipeTransform<ExecutionContext, StreamedOnce> {
  private readonly cipher: AnswerCipher;
  private readonly holder: KeyHolder;

  constructor(
    private readonly records: IdempotencyRepository,
    config: Config,
  ) {
    this.cipher = new AnswerCipher(config.get('AIRLOCK_SECRET')!);
    this.holder = new KeyHolder(records);
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
    if (claim.outcome === 'run') return this.run({ request, holder }, reply, call);
    return claim.outcome === 'replay'
      ? this.replay(reply, claim.kept, call)
      : this.recall(request, reply, call, claim.made);
  }

  private async run(held: Held, reply: FastifyReply, call: StreamedCall): Promise<object> {
    const fingerprint = new StreamFingerprint();
    const lost = new AbortController();
    const hold = setInterval(() => void this.hold(held, lost), (HOLD_SECONDS * 1000) / 3);
    try {
      return await this.holder.run(held, {
        handle: () => call.run({ fingerprint, lost: lost.signal }),
        seal: (made) => this.cipher.seal({ said: fingerprint.digest(), made }),
        keep: (answer) => this.keptAnswer(reply, { said: fingerprint.digest(), answer }),
      });
    } finally {
      clearInterval(hold);
    }
  }

  /** A database that is away for a moment takes no key away. */
  private async hold({ request, holder }: Held, lost: AbortController): Promise<void> {
    const held = await this.records.hold(request, holder).catch(() => true);
    if (!held) lost.abort(IdempotencyErrors.inProgress());
  }

  private async replay(reply: FastifyReply, { status, answer }: KeptAnswer, call: StreamedCall): Promise<object> {
    const kept = this.cipher.open(answer) as Kept;
    await this.readTheSame(reply, call, kept);
    void reply.status(status);
    return kept.answer;
  }

  /** The first request committed, and died or lost its connection before its answer was kept. */
  private async recall(
    request: IdempotentRequest,
    reply: FastifyReply,
    call: StreamedCall,
    noted: Uint8Array,
  ): Promise<object> {
    const { said, made } = this.cipher.open(noted) as Noted;
    await this.readTheSame(reply, call, { said });
    const answer = await call.recall(made).catch(orGone);
    await this.records.keep(request, this.keptAnswer(reply, { said, answer }));
    return answer;
  }

  private keptAnswer(reply: FastifyReply, kept: Kept): KeptAnswer {
    return { status: reply.statusCode, answer: this.cipher.seal(kept) };
  }

  private async readTheSame(reply: FastifyReply, call: StreamedCall, { said }: Said): Promise<void> {
    const fingerprint = new StreamFingerprint();
    await call.read(fingerprint);
    if (fingerprint.digest() !== said) throw IdempotencyErrors.reused();
    void reply.header('idempotency-replayed', 'true');
  }
}
