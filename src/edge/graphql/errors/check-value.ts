import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
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
    else value.forEach((item, i) => checkValue(type.ofType, item, join(path, String(i)), errors));
  } else if (isInputObjectType(type)) checkObject(type, value, path, errors);
  else checkLeaf(type, value, path, errors);
}

function checkObject(type: GraphQLInputObjectType, value: unknown, path: string, errors: FieldError[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return add(errors, path, 'must be an object');
  const given = value as Record<string, unknown>;
  const fields = type.getFields();
  for (const field of Object.values(fields))
    if (given[field.name] !== undefined || field.defaultValue === undefined)
      checkValue(field.type, given[field.name], join(path, field.name), errors);
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
  if (errors.length < MAX_LISTED_ERRORS) errors.push({ field: path || 'input', message });
}

const join = (path: string, field: string) => (path ? `${path}.${field}` : field);
