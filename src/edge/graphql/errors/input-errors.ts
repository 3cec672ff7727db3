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

export interface RequestedOperation {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode | undefined;
  variables: Record<string, unknown>;
}

/**
 * An error for every argument that its type does not accept, named as in REST: by the path inside `input`. Runs only
 * after graphql-js refused the operation, because its own messages do not name the field.
 */
export function inputErrorsOf(asked: RequestedOperation): FieldError[] {
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
 * An error for every variable whose type does not accept its value. Runs before graphql-js, which would print the whole
 * value into each of its messages.
 */
export function variableErrorsOf({ schema, operation, variables }: Omit<RequestedOperation, 'document'>): FieldError[] {
  const errors: FieldError[] = [];
  for (const { variable, type, defaultValue } of operation?.variableDefinitions ?? []) {
    const { value: name } = variable.name;
    const declared = typeFromAST(schema, type as NamedTypeNode);
    if (!isInputType(declared) || (defaultValue && variables[name] === undefined)) continue;
    checkValue(declared, variables[name], name, errors);
  }
  return errors;
}

function variablesOf({ document, operation, variables }: RequestedOperation): Record<string, unknown> {
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
