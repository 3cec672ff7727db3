import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { StoreCallBudget } from '../../../shared/call-budget.js';
import { graphqlInfoOf, requestOf } from '../../auth/request-of.js';

/** One execution of a document: a request, or one event of a subscription. */
export interface Execution {
  actor: Actor;
  budget: StoreCallBudget;
}

const executions = new WeakMap<object, Execution>();

/** For field resolvers: the actor and the call budget that the loaders of this execution share. */
export const CurrentExecution = createParamDecorator((_: unknown, context: ExecutionContext): Execution => {
  // `variableValues` is a new object for each execution; the context of a subscription is shared by all its events.
  const { variableValues } = graphqlInfoOf(context);
  const known = executions.get(variableValues);
  if (known) return known;
  const execution = { actor: requestOf(context).actor!, budget: new StoreCallBudget() };
  executions.set(variableValues, execution);
  return execution;
});
