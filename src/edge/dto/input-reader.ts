import { validateSync, type ValidationError } from 'class-validator';
import { Errors } from '../../shared/errors/errors.js';
import { MAX_LISTED_ERRORS } from '../../shared/errors/bounds.js';
import type { FieldError } from '../../shared/errors/domain-error.js';
import { MOMENT_EXPECTED, parseMoment } from '../../shared/calendar.js';
import { jsonValueProblem } from '../../shared/json/json-value.js';
import { isStorable, NOT_STORABLE } from '../../shared/json/storable.js';
import { isValid } from './is-valid.js';
import { mostTelling } from './most-telling.js';
import { pruneValid } from './prune-valid.js';
import { propsBy, type DtoClass, type PropMeta } from './prop-registry.js';

/**
 * The source of a value decides the spelling of its fields and whether text may stand for numbers. `foreign`: the body of
 * a client that was written for another service; what it sends beyond the declared fields is ignored.
 */
export type Source = 'body' | 'foreign' | 'query' | 'graphql';

const spellingOf = (source: Source) => (source === 'graphql' ? 'name' : 'wire');

/** Turns what a client sent into a validated input, or throws `VALIDATION_FAILED` with every invalid field, each once. */
export function readInput<T extends object>(type: new () => T, given: unknown, source: Source): T {
  const errors: FieldError[] = [];
  const input = check(type as DtoClass, given, source, errors);
  if (errors.length) throw Errors.validation(errors);
  return input as T;
}

/** Adds an error for each invalid field of an input that has no error yet. */
export function addFaults(type: DtoClass, given: unknown, source: Source, errors: FieldError[]): void {
  const found: FieldError[] = [];
  check(type, given, source, found);
  errors.push(...found.filter(({ field }) => !isAtFault(field, errors)));
}

function check(type: DtoClass, given: unknown, source: Source, errors: FieldError[]): object | undefined {
  const place = { source, path: '', errors };
  const input = build(type, given ?? {}, place);
  if (input && !isValid(input)) collect(type, validateSync(pruneValid(input), { forbidUnknownValues: false }), place);
  return input;
}

interface Place {
  source: Source;
  path: string;
  errors: FieldError[];
}

function build(type: DtoClass, given: unknown, place: Place): object | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    place.errors.push({ field: place.path || 'body', message: 'must be an object' });
    return undefined;
  }
  const props = propsBy(spellingOf(place.source), type);
  const input = new (type as unknown as new () => Record<string, unknown>)();
  for (const [field, value] of Object.entries(given)) {
    if (place.errors.length >= MAX_LISTED_ERRORS) break;
    const prop = props.get(field);
    const at = { ...place, path: join(place.path, field) };
    if (!prop) refuseExtra(at);
    else if (hasValue(prop, value)) input[prop.name] = convert(prop, value, at);
  }
  return input;
}

function refuseExtra({ source, path, errors }: Place): void {
  if (source !== 'foreign') errors.push({ field: path, message: 'is not a field of this request' });
}

/** For an optional property null is the same as leaving it out, unless the property is nullable. */
function hasValue(prop: PropMeta, value: unknown): boolean {
  return (value !== undefined && value !== null) || !prop.optional || (value === null && prop.nullable);
}

function convert(prop: PropMeta, value: unknown, place: Place): unknown {
  if (value === undefined || value === null) return value;
  if (!prop.each) return convertOne(prop, value, place);
  const items = place.source === 'query' && typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(items)) return items;
  if (items.length > prop.maxItems) return refuseLongList(prop, place);
  return items.map((item, i) => convertOne(prop, item, { ...place, path: `${place.path}.${i}` }));
}

/** The items of a list that is too long are not converted. */
function refuseLongList({ maxItems }: PropMeta, { path, errors }: Place): undefined {
  errors.push({ field: path, message: `must contain no more than ${maxItems} elements` });
}

function convertOne(prop: PropMeta, value: unknown, place: Place): unknown {
  if (prop.kind === 'object') return build(prop.type!(), value, place);
  if (prop.kind === 'date') return convertDate(value, place);
  const message = prop.kind === 'json' ? jsonValueProblem(value) : textProblem(value);
  if (message) place.errors.push({ field: place.path, message });
  return place.source === 'query' && typeof value === 'string' ? convertText(prop, value) : value;
}

const textProblem = (value: unknown) => (typeof value === 'string' && !isStorable(value) ? NOT_STORABLE : undefined);

/** A query string has only text: converts numbers and flags. */
function convertText(prop: PropMeta, value: string): unknown {
  if (prop.kind === 'integer') return /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  if (prop.kind === 'flag') return value === 'true' ? true : value === 'false' ? false : value;
  return value;
}

function convertDate(value: unknown, place: Place): unknown {
  const date = value instanceof Date ? value : typeof value === 'string' ? dateOf(value, place.source) : undefined;
  if (!date) place.errors.push({ field: place.path, message: `must be ${MOMENT_EXPECTED}` });
  return date;
}

/** In a query string, a plus that was not percent-encoded has become a space. */
function dateOf(text: string, source: Source): Date | undefined {
  return parseMoment(source === 'query' ? text.replace(/ (?=\d\d:\d\d$)/, '+') : text);
}

function collect(type: DtoClass, found: ValidationError[], { source, path, errors }: Place): void {
  const props = propsBy('name', type);
  for (const { property, constraints, value, children } of found) {
    const prop = props.get(property);
    const field = join(path, prop ? prop[spellingOf(source)] : property);
    if (constraints && !isAtFault(field, errors))
      errors.push({ field, message: withoutName(mostTelling(constraints, value), property) });
    const nested = prop?.type?.();
    if (nested && children?.length) collectNested(nested, prop!, children, { source, path: field, errors });
  }
}

function collectNested(type: DtoClass, prop: PropMeta, children: ValidationError[], place: Place): void {
  if (!prop.each) return collect(type, children, place);
  for (const child of children)
    collect(type, child.children ?? [], { ...place, path: join(place.path, child.property) });
}

/** A value that could not be converted is missing in the input: what is wrong with it, or in it, is known already. */
function isAtFault(field: string, errors: readonly FieldError[]): boolean {
  return errors.some((error) => error.field === field || error.field.startsWith(`${field}.`));
}

/** class-validator starts each message with the property, which the error already names as `field`. */
function withoutName(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

const join = (path: string, field: string) => (path ? `${path}.${field}` : field);
