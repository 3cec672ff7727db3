import type { ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../shared/actor.js';

export type AirlockRequest = FastifyRequest & { actor?: Actor };

/** The HTTP request behind a handler of either protocol. */
export function requestOf(context: ExecutionContext): AirlockRequest {
  if (context.getType<string>() !== 'graphql') return context.switchToHttp().getRequest<AirlockRequest>();
  return GqlExecutionContext.create(context).getContext<{ req: AirlockRequest }>().req;
}
