import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { FastifyReply } from 'fastify';
import type { GraphQLResolveInfo } from 'graphql';
import { Errors } from '../../shared/errors/errors.js';
import { type AirlockRequest, requestOf } from '../auth/request-of.js';
import type { Standing } from './allowance.js';
import { LIMITED_METHODS } from './decorators.js';
import { RequestLimits } from './request-limits.js';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Limits how often a caller changes something: each request that does, and each mutation of a GraphQL document, counts one.
 * Runs after authentication; requests without a caller are not limited here.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RequestLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { limit } = this.limits;
    const { actor } = requestOf(context);
    if (!actor || limit === 0 || !this.counts(context)) return true;
    const standing = await this.limits.spend(actor);
    const reply = replyOf(context);
    if (reply) setHeaders(reply, limit, standing);
    if (standing.isAllowed) return true;
    const seconds = secondsOf(standing);
    if (reply) void reply.header('retry-after', String(seconds));
    throw Errors.rateLimited(`At most ${limit} changes a minute are accepted: try again in ${seconds} s.`, seconds);
  }

  private counts(context: ExecutionContext): boolean {
    if (isGraphql(context)) {
      const { operation } = GqlExecutionContext.create(context).getInfo<GraphQLResolveInfo>();
      return operation.operation === 'mutation';
    }
    const { method } = requestOf(context);
    const targets = [context.getHandler(), context.getClass()];
    const limited = this.reflector.getAllAndOverride<string[] | undefined>(LIMITED_METHODS, targets);
    return limited ? limited.includes(method) : !READS.has(method);
  }
}

const isGraphql = (context: ExecutionContext) => context.getType<string>() === 'graphql';

/** A socket has no reply; only subscriptions run there. */
function replyOf(context: ExecutionContext): FastifyReply | undefined {
  if (!isGraphql(context)) return context.switchToHttp().getResponse<FastifyReply>();
  return GqlExecutionContext.create(context).getContext<{ req: AirlockRequest; reply?: FastifyReply }>().reply;
}

/** The three fields that clients read, of the IETF draft before its sixth version. */
function setHeaders(reply: FastifyReply, limit: number, standing: Standing): void {
  void reply
    .header('ratelimit-limit', String(limit))
    .header('ratelimit-remaining', String(standing.remaining))
    .header('ratelimit-reset', String(secondsOf(standing)));
}

const secondsOf = ({ endsInMs }: Standing) => Math.max(Math.ceil(endsInMs / 1_000), 1);
