import {
  getNullableType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { MAX_LISTED_ERRORS } from '../../../shared/errors/bounds.js';
import type { FieldError } from '../../../shared/errors/domain-error.js';

/** The same messages as REST has for these errors. */
const expected: Record<string, string> = {
  String: 'must be a string',
  ID: 'must be a string',
  Int: 'must be an integer number',
  Float: 'must be a number',
  Boolean: 'must be a boolean value',
};

/** Whether a type accepts a value. Nearly all are valid: only a refusal needs the places of `checkValue`. */
export function accepts(type: GraphQLInputType, value: unknown): boolean {
  if (isNonNullType(type)) return value !== null && value !== undefined && accepts(type.ofType, value);
  if (value === null || value === undefined) return true;
  if (isListType(type))
    return Array.isArray(value) ? value.every((item) => accepts(type.ofType, item)) : accepts(type.ofType, value);
  return isInputObjectType(type) ? acceptsObject(type, value) : acceptsLeaf(type, value);
}

function acceptsObject(type: GraphQLInputObjectType, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const given = value as Record<string, unknown>;
  const fields = type.getFields();
  for (const name of Object.keys(given))
    if (!Object.hasOwn(fields, name) || !accepts(fields[name]!.type, given[name])) return false;
  return requiredOf(type).every((name) => given[name] !== undefined);
}

const required = new WeakMap<GraphQLInputObjectType, string[]>();

function requiredOf(type: GraphQLInputObjectType): string[] {
  let names = required.get(type);
  if (!names) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    required.set(type, (names = fields.map(({ name }) => name)));
  }
  return names;
}

function acceptsLeaf(type: GraphQLLeafType, value: unknown): boolean {
  try {
    type.parseValue(value);
    return true;
  } catch {
    return false;
  }
}

/** Adds an error for each part of a value that its type does not accept. */
export function checkValue(type: GraphQLInputType, value: unknown, path: string, errors: FieldError[]): void {
  if (errors.length >= MAX_LISTED_ERRORS) return;
  if (isNonNullType(type)) {
    if (value === null || value === undefined) add(errors, path, 'is required');
    else checkValue(type.ofType, value, path, errors);
    return;
  }
  if (value === null || value === undefined) return;
  if (isListType(type)) {
    if (!Array.isArray(value)) checkValue(type.ofType, value, path, errors);
    else value.forEach((item, i) => checkValue(type.ofType, item, placeOf(type.ofType, path, i), errors));
  } else if (isInputObjectType(type)) checkObject(type, value, path, errors);
  else checkLeaf(type, value, path, errors);
}

function checkObject(type: GraphQLInputObjectType, value: unknown, path: string, errors: FieldError[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return add(errors, path, 'must be an object');
  const given = value as Record<string, unknown>;
  const fields = type.getFields();
  for (const field of Object.values(fields)) {
    const value = given[field.name];
    // Most fields of an input are left out: these need no look, and no text for their path.
    if (value !== undefined || isRequiredInputField(field))
      checkValue(field.type, value, join(path, field.name), errors);
  }
  for (const name of Object.keys(given))
    if (!Object.hasOwn(fields, name)) add(errors, join(path, name), 'is not a field of this request');
}

function checkLeaf(type: GraphQLLeafType, value: unknown, path: string, errors: FieldError[]): void {
  try {
    type.parseValue(value);
  } catch (error) {
    const choices = isEnumType(type) ? `must be one of ${type.getValues().map((v) => v.name)}` : undefined;
    add(errors, path, choices ?? expected[type.name] ?? (error as Error).message);
  }
}

function add(errors: FieldError[], path: string, message: string): void {
  const field = path || 'input';
  if (errors.length < MAX_LISTED_ERRORS && !errors.some((error) => error.field === field))
    errors.push({ field, message });
}

/** Items that are objects have a place of their own; a list of plain values is named as a whole, as by REST. */
const placeOf = (type: GraphQLInputType, path: string, i: number) =>
  isInputObjectType(getNullableType(type)) ? join(path, String(i)) : path;

const join = (path: string, field: string) => (path ? `${path}.${field}` : field);
