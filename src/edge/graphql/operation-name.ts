import { Kind, type OperationDefinitionNode } from 'graphql';
import { cut } from '../../shared/errors/bounds.js';

const LONGEST_BYTES = 100;

/** Apollo keeps documents that are sent again. */
const names = new WeakMap<OperationDefinitionNode, string>();

/** An operation as logs name it: by its kind and name, or by its root fields when it has none. */
export function operationName(node: OperationDefinitionNode): string {
  let known = names.get(node);
  if (known === undefined) names.set(node, (known = nameOf(node)));
  return known;
}

function nameOf({ operation, name, selectionSet }: OperationDefinitionNode): string {
  const fields = () => selectionSet.selections.map((field) => (field.kind === Kind.FIELD ? field.name.value : '…'));
  return cut(`${operation} ${name?.value ?? fields().join(' ')}`, LONGEST_BYTES);
}
