import { randomUUID } from 'node:crypto';
import { type ExecutionContext, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { FastifyReply } from 'fastify';
import { Config } from '../../config/config.js';
import { AnswerCipher } from './answer-cipher.js';
import { IdempotencyRepository, type KeptAnswer } from './idempotency.repository.js';
import { IdempotencyErrors, type IdempotentRequest, idempotentRequestOf } from './idempotent-request.js';
import type { Renewal } from './renewal.js';
import { withoutUrls } from './without-urls.js';

export const RENEWAL = 'airlock:renewal';

/** Runs the handler, or answers what it answered before. */
export type Once = (handle: () => Promise<unknown>) => Promise<unknown>;

interface Held {
  request: IdempotentRequest;
  holder: string;
}

/** Answers a repeated request with its first answer. A request without a key gets nothing, and pays for nothing. */
@Injectable()
export class IdempotencyPipe implements PipeTransform<ExecutionContext, Once | undefined> {
  private readonly cipher: AnswerCipher;

  constructor(
    private readonly records: IdempotencyRepository,
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    config: Config,
  ) {
    this.cipher = new AnswerCipher(config.get('AIRLOCK_SECRET')!);
  }

  transform(context: ExecutionContext): Once | undefined {
    const request = idempotentRequestOf(context);
    return request && ((handle) => this.once(context, request, handle));
  }

  private async once(
    context: ExecutionContext,
    request: IdempotentRequest,
    handle: () => Promise<unknown>,
  ): Promise<unknown> {
    const holder = randomUUID();
    const claim = await this.records.claim(request, holder);
    if (claim.outcome === 'reused') throw IdempotencyErrors.reused();
    if (claim.outcome === 'running') throw IdempotencyErrors.inProgress();
    if (claim.outcome === 'replay') return this.replay(context, request, claim.kept);
    return this.run(context, { request, holder }, handle);
  }

  private async run(
    context: ExecutionContext,
    { request, holder }: Held,
    handle: () => Promise<unknown>,
  ): Promise<unknown> {
    try {
      const answer = await handle();
      const status = replyOf(context)?.statusCode ?? 200;
      const kept = this.cipher.seal(withoutUrls(keptForm(context, answer)));
      await this.records.keep(request, holder, { status, answer: kept });
      return answer;
    } catch (error) {
      await this.records.giveUp(request, holder);
      throw error;
    }
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
