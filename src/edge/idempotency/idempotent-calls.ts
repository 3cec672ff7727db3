import { type ExecutionContext, Injectable, type Type } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { Config } from '../../config/config.js';
import { IdempotencyErrors } from '../../platform/idempotency/idempotency.errors.js';
import {
  IdempotencyRepository,
  type IdempotentRequest,
  type KeptAnswer,
} from '../../platform/idempotency/idempotency.repository.js';
import { defineCounter } from '../../platform/metrics/metric-definitions.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import type { Actor } from '../../shared/actor.js';
import { DomainError } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';
import { isGraphql, replyOf } from '../auth/request-of.js';
import { AnswerCipher } from './answer-cipher.js';
import { BodyFingerprint } from './fingerprint.js';
import { keptForm } from './kept-answer.js';
import { KeyLease } from './key-lease.js';
import type { Renewal } from './renewal.js';

const keyedRequests = defineCounter({
  name: 'airlock_idempotent_requests_total',
  help: 'Requests with an Idempotency-Key by outcome. replay and recall: answered as before; running: refused, as the first is under way; reused: refused, as it differs.',
  labels: { outcome: ['run', 'replay', 'recall', 'running', 'reused'] },
});

export const RENEWAL = 'airlock:renewal';

/** What a handler does, once, under its key. */
export interface IdempotentCall {
  /** `body`: takes in what the route reads by itself. `lost` aborts when another request holds the key. */
  handle(held: { body: BodyFingerprint; lost: AbortSignal }): Promise<unknown>;
  /** The answer of a first request that made this, as it would be given now. */
  recall(actor: Actor, made: object): Promise<unknown>;
  /**
   * For a route that reads its body by itself: reads it only to compare it with that of the first request. Without it the
   * fingerprint of the request covers everything.
   */
  readBody?(body: BodyFingerprint): Promise<void>;
}

/** What is kept, encrypted, of a request whose body has a fingerprint of its own. */
type WithBody = { said: string } & ({ answer: unknown } | { made: object });

/** Answers a repeated request with its first answer. */
@Injectable()
export class IdempotentCalls {
  private readonly cipher: AnswerCipher;
  private readonly requests;

  constructor(
    private readonly records: IdempotencyRepository,
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    config: Config,
    metrics: Metrics,
  ) {
    this.requests = metrics.counter(keyedRequests);
    this.cipher = new AnswerCipher(config.get('AIRLOCK_SECRET')!);
  }

  async answer(context: ExecutionContext, request: IdempotentRequest, call: IdempotentCall): Promise<unknown> {
    const lease = new KeyLease(this.records, request);
    const claim = await this.records.claim(request, lease.token);
    this.requests.inc({ outcome: claim.outcome });
    switch (claim.outcome) {
      case 'reused':
        throw IdempotencyErrors.reused();
      case 'running':
        throw IdempotencyErrors.inProgress();
      case 'run':
        return this.run(context, lease, call);
      case 'replay':
        return this.replay(context, request, claim.kept, call);
      case 'recall':
        return this.recall(context, request, claim.made, call);
    }
  }

  private run(context: ExecutionContext, lease: KeyLease, call: IdempotentCall): Promise<unknown> {
    const body = new BodyFingerprint();
    const said = () => (call.readBody ? body.digest() : undefined);
    return lease.run({
      handle: (lost) => call.handle({ body, lost }),
      seal: (made) => this.seal(said(), { made }),
      keep: (answer) => this.kept(context, said(), keptForm(context, answer)),
    });
  }

  private async replay(
    context: ExecutionContext,
    request: IdempotentRequest,
    { status, answer }: KeptAnswer,
    call: IdempotentCall,
  ): Promise<unknown> {
    const { content } = await this.openIfSame(answer, call);
    return this.repeat(context, request, status, content);
  }

  /** The first request committed, and died or lost its connection before its answer was kept. */
  private async recall(
    context: ExecutionContext,
    request: IdempotentRequest,
    note: Uint8Array,
    call: IdempotentCall,
  ): Promise<unknown> {
    const { said, content } = await this.openIfSame(note, call);
    const answer = keptForm(context, await call.recall(request.actor, content as object).catch(orGone));
    const kept = this.kept(context, said, answer);
    await this.records.keep(request, kept);
    return this.repeat(context, request, kept.status, answer);
  }

  /** Sends an answer that was given before, with fresh URLs where it had some. */
  private async repeat(
    context: ExecutionContext,
    { actor }: IdempotentRequest,
    status: number,
    answer: unknown,
  ): Promise<unknown> {
    const reply = replyOf(context);
    void reply?.header('idempotency-replayed', 'true');
    if (!isGraphql(context)) void reply?.status(status);
    const renewal = this.reflector.get<Type<Renewal> | undefined>(RENEWAL, context.getHandler());
    if (!renewal) return answer;
    return this.modules.get(renewal, { strict: false }).renew(actor, answer as Record<string, unknown>);
  }

  private kept(context: ExecutionContext, said: string | undefined, answer: unknown): KeptAnswer {
    return { status: replyOf(context)?.statusCode ?? 200, answer: this.seal(said, { answer }) };
  }

  private seal(said: string | undefined, content: { answer: unknown } | { made: object }): Buffer {
    return this.cipher.seal(said === undefined ? Object.values(content)[0] : { said, ...content });
  }

  /** What is kept, after the body of this request was found to be that of the first. */
  private async openIfSame(sealed: Uint8Array, call: IdempotentCall): Promise<{ said?: string; content: unknown }> {
    const opened = this.cipher.open(sealed);
    if (!call.readBody) return { content: opened };
    const body = new BodyFingerprint();
    await call.readBody(body);
    const kept = opened as WithBody;
    if (body.digest() !== kept.said) throw IdempotencyErrors.reused();
    return { said: kept.said, content: 'answer' in kept ? kept.answer : kept.made };
  }
}

/** What the first request made was deleted. */
function orGone(error: unknown): never {
  const isGone = error instanceof DomainError && error.kind === 'not-found';
  throw isGone ? Errors.gone('What the first request with this Idempotency-Key made was deleted.') : error;
}
