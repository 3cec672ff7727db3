import type { ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLResolveInfo } from 'graphql';
import type { Actor } from '../../shared/actor.js';
import type { AuditAction } from '../../shared/audit/actions.js';

export type AirlockRequest = FastifyRequest & {
  actor?: Actor;
  /** What the audit trail calls the administrative operation that is under way. */
  administrative?: Attempted;
};

/** An administrative act that a request attempts. */
export interface Attempted {
  action: AuditAction;
  /** The id of what it would be done to; `null`: the request names none. */
  target: string | null;
}

interface GraphqlContext {
  req: AirlockRequest;
  /** A socket has none; only subscriptions run there. */
  reply?: FastifyReply;
}

/** The arguments of every resolver. Read in place: Nest's own context for GraphQL would be made anew for each look. */
type ResolverArguments = [parent: unknown, args: unknown, context: GraphqlContext, info: GraphQLResolveInfo];

const resolverArgumentsOf = (context: ExecutionContext) => context.getArgs<ResolverArguments>();

export const isGraphql = (context: ExecutionContext): boolean => context.getType<string>() === 'graphql';

/** The HTTP request behind a handler of either protocol. */
export function requestOf(context: ExecutionContext): AirlockRequest {
  return isGraphql(context) ? resolverArgumentsOf(context)[2].req : context.getArgs<[AirlockRequest]>()[0];
}

/** The HTTP answer to it; undefined where there is none. */
export function replyOf(context: ExecutionContext): FastifyReply | undefined {
  return isGraphql(context) ? resolverArgumentsOf(context)[2].reply : context.getArgs<[unknown, FastifyReply]>()[1];
}

/** What GraphQL tells a resolver about its field. */
export const graphqlInfoOf = (context: ExecutionContext): GraphQLResolveInfo => resolverArgumentsOf(context)[3];

/** The arguments of its field. */
export const graphqlArgsOf = (context: ExecutionContext): unknown => resolverArgumentsOf(context)[1];
