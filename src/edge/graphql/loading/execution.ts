import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Actor } from '../../../shared/actor.js';
import { StoreCallBudget } from '../../../shared/call-budget.js';
import type { AirlockRequest } from '../../auth/request-of.js';

/** One execution of a document: a request, or one event of a subscription. */
export interface Execution {
  actor: Actor;
  budget: StoreCallBudget;
}

const executions = new WeakMap<object, Execution>();

/** For field resolvers: the actor and the call budget that the loaders of this execution share. */
export const CurrentExecution = createParamDecorator((_: unknown, context: ExecutionContext): Execution => {
  const graphql = GqlExecutionContext.create(context);
  // `variableValues` is a new object for each execution; the context of a subscription is shared by all its events.
  const { variableValues } = graphql.getInfo<GraphQLResolveInfo>();
  const known = executions.get(variableValues);
  if (known) return known;
  const { req } = graphql.getContext<{ req: AirlockRequest }>();
  const execution = { actor: req.actor!, budget: new StoreCallBudget() };
  executions.set(variableValues, execution);
  return execution;
});
