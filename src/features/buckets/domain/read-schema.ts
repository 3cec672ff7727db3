import type { FieldError } from '../../../shared/errors/domain-error.js';
import {
  type BucketSchema,
  isFileType,
  metadataTypes,
  type SchemaProperty,
  uniqueKeyPolicies,
} from './bucket-schema.js';
import { fileTypes } from './file-type.js';

const MAX_PROPERTIES = 100;
const MAX_DESCRIPTION = 1000;
const NAME = /^(?!__proto__$)[A-Za-z0-9_]{1,100}$/;
const types: readonly string[] = [...metadataTypes, ...fileTypes];
const ROOT = 'bucket_schema';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a schema from a request, or lists everything that is wrong with it. */
export function readSchema(given: Json): { schema: BucketSchema } | { problems: FieldError[] } {
  const properties = isObject(given.properties) ? given.properties : {};
  const key = isObject(given.unique_key) ? given.unique_key : {};
  const problems = [
    ...unknownFields(given, ['properties', 'unique_key'], ROOT),
    ...propertiesProblems(given.properties),
    ...(absent(given.unique_key) ? [] : uniqueKeyProblems(given.unique_key, properties)),
  ];
  if (problems.length) return { problems };
  const unique = absent(given.unique_key) ? {} : { unique_key: { policy: 'skip', ...key } };
  return { schema: { properties, ...unique } as unknown as BucketSchema };
}

const absent = (value: unknown) => value === undefined || value === null;

function propertiesProblems(properties: unknown): FieldError[] {
  const field = `${ROOT}.properties`;
  if (!isObject(properties)) return [{ field, message: 'must be an object of properties by name' }];
  const entries = Object.entries(properties);
  if (entries.length > MAX_PROPERTIES) return [{ field, message: `must be at most ${MAX_PROPERTIES}` }];
  return entries.flatMap(([name, property]) => [
    ...(NAME.test(name)
      ? []
      : [{ field: `${field}.${name}`, message: 'must be named with 1 to 100 of A-Z a-z 0-9 _' }]),
    ...propertyProblems(property, `${field}.${name}`),
  ]);
}

function propertyProblems(property: unknown, field: string): FieldError[] {
  if (!isObject(property)) return [{ field, message: 'must be an object with a type' }];
  const { type, required, description } = property;
  const problems = unknownFields(property, ['type', 'required', 'description'], field);
  if (typeof type !== 'string' || !types.includes(type))
    problems.push({ field: `${field}.type`, message: `must be one of ${types.join(', ')}` });
  if (required !== undefined && typeof required !== 'boolean')
    problems.push({ field: `${field}.required`, message: 'must be true or false' });
  if (description !== undefined && (typeof description !== 'string' || description.length > MAX_DESCRIPTION))
    problems.push({ field: `${field}.description`, message: `must be text of at most ${MAX_DESCRIPTION} characters` });
  return problems;
}

/** A key is made of metadata: what a file is, is known only when it is there. */
function uniqueKeyProblems(key: unknown, properties: Json): FieldError[] {
  const field = `${ROOT}.unique_key`;
  if (!isObject(key)) return [{ field, message: 'must be an object with fields' }];
  const problems = unknownFields(key, ['fields', 'policy'], field);
  if (key.policy !== undefined && !uniqueKeyPolicies.some((policy) => policy === key.policy))
    problems.push({ field: `${field}.policy`, message: `must be one of ${uniqueKeyPolicies.join(', ')}` });
  const { fields } = key;
  if (Array.isArray(fields) && fields.length > MAX_PROPERTIES)
    return [...problems, { field: `${field}.fields`, message: `must be at most ${MAX_PROPERTIES}` }];
  if (!Array.isArray(fields) || fields.length === 0 || new Set(fields).size !== fields.length)
    return [...problems, { field: `${field}.fields`, message: 'must be different names of properties, at least one' }];
  const wrong = fields.map((name: unknown, i) => ({
    field: `${field}.fields.${i}`,
    message: keyFieldProblem(name, properties),
  }));
  return [...problems, ...wrong.filter((problem): problem is FieldError => problem.message !== undefined)];
}

function keyFieldProblem(name: unknown, properties: Json): string | undefined {
  const property = typeof name === 'string' && Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (!property) return 'must be the name of a property';
  return isFileType(String((property as SchemaProperty).type)) ? 'must be metadata, not a file' : undefined;
}

function unknownFields(given: Json, known: string[], path: string): FieldError[] {
  return Object.keys(given)
    .filter((field) => !known.includes(field))
    .map((field) => ({ field: `${path}.${field}`, message: `is not a field; known are ${known.join(', ')}` }));
}
