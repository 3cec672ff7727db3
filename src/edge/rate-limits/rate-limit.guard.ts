import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { Errors } from '../../shared/errors/errors.js';
import { defineCounter } from '../../platform/metrics/metric-definitions.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { type Decorated, PerHandler } from '../auth/per-handler.js';
import { graphqlInfoOf, isGraphql, replyOf, requestOf } from '../auth/request-of.js';
import type { Standing } from './allowance.js';
import { LIMITED_METHODS } from './decorators.js';
import { RequestLimits } from './request-limits.js';

const rateLimited = defineCounter({
  name: 'airlock_rate_limited_requests_total',
  help: 'Changes that were refused because their caller made too many in a minute.',
});

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Limits how often a caller changes something: each request that does, and each mutation of a GraphQL document, counts one.
 * Runs after authentication; requests without a caller are not limited here. Answers at once, without a promise, while this
 * process need not look at the shared count.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly limited: PerHandler<{ methods: readonly string[] | undefined }>;
  private readonly refused;

  constructor(
    reflector: Reflector,
    private readonly limits: RequestLimits,
    metrics: Metrics,
  ) {
    this.refused = metrics.counter(rateLimited);
    const read = (key: string, decorated: Decorated) =>
      reflector.getAllAndOverride<string[] | undefined>(key, decorated as never);
    this.limited = new PerHandler((decorated) => ({ methods: read(LIMITED_METHODS, decorated) }));
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { actor } = requestOf(context);
    if (!actor || this.limits.limit === 0 || !this.counts(context)) return true;
    const standing = this.limits.spend(actor);
    if (standing instanceof Promise) return standing.then((found) => this.answer(context, found));
    return this.answer(context, standing);
  }

  private answer(context: ExecutionContext, standing: Standing): true {
    const { limit } = this.limits;
    const reply = replyOf(context);
    if (reply) setHeaders(reply, limit, standing);
    if (standing.isAllowed) return true;
    this.refused.inc({});
    const seconds = secondsOf(standing);
    if (reply) void reply.header('retry-after', String(seconds));
    throw Errors.rateLimited(`At most ${limit} changes a minute are accepted: try again in ${seconds} s.`, seconds);
  }

  private counts(context: ExecutionContext): boolean {
    if (isGraphql(context)) return graphqlInfoOf(context).operation.operation === 'mutation';
    const { method } = requestOf(context);
    const { methods } = this.limited.of(context);
    return methods ? methods.includes(method) : !READS.has(method);
  }
}

/** The three fields that clients read, of the IETF draft before its sixth version. */
function setHeaders(reply: FastifyReply, limit: number, standing: Standing): void {
  void reply
    .header('ratelimit-limit', String(limit))
    .header('ratelimit-remaining', String(standing.remaining))
    .header('ratelimit-reset', String(secondsOf(standing)));
}

const secondsOf = ({ endsInMs }: Standing) => Math.max(Math.ceil(endsInMs / 1_000), 1);
