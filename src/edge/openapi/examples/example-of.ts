import { absent, values } from './values.js';

/** The parts of a JSON schema that the document uses. */
export interface Schema {
  $ref?: string;
  allOf?: Schema[];
  /** One shape, or null. */
  anyOf?: Schema[];
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  example?: unknown;
  default?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  minimum?: number;
}

export type Schemas = Record<string, Schema>;

const TIME = '2026-01-31T12:00:00.000Z';
/** Objects in objects below this are left out: no answer is deeper. */
const DEEPEST = 6;

/** `all`: what an answer has. `necessary`: what a request must have, and what says its own example. */
export type Extent = 'all' | 'necessary';

/** An example of what a schema describes, by the names of its properties; `undefined` where there is none. */
export function exampleOf(schema: Schema, schemas: Schemas, extent: Extent, name = '', depth = 0): unknown {
  const whole = resolved(schema, schemas);
  if (absent.has(name) && mayBeNull(whole)) return null;
  if (whole.example !== undefined) return inList(whole, whole.example);
  if (whole.enum) return whole.enum.find((value) => value !== null);
  if (typesOf(whole).includes('array')) return listOf(whole, schemas, extent, name, depth);
  if (whole.properties) return depth > DEEPEST ? undefined : objectOf(whole, schemas, extent, depth);
  return plain(whole, name);
}

/** A schema with what it refers to. */
export function resolved(schema: Schema, schemas: Schemas): Schema {
  if (schema.anyOf) return { ...resolved(schema.anyOf[0]!, schemas), anyOf: schema.anyOf };
  if (schema.$ref) return resolved(schemas[schema.$ref.split('/').at(-1)!] ?? {}, schemas);
  if (!schema.allOf) return schema;
  return Object.assign({}, ...schema.allOf.map((part) => resolved(part, schemas)));
}

const typesOf = ({ type }: Schema): string[] => [type ?? []].flat();

const mayBeNull = (schema: Schema): boolean =>
  typesOf(schema).includes('null') || (schema.anyOf?.some(mayBeNull) ?? false);

const inList = (schema: Schema, example: unknown) =>
  typesOf(schema).includes('array') && !Array.isArray(example) ? [example] : example;

function listOf(schema: Schema, schemas: Schemas, extent: Extent, name: string, depth: number): unknown[] {
  const item = exampleOf(schema.items ?? {}, schemas, extent, name, depth);
  return item === undefined ? [] : [item].flat();
}

function objectOf({ properties = {}, required = [] }: Schema, schemas: Schemas, extent: Extent, depth: number): object {
  const shown = Object.entries(properties).filter(
    ([name, property]) =>
      extent === 'all' || required.includes(name) || resolved(property, schemas).example !== undefined,
  );
  const pairs = shown.map(([name, property]) => [name, exampleOf(property, schemas, extent, name, depth + 1)] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

function plain(schema: Schema, name: string): unknown {
  const types = typesOf(schema);
  const value = schema.format === 'date-time' ? TIME : values[name];
  if (value !== undefined && fits(value, types)) return value;
  return (
    schema.default ??
    schema.minimum ??
    ofType(
      types.find((type) => type !== 'null'),
      name,
    )
  );
}

/** A value that explains nothing: a test finds where one is left. */
function ofType(type: string | undefined, name: string): unknown {
  if (type === 'boolean') return false;
  if (type === 'integer' || type === 'number') return 1;
  if (type === 'object') return {};
  return type === 'string' ? name : undefined;
}

function fits(value: unknown, types: string[]): boolean {
  if (types.length === 0) return true;
  if (typeof value === 'number') return types.includes('number') || types.includes('integer');
  return types.includes(typeof value);
}
