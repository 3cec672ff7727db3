import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

const ROOTS = new Set(['__schema', '__type']);

/** The lists of an introspection, outermost first: the members of a type, and the arguments of a member. */
const LEVELS: Record<string, number> = {
  ...{ fields: 1, inputFields: 1, enumValues: 1, interfaces: 1, possibleTypes: 1 },
  args: 2,
};

/**
 * Validation rule: an introspection is answered without a resolver, so it has no cost of its own, and its lists multiply. Each
 * list is inside of an outer one only, and nothing has an alias: more than the whole schema once is never answered. This is
 * what tools ask for.
 */
export function introspectionRule(context: ValidationContext): ASTVisitor {
  /** Fragments by the level that they were checked at. */
  const checked = new Set<string>();

  function checkField(field: FieldNode, level: number): void {
    const { value: name } = field.name;
    if (field.alias) refuse(field, `An introspection takes no aliases: ask for "${name}" by its name.`);
    const own = LEVELS[name];
    if (own !== undefined && own <= level)
      return refuse(
        field,
        `An introspection cannot ask for "${name}" here. Ask for one type by __type(name:) instead.`,
      );
    check(field.selectionSet, own ?? level);
  }

  function check(set: SelectionSetNode | undefined, level: number): void {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) checkField(selection, level);
      else if (selection.kind === Kind.INLINE_FRAGMENT) check(selection.selectionSet, level);
      else checkFragment(selection.name.value, level);
    }
  }

  function checkFragment(name: string, level: number): void {
    const at = `${level} ${name}`;
    if (checked.has(at)) return;
    checked.add(at);
    check(context.getFragment(name)?.selectionSet, level);
  }

  const refuse = (field: FieldNode, message: string) =>
    context.reportError(new GraphQLError(message, { nodes: field }));

  return {
    Field(field) {
      if (!ROOTS.has(field.name.value)) return undefined;
      checkField(field, 0);
      return false;
    },
  };
}
