import type { Api, Json } from './api.js';

/** The fields asked for below a type, by name. */
export interface Selection {
  type: string;
  fields: Map<string, Selection | null>;
}

const TYPE = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';
const FIELDS = `{ __schema { types { kind name fields { name type { ${TYPE} } args { name type { kind } } } } } }`;

const isSelectable = (kind: string) => kind === 'OBJECT' || kind === 'INTERFACE';
const isPage = (type: string): boolean => type.endsWith('Connection');
const named = (type: Json): Json => (type.ofType ? named(type.ofType) : type);

/** The types of the running server, and what can be selected of them. */
export class SelectableTypes {
  private constructor(private readonly types: Map<string, Json>) {}

  static async of(api: Api): Promise<SelectableTypes> {
    const { body } = await api.graphql(FIELDS);
    const objects = body.data.__schema.types.filter(({ kind, name }: Json) => isSelectable(kind) && !/^__/.test(name));
    return new SelectableTypes(new Map(objects.map((type: Json) => [type.name, type])));
  }

  get names(): string[] {
    return [...this.types.keys()];
  }

  /**
   * Everything below a root field, but not a type inside itself, the second way to the items of a page, and pages inside of
   * pages: those exceed the limit of complexity, and are selected below a root field of one resource.
   */
  below(root: 'Query' | 'Mutation' | 'Subscription', field: string): Selection | null {
    return this.select(named(this.types.get(root)!.fields.find(({ name }: Json) => name === field).type), []);
  }

  private select({ kind, name: type }: Json, trail: string[]): Selection | null {
    if (!isSelectable(kind)) return null;
    const fields = this.types.get(type)!.fields.flatMap((field: Json) => {
      const inner = named(field.type);
      const isPageInPage = isPage(inner.name) && [...trail, type].some(isPage);
      if (trail.includes(inner.name) || inner.name.endsWith('Edge') || isPageInPage) return [];
      return [[field.name, this.select(inner, [...trail, type])]];
    });
    return { type, fields: new Map(fields) };
  }
}

export function textOf(selection: Selection | null): string {
  if (!selection) return '';
  const fields = [...selection.fields].map(([name, inner]) => `${name}${textOf(inner)}`);
  return ` { ${fields.join(' ')} }`;
}

/** A field of an answer. */
export interface Answered {
  /** `Type.field`. */
  coordinate: string;
  path: string;
  value: Json;
}

/** Every field of an answer, as far as its parents are there. */
export function answeredFields(selection: Selection | null, value: Json, path: (string | number)[]): Answered[] {
  if (!selection || value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => answeredFields(selection, item, [...path, i]));
  return [...selection.fields].flatMap(([name, inner]) => {
    const at = [...path, name];
    const answered = { coordinate: `${selection.type}.${name}`, path: at.join('.'), value: value[name] };
    return [answered, ...answeredFields(inner, value[name], at)];
  });
}
