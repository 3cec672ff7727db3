import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { cut } from '../../../shared/errors/bounds.js';
import type { FieldError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';
import { extensionsOf } from '../../errors/graphql-extensions.js';
import { problemOf } from '../../errors/problem.js';
import { inputErrorsOf, variableErrorsOf } from '../errors/input-errors.js';
import { documentShapeProblem } from '../limits/document-shape.js';
import { MAX_TOKENS } from '../limits/limit-rule.js';
import { allRules, validationOptions } from '../limits/validation.js';

export interface OperationRules {
  schema: GraphQLSchema;
  introspection: boolean;
}

const ONLY_SUBSCRIPTIONS = 'This socket is for subscriptions. Send queries and mutations by POST to the same path.';

/** Validates the operation of a subscribe message by the rules of HTTP; returns errors if it is refused. */
export function readOperation(
  payload: SubscribePayload,
  { schema, introspection }: OperationRules,
): Omit<ExecutionArgs, 'contextValue'> | readonly GraphQLError[] {
  const { query } = payload;
  const operationName = payload.operationName || undefined;
  const variables = (payload.variables ?? {}) as Record<string, unknown>;
  const shape = documentShapeProblem(query);
  if (shape) return refused(shape);
  const document = parsed(query);
  if (document instanceof GraphQLError) return refused(document.message);
  const operation = getOperationAST(document, operationName) ?? undefined;
  const invalid = invalidIn({ document, operation, variables }, { schema, introspection });
  if (invalid) return invalid;
  if (!operation) return refused('Name one operation of the document in "operationName".');
  if (operation.operation !== 'subscription') return refused(ONLY_SUBSCRIPTIONS);
  if (variableErrorsOf({ schema, operation, variables }).length)
    return refused('', inputErrorsOf({ schema, document, operation, variables }));
  return { schema, document, operationName, variableValues: variables };
}

interface Operation {
  document: DocumentNode;
  operation?: OperationDefinitionNode;
  variables: Record<string, unknown>;
}

function invalidIn({ document, operation, variables }: Operation, rules: OperationRules): GraphQLError[] | undefined {
  const { schema, introspection } = rules;
  const more = introspection ? [] : [NoSchemaIntrospectionCustomRule];
  const problems = validate(schema, document, [...allRules, ...more], validationOptions({ introspection }));
  if (!problems.length) return undefined;
  const fields = inputErrorsOf({ schema, document, operation, variables });
  return fields.length ? refused('', fields) : problems.flatMap(({ message }) => refused(message));
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, { maxTokens: MAX_TOKENS });
  } catch (error) {
    return error as GraphQLError;
  }
}

function refused(message: string, fields: FieldError[] = []): GraphQLError[] {
  const problem = problemOf(Errors.validation(fields));
  return [new GraphQLError(cut(message) || problem.detail, { extensions: extensionsOf(problem) })];
}
