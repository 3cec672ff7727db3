import type { Shape, Taken } from './operations.js';

/** What a request sends, by the names of REST: parameters of path and query and fields of the body together. */
export type Given = Record<string, unknown>;

export interface Case {
  name: string;
  /** `foreign`: the same request of another organization. */
  change(good: Given, foreign: Given): Given;
}

const MEGABYTE = 'x'.repeat(1_000_000);

const typesOf = ({ type }: Shape) => [type ?? 'object'].flat().filter((one) => one !== 'null');
const isFree = (shape: Shape) => shape.additionalProperties === true;

/** A value of a type that the field does not have, and that neither protocol converts. */
function ofOtherType(shape: Shape): unknown {
  const [type] = typesOf(shape);
  if (type === 'string') return true;
  if (type === 'array') return shape.items && typesOf(shape.items)[0] === 'object' ? 'text' : true;
  return 'text';
}

type Values = Record<string, unknown>;

const texts = ({ enum: values, maxLength }: Shape): Values =>
  values
    ? { 'no value of its enum': 'nothing-like-it' }
    : {
        ...{ 'an empty text': '', 'a text with NUL': 'a\0b' },
        ...(maxLength === undefined
          ? { 'a text of a megabyte': MEGABYTE }
          : { 'a text that is too long': 'x'.repeat(maxLength + 1) }),
      };

const numbers = ({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Shape): Values => ({
  ...{ 'a fraction': 1.5, 'a number below the least': minimum - 1 },
  ...(maximum < Number.MAX_SAFE_INTEGER ? { 'a number above the most': maximum + 1 } : {}),
});

const lists = ({ maxItems }: Shape): Values => ({
  ...{ 'a list with null': [null], 'an empty list': [] },
  ...(maxItems ? { 'too many items': Array(maxItems + 1).fill('x') } : {}),
});

const ofType: Record<string, (shape: Shape) => Values> = { string: texts, integer: numbers, array: lists };

/** Once for an operation: where a field has a longest text, one more character is refused by the same rule. */
const ofMegabyte = ({ name }: Taken): Case => ({
  name: `${name}: a text of a megabyte`,
  change: (from) => ({ ...from, [name]: MEGABYTE }),
});

/** Values that are outside of what the field takes, by what is wrong with each. */
const outside = (shape: Shape): Values => ofType[typesOf(shape)[0]!]?.(shape) ?? {};

/** Everything that can be wrong with one field, at any depth of a body. */
function ofField(path: string[], { shape, required }: Pick<Taken, 'shape' | 'required'>, good: Given): Case[] {
  const at = path.join('.');
  const set = (name: string, value: unknown): Case => ({
    name: `${at}: ${name}`,
    change: (from) => replaced(from, path, value),
  });
  const missing: Case[] = required ? [{ name: `${at}: missing`, change: (from) => without(from, path) }] : [];
  const wrong = Object.entries(outside(shape)).map(([name, value]) => set(name, value));
  const inner = innerOf(path, shape, good);
  return [...missing, set('null', null), set('another type', ofOtherType(shape)), ...wrong, ...inner];
}

/** What can be wrong inside of an object, or of the first item of a list of objects, where the good request has one. */
function innerOf(path: string[], shape: Shape, good: Given): Case[] {
  const isList = typesOf(shape)[0] === 'array';
  const inside = isList ? [...path, '0'] : path;
  const { properties, required = [] } = (isList ? shape.items : shape) ?? {};
  if (!properties || isFree(shape) || !isObject(valueAt(good, inside))) return [];
  const unknown: Case = {
    name: `${inside.join('.')}: an unknown field`,
    change: (from) => replaced(from, [...inside, 'surprise'], 1),
  };
  const cases = Object.entries(properties).flatMap(([name, one]) =>
    ofField([...inside, name], { shape: one, required: required.includes(name) }, good),
  );
  return [unknown, ...cases];
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

const isId = (name: string) => /(^|_)ids?$/.test(name) || name === 'bucket';

/** Ids that lead nowhere, in the place of one that is right. */
function ofId({ name, shape }: Taken, good: Given): Case[] {
  const isList = typesOf(shape)[0] === 'array';
  const first = (of: Given) => [of[name]].flat()[0];
  const set = (what: string, idFor: (foreign: Given) => unknown): Case => ({
    name: `${name}: ${what}`,
    change: (from, foreign) => ({ ...from, [name]: isList ? [idFor(foreign)] : idFor(foreign) }),
  });
  const known = first(good);
  const prefix = typeof known === 'string' ? /^[a-z]+_/.exec(known)?.[0] : undefined;
  return [
    set('a malformed id', () => 'nothing'),
    ...(prefix ? [set('an id that nothing has', () => `${prefix}${'z'.repeat(16)}`)] : []),
    ...(known === undefined ? [] : [set('the id of another organization', first)]),
  ];
}

/** Every bad request that the description of an operation leads to, of one that is right. */
export function badCases(takes: readonly Taken[], good: Given): Case[] {
  const bodies = takes.filter((one) => one.in === 'body');
  const queries = takes.filter((one) => one.in === 'query');
  const ids = takes.filter(({ name }) => isId(name) && good[name] !== undefined);
  const unknown: Case[] = bodies.length
    ? [{ name: 'an unknown field', change: (from) => ({ ...from, surprise: 1 }) }]
    : [];
  return [
    ...unknown,
    ...bodies
      .filter(({ shape }) => shape.maxLength !== undefined)
      .slice(0, 1)
      .map(ofMegabyte),
    ...bodies.flatMap((taken) => ofField([taken.name], taken, good)),
    // A query string has no null, and text stands for every type.
    ...queries.flatMap((taken) => ofQuery(taken)),
    ...ids.flatMap((taken) => ofId(taken, good)),
  ];
}

function ofQuery({ name, shape, required }: Taken): Case[] {
  // A URL with NUL, or of a megabyte, is refused before its parameters are read.
  const { 'a text of a megabyte': _, 'a text with NUL': __, ...found } = outside(shape);
  const cases = Object.entries(found).map(([what, value]) => ({
    name: `${name}: ${what}`,
    change: (good: Given) => ({ ...good, [name]: value }),
  }));
  const missing = required ? [{ name: `${name}: missing`, change: (good: Given) => without(good, [name]) }] : [];
  const isText = typesOf(shape)[0] === 'string';
  const type = isText
    ? []
    : [{ name: `${name}: another type`, change: (good: Given) => ({ ...good, [name]: 'text' }) }];
  return [...missing, ...type, ...cases];
}

/** The request with no more than what is required. */
export function minimalOf(takes: readonly Taken[], good: Given): Given {
  const needed = new Set(takes.filter(({ required }) => required).map(({ name }) => name));
  return Object.fromEntries(Object.entries(good).filter(([name]) => needed.has(name)));
}

function valueAt(from: unknown, path: string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Given | undefined)?.[name], from);
}

function replaced(from: unknown, [name, ...rest]: string[], value: unknown): Given {
  const copy = (Array.isArray(from) ? [...(from as unknown[])] : { ...(from as Given) }) as Given;
  copy[name!] = rest.length ? replaced(copy[name!], rest, value) : value;
  return copy;
}

function without(from: unknown, [name, ...rest]: string[]): Given {
  if (rest.length) return replaced(from, [name!], without((from as Given)[name!], rest));
  const { [name!]: _, ...others } = from as Given;
  return others;
}
