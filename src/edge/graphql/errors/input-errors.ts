import {
  type DocumentNode,
  type GraphQLSchema,
  isInputType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  typeFromAST,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { FieldError } from '../../../shared/errors/domain-error.js';
import { checkValue } from './check-value.js';

export interface AskedOperation {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode | undefined;
  variables: Record<string, unknown>;
}

/**
 * Every argument of an operation that its type refuses, named as REST names it: by the path inside `input`.
 * Runs only after graphql-js refused the operation, whose own messages name no field that a client could find.
 */
export function inputErrorsOf(asked: AskedOperation): FieldError[] {
  const errors: FieldError[] = [];
  const types = new TypeInfo(asked.schema);
  const variables = variablesOf(asked);
  const visitor = visitWithTypeInfo(types, {
    Argument(node) {
      const argument = types.getArgument();
      if (!argument) return false;
      const path = node.name.value === 'input' ? '' : node.name.value;
      checkValue(argument.type, valueFromASTUntyped(node.value, variables), path, errors);
      return false;
    },
  });
  visit(asked.document, visitor);
  return errors;
}

/**
 * What the types of an operation's variables refuse of their values. Asked before graphql-js is: that would print the
 * whole value into each of its messages.
 */
export function variableErrorsOf({ schema, operation, variables }: Omit<AskedOperation, 'document'>): FieldError[] {
  const errors: FieldError[] = [];
  for (const { variable, type, defaultValue } of operation?.variableDefinitions ?? []) {
    const { value: name } = variable.name;
    const declared = typeFromAST(schema, type as NamedTypeNode);
    if (!isInputType(declared) || (defaultValue && variables[name] === undefined)) continue;
    checkValue(declared, variables[name], name, errors);
  }
  return errors;
}

function variablesOf({ document, operation, variables }: AskedOperation): Record<string, unknown> {
  const known: Record<string, unknown> = { ...variables };
  const operations = operation ? [operation] : document.definitions;
  for (const node of operations) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const { variable, defaultValue } of node.variableDefinitions ?? [])
      if (defaultValue && known[variable.name.value] === undefined)
        known[variable.name.value] = valueFromASTUntyped(defaultValue);
  }
  return known;
}
