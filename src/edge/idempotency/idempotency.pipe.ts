import { randomUUID } from 'node:crypto';
import { type ExecutionContext, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { FastifyReply } from 'fastify';
import { Config } from '../../config/config.js';
import type { Actor } from '../../shared/actor.js';
import { AnswerCipher } from './answer-cipher.js';
import { type Held, KeyHolder } from './key-holder.js';
import { IdempotencyRepository, type KeptAnswer } from './idempotency.repository.js';
import { IdempotencyErrors, type IdempotentRequest, idempotentRequestOf, orGone } from './idempotent-request.js';
import type { Renewal } from './renewal.js';
import { withoutUrls } from './without-urls.js';

export const RENEWAL = 'airlock:renewal';

export interface IdempotentCall {
  handle(): Promise<unknown>;
  /** The answer of a first request that made this, as it would be given now. */
  recall(actor: Actor, made: object): Promise<unknown>;
}

/** Runs the handler, or answers what it answered before. */
export type Once = (call: IdempotentCall) => Promise<unknown>;

/** Answers a repeated request with its first answer. A request without a key gets nothing, and pays for nothing. */
@Injectable()
export class IdempotencyPipe implements PipeTransform<ExecutionContext, Once | undefined> {
  private readonly cipher: AnswerCipher;
  private readonly holder: KeyHolder;

  constructor(
    private readonly records: IdempotencyRepository,
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    config: Config,
  ) {
    this.cipher = new AnswerCipher(config.get('AIRLOCK_SECRET')!);
    this.holder = new KeyHolder(records);
  }

  transform(context: ExecutionContext): Once | undefined {
    const request = idempotentRequestOf(context);
    return request && ((call) => this.once(context, request, call));
  }

  private async once(context: ExecutionContext, request: IdempotentRequest, call: IdempotentCall): Promise<unknown> {
    const holder = randomUUID();
    const claim = await this.records.claim(request, holder);
    if (claim.outcome === 'reused') throw IdempotencyErrors.reused();
    if (claim.outcome === 'running') throw IdempotencyErrors.inProgress();
    if (claim.outcome === 'run') return this.run(context, { request, holder }, call);
    const kept = claim.outcome === 'replay' ? claim.kept : await this.recall(context, request, call, claim.made);
    return this.replay(context, request, kept);
  }

  private run(context: ExecutionContext, held: Held, { handle }: IdempotentCall): Promise<unknown> {
    return this.holder.run(held, {
      handle,
      seal: (made) => this.cipher.seal(made),
      keep: (answer) => this.keptAnswer(context, answer),
    });
  }

  /** The first request committed, and died or lost its connection before its answer was kept. */
  private async recall(
    context: ExecutionContext,
    request: IdempotentRequest,
    call: IdempotentCall,
    made: Uint8Array,
  ): Promise<KeptAnswer> {
    const answer = await call.recall(request.actor, this.cipher.open(made) as object).catch(orGone);
    const kept = this.keptAnswer(context, answer);
    await this.records.keep(request, kept);
    return kept;
  }

  private keptAnswer(context: ExecutionContext, answer: unknown): KeptAnswer {
    const status = replyOf(context)?.statusCode ?? 200;
    return { status, answer: this.cipher.seal(withoutUrls(keptForm(context, answer))) };
  }

  private async replay(
    context: ExecutionContext,
    { actor }: IdempotentRequest,
    { status, answer }: KeptAnswer,
  ): Promise<unknown> {
    const kept = this.cipher.open(answer) as Record<string, unknown>;
    const reply = replyOf(context);
    void reply?.header('idempotency-replayed', 'true');
    if (context.getType<string>() !== 'graphql') void reply?.status(status);
    const renewal = this.reflector.get<Type<Renewal> | undefined>(RENEWAL, context.getHandler());
    return renewal ? this.modules.get(renewal, { strict: false }).renew(actor, kept) : kept;
  }
}

/** REST keeps what is sent; GraphQL keeps what resolvers read, because the query may ask for other fields next time. */
function keptForm(context: ExecutionContext, answer: unknown): unknown {
  const isGraphql = context.getType<string>() === 'graphql';
  const form = !isGraphql ? answer : Array.isArray(answer) ? answer.map(plain) : plain(answer);
  return JSON.parse(JSON.stringify(form) ?? 'null') as unknown;
}

const plain = (view: unknown) => (typeof view === 'object' && view !== null ? { ...view } : view);

function replyOf(context: ExecutionContext): FastifyReply | undefined {
  if (context.getType<string>() !== 'graphql') return context.switchToHttp().getResponse<FastifyReply>();
  return GqlExecutionContext.create(context).getContext<{ reply?: FastifyReply }>().reply;
}
