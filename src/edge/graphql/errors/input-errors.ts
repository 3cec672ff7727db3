import {
  type DocumentNode,
  getNamedType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  typeFromAST,
  TypeInfo,
  type TypeNode,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { TypeMetadataStorage } from '@nestjs/graphql';
import type { FieldError } from '../../../shared/errors/domain-error.js';
import { addFaults } from '../../dto/input-reader.js';
import type { DtoClass } from '../../dto/prop-registry.js';
import { accepts, checkValue } from './check-value.js';
import { internalValue } from './internal-value.js';
import { quotedEnumErrors } from './quoted-enums.js';

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
      const value = valueFromASTUntyped(node.value, variables);
      checkValue(argument.type, value, path, errors);
      if (path === '') addRuleErrors(argument.type, value, errors);
      return false;
    },
  });
  visit(asked.document, visitor);
  return [...errors, ...quotedEnumErrors(asked.document, new TypeInfo(asked.schema))];
}

/** What the types accept, the rules of the input may refuse: told with the rest, as REST does. */
function addRuleErrors(type: GraphQLInputType, value: unknown, errors: FieldError[]): void {
  const { name: typeName } = getNamedType(type);
  const input = TypeMetadataStorage.getInputTypesMetadata().find(
    ({ name, isAbstract }) => name === typeName && !isAbstract,
  );
  if (!input) return;
  const found: FieldError[] = [...errors];
  addFaults(input.target as DtoClass, internalValue(type, value), 'graphql', found);
  // A list is left out where one of its items is listed.
  const hasListedItem = ({ field }: FieldError) => errors.some((error) => error.field.startsWith(`${field}.`));
  errors.push(...found.slice(errors.length).filter((error) => !hasListedItem(error)));
}

/**
 * An error for every variable whose type does not accept its value. Runs before graphql-js, which would print the whole
 * value into each of its messages.
 */
export function variableErrorsOf({ schema, operation, variables }: Omit<RequestedOperation, 'document'>): FieldError[] {
  const errors: FieldError[] = [];
  for (const { variable, type, defaultValue } of operation?.variableDefinitions ?? []) {
    const { value: name } = variable.name;
    const value = variables[name];
    const declared = declaredType(schema, type as NamedTypeNode);
    if (!declared || (defaultValue && value === undefined) || accepts(declared, value)) continue;
    checkValue(declared, value, name, errors);
  }
  return errors;
}

/** By schema and the place in the document: Apollo keeps documents that are sent again. */
const declaredTypes = new WeakMap<GraphQLSchema, WeakMap<TypeNode, GraphQLInputType>>();

/** The type of a variable; `undefined` for what is no type of an input. */
function declaredType(schema: GraphQLSchema, node: NamedTypeNode): GraphQLInputType | undefined {
  let known = declaredTypes.get(schema);
  if (!known) declaredTypes.set(schema, (known = new WeakMap()));
  const found = known.get(node) ?? typeFromAST(schema, node);
  if (!isInputType(found)) return undefined;
  known.set(node, found);
  return found;
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
