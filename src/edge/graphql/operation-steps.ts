import type {
  ApolloServerPlugin,
  GraphQLRequestContext,
  GraphQLRequestContextDidResolveOperation,
  GraphQLRequestContextWillSendResponse,
} from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface GraphqlContext {
  req: FastifyRequest;
  reply?: FastifyReply;
}

/** What is done with every operation over HTTP, at some of three moments. */
export interface OperationStep {
  /** Before its document is read. */
  begun?(context: GraphQLRequestContext<GraphqlContext>): void;
  /** Its document is valid, and no resolver has run. Throws to refuse it. */
  resolved?(context: GraphQLRequestContextDidResolveOperation<GraphqlContext>): void;
  /** Its response is complete, and may be changed. */
  answered?(context: GraphQLRequestContextWillSendResponse<GraphqlContext>): void;
}

/** One plugin for all steps, in their order: Apollo waits for each plugin at each moment of each request. */
export function pluginOf(steps: readonly OperationStep[]): ApolloServerPlugin<GraphqlContext> {
  const listener = {
    async didResolveOperation(context: GraphQLRequestContextDidResolveOperation<GraphqlContext>) {
      for (const step of steps) step.resolved?.(context);
    },
    async willSendResponse(context: GraphQLRequestContextWillSendResponse<GraphqlContext>) {
      for (const step of steps) step.answered?.(context);
    },
  };
  return {
    async requestDidStart(context) {
      for (const step of steps) step.begun?.(context);
      return listener;
    },
  };
}
