import type { Scope } from '../../shared/actor.js';

/** What the kit remembers of one property, so that names, nesting and JSON form need no second description. */
export interface PropMeta {
  name: string;
  /** The name in REST bodies; GraphQL uses `name`. */
  wire: string;
  kind: 'text' | 'integer' | 'flag' | 'date' | 'json' | 'object';
  each: boolean;
  /** The most items of a list. */
  maxItems: number;
  /** Left out of the JSON form when undefined; otherwise it is there as null. */
  optional: boolean;
  /** Input: null is a value of its own, "none"; otherwise it is the same as leaving the property out. */
  nullable: boolean;
  /** View: what a caller must have to be shown it, if the view asks for a scope. */
  scope?: Scope;
  type?: () => DtoClass;
}

export type DtoClass = abstract new (...args: never[]) => object;

const own = new WeakMap<object, PropMeta[]>();
const scopes = new WeakMap<object, Scope>();
const resolved = new WeakMap<object, PropMeta[]>();

export function rememberProp(prototype: object, meta: PropMeta): void {
  own.set(prototype, [...(own.get(prototype) ?? []), meta]);
}

/** The properties that subclasses of this prototype declare need this scope. */
export function rememberScope(prototype: object, scope: Scope): void {
  scopes.set(prototype, scope);
}

export function scopeOf(prototype: object): Scope | undefined {
  const parent = Object.getPrototypeOf(prototype) as object | null;
  return scopes.get(prototype) ?? (parent ? scopeOf(parent) : undefined);
}

/** The properties of a DTO class, inherited ones first. */
export function propsOf(type: DtoClass): PropMeta[] {
  return propsOfPrototype(type.prototype as object);
}

export function propsOfPrototype(prototype: object): PropMeta[] {
  const known = resolved.get(prototype);
  if (known) return known;
  const parent = Object.getPrototypeOf(prototype) as object | null;
  const inherited = parent && parent !== Object.prototype ? propsOfPrototype(parent) : [];
  const props = [...inherited, ...(own.get(prototype) ?? [])];
  resolved.set(prototype, props);
  return props;
}

const spelled = {
  name: new WeakMap<DtoClass, Map<string, PropMeta>>(),
  wire: new WeakMap<DtoClass, Map<string, PropMeta>>(),
};

/** The same by what a client calls them: `wire` in REST, `name` in GraphQL. Asked for by every request, made once. */
export function propsBy(spelling: 'name' | 'wire', type: DtoClass): ReadonlyMap<string, PropMeta> {
  const known = spelled[spelling].get(type);
  if (known) return known;
  const props = new Map(propsOf(type).map((prop) => [prop[spelling], prop]));
  spelled[spelling].set(type, props);
  return props;
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
