import type { Scope } from '../../shared/actor.js';

/** The metadata of one property: names, nesting and JSON form are described once, by its `@Prop` decorator. */
export interface PropMeta {
  name: string;
  /** The name in REST bodies; GraphQL uses `name`. */
  wire: string;
  kind: 'text' | 'integer' | 'flag' | 'date' | 'json' | 'object';
  each: boolean;
  /** The most items of a list. */
  maxItems: number;
  /** Left out of the JSON form when undefined; otherwise null in its place. */
  optional: boolean;
  /** Input: null is a value, "none"; otherwise it is the same as leaving the property out. */
  nullable: boolean;
  /** View: the scope that a caller needs to read it, if the view requires one. */
  scope?: Scope;
  type?: () => DtoClass;
}

export type DtoClass = abstract new (...args: never[]) => object;

/** Names of REST that are the snake_case of a name in GraphQL. */
const snakeCased = new Set<string>();

const own = new WeakMap<object, PropMeta[]>();
const scopes = new WeakMap<object, Scope>();
const resolved = new WeakMap<object, PropMeta[]>();

export function rememberProp(prototype: object, meta: PropMeta): void {
  if (meta.wire.includes('_')) snakeCased.add(meta.wire);
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

/** The properties by the name that a client uses: `wire` in REST, `name` in GraphQL. Cached: every request needs it. */
export function propsBy(spelling: 'name' | 'wire', type: DtoClass): ReadonlyMap<string, PropMeta> {
  const known = spelled[spelling].get(type);
  if (known) return known;
  const props = new Map(propsOf(type).map((prop) => [prop[spelling], prop]));
  spelled[spelling].set(type, props);
  return props;
}

/** Whether REST has a property of this name, and GraphQL the same in camelCase. */
export function isPropertyName(name: string): boolean {
  return snakeCased.has(name);
}

export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
