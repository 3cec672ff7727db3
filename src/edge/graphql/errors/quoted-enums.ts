import {
  type ASTNode,
  type ASTVisitor,
  type DocumentNode,
  getNamedType,
  isEnumType,
  Kind,
  type TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { FieldError } from '../../../shared/errors/domain-error.js';

/**
 * An error for every enum value that a document has in quotes: `status: "PENDING"`. Only documents write them without;
 * variables are JSON, where they are strings.
 */
export function quotedEnumErrors(document: DocumentNode, types: TypeInfo): FieldError[] {
  const errors: FieldError[] = [];
  const visitor: ASTVisitor = {
    StringValue({ value }, _key, _parent, path, ancestors) {
      const type = getNamedType(types.getInputType());
      if (!isEnumType(type) || !type.getValue(value)) return;
      const field = fieldAt(path, ancestors) || 'input';
      errors.push({ field, message: `is an enum value: write it without quotes, ${value}` });
    },
  };
  visit(document, visitWithTypeInfo(types, visitor));
  return errors;
}

/** The names of argument and fields above a value, and its places in lists; the argument `input` is not named. */
function fieldAt(path: readonly (string | number)[], ancestors: readonly (ASTNode | readonly ASTNode[])[]): string {
  const names: string[] = [];
  ancestors.forEach((ancestor, i) => {
    if (Array.isArray(ancestor)) return;
    const node = ancestor as ASTNode;
    if (node.kind === Kind.ARGUMENT && node.name.value !== 'input') names.push(node.name.value);
    if (node.kind === Kind.OBJECT_FIELD) names.push(node.name.value);
    // Below a list comes the array of its values, then the place in it.
    if (node.kind === Kind.LIST) names.push(String(path[i + 1]));
  });
  return names.join('.');
}
