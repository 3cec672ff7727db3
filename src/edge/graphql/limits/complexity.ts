import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../../shared/page.js';
import { costOf } from './cost.js';

/** The complexity of an operation, with its fragments expanded. */
export interface Complexity {
  depth: number;
  aliases: number;
  /** Fields of the first level. */
  fields: number;
  /** The sum of the costs of its fields: fields inside a page count once per item. */
  cost: number;
}

const none: Complexity = { depth: 0, aliases: 0, fields: 0, cost: 0 };
const infinite: Complexity = { depth: Infinity, aliases: 0, fields: 0, cost: 0 };

/**
 * Computes the complexity of one document. Each fragment is computed once, however often it is spread: the work is linear
 * in the document, while the numbers may grow exponentially. Circular fragments are infinitely deep.
 */
export class DocumentComplexity {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly known = new Map<string, Complexity>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
  ) {
    for (const node of document.definitions)
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(node.name.value, node);
  }

  ofOperation({ operation, selectionSet }: OperationDefinitionNode): Complexity {
    return this.ofSelections(selectionSet, this.schema.getRootType(operation) ?? undefined);
  }

  private ofSelections(set: SelectionSetNode, parent: GraphQLNamedType | undefined): Complexity {
    return set.selections.map((selection) => this.ofSelection(selection, parent)).reduce(sum, none);
  }

  private ofSelection(selection: SelectionNode, parent: GraphQLNamedType | undefined): Complexity {
    if (selection.kind === Kind.FIELD) return this.ofField(selection, parent);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.ofFragment(selection.name.value);
    const type = selection.typeCondition ? this.schema.getType(selection.typeCondition.name.value) : parent;
    return this.ofSelections(selection.selectionSet, type);
  }

  private ofFragment(name: string): Complexity {
    const known = this.known.get(name);
    if (known) return known;
    const fragment = this.fragments.get(name);
    if (!fragment) return none;
    this.known.set(name, infinite);
    const type = this.schema.getType(fragment.typeCondition.name.value);
    const complexity = this.ofSelections(fragment.selectionSet, type);
    this.known.set(name, complexity);
    return complexity;
  }

  private ofField(field: FieldNode, parent: GraphQLNamedType | undefined): Complexity {
    const definition = fieldOf(parent, field.name.value);
    const type = definition && getNamedType(definition.type);
    const inner = field.selectionSet
      ? this.ofSelections(field.selectionSet, isCompositeType(type) ? type : undefined)
      : none;
    const aliases = inner.aliases + (field.alias ? 1 : 0);
    // Introspection reads the schema, not the database, and is deeply nested: graphql-js has its own rule for it.
    if (field.name.value.startsWith('__')) return { depth: 1, aliases, fields: 1, cost: 1 };
    const cost = idsIn(field) * (costOf(definition) + pageSize(field, definition) * inner.cost);
    return { depth: inner.depth + 1, aliases, fields: 1, cost };
  }
}

function sum(a: Complexity, b: Complexity): Complexity {
  return {
    depth: Math.max(a.depth, b.depth),
    aliases: a.aliases + b.aliases,
    fields: a.fields + b.fields,
    cost: a.cost + b.cost,
  };
}

function fieldOf(parent: GraphQLNamedType | undefined, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

/** The most items that a connection may return. A variable may hold the largest page size. */
function pageSize(field: FieldNode, definition: GraphQLField<unknown, unknown> | undefined): number {
  if (!definition?.args.some((arg) => arg.name === 'first')) return 1;
  const given: ArgumentNode | undefined = field.arguments?.find((arg) => arg.name.value === 'first');
  if (!given || given.value.kind === Kind.NULL) return DEFAULT_PAGE_SIZE;
  return given.value.kind === Kind.INT ? Math.max(1, Number(given.value.value)) : MAX_PAGE_SIZE;
}

/** How many objects a field finds by a list of ids. A variable may hold the longest list. */
function idsIn(field: FieldNode): number {
  const given = field.arguments?.find((arg) => arg.name.value === 'ids');
  if (!given) return 1;
  if (given.value.kind === Kind.LIST) return Math.max(1, given.value.values.length);
  return given.value.kind === Kind.VARIABLE ? MAX_PAGE_SIZE : 1;
}
