import type { GraphQLRequestContext } from '@apollo/server';
import { type GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import { Errors } from '../../../shared/errors/errors.js';
import { extensionsOf } from '../../errors/graphql-extensions.js';
import { problemOf } from '../../errors/problem.js';
import type { GraphqlContext, OperationStep } from '../operation-steps.js';
import { limitErrors } from './limit-errors.js';
import { inputErrorsOf } from './input-errors.js';

type Answered = GraphQLRequestContext<GraphqlContext>;

const values = new Set<string | undefined>([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
]);

/** Whether the values of the client, not its document, are invalid. */
function isInputError(error: GraphQLError): boolean {
  const { code } = error.extensions;
  // graphql-js passes on what a custom scalar throws about a literal unchanged: without a location in the document.
  const isFromScalar = code === 'GRAPHQL_VALIDATION_FAILED' && !error.nodes;
  return code === 'BAD_USER_INPUT' || isFromScalar || values.has(error.nodes?.[0]?.kind);
}

/** Adds the invalid fields and the id of the request to the errors of a response. Does nothing for one without errors. */
export const responseErrors: OperationStep = {
  answered(context) {
    const { response, errors } = context;
    if (!errors?.length || response.body?.kind !== 'single') return;
    const answer = response.body.singleResult;
    const { id: requestId, server } = context.contextValue.req;
    const { publicUrl } = server;
    answer.errors = limitErrors(withInputErrors(context, errors, answer.errors ?? []), { requestId, publicUrl });
  },
};

/** Merges the errors about values into one that lists every field, as REST does. */
function withInputErrors(
  context: Answered,
  errors: readonly GraphQLError[],
  formatted: readonly GraphQLFormattedError[],
): readonly GraphQLFormattedError[] {
  const { schema, document, operation, request } = context;
  if (!document || !errors.some(isInputError)) return formatted;
  const fields = inputErrorsOf({ schema, document, operation, variables: request.variables ?? {} });
  if (!fields.length) return formatted;
  const problem = problemOf(Errors.validation(fields));
  const rest = formatted.filter((_, i) => !isInputError(errors[i]!));
  return [...rest, { message: problem.detail, extensions: extensionsOf(problem) }];
}
