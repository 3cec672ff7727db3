import type { FieldError } from '../../../shared/errors/domain-error.js';
import { type BucketSchema, isFileType, type MetadataType, propertyOf } from './bucket-schema.js';
import { type FileType, mayHold } from './file-type.js';
import { valueProblem } from './metadata-value.js';

/** Everything that is wrong with metadata, each under `path`. */
export function metadataProblems(schema: BucketSchema, metadata: Record<string, unknown>, path: string): FieldError[] {
  const wrong = Object.entries(metadata).map(([name, value]) => ({ name, message: entryProblem(schema, name, value) }));
  const missing = Object.entries(schema.properties)
    .filter(([name, { type, required }]) => required && !isFileType(type) && !hasValue(metadata, name))
    .map(([name]) => ({ name, message: 'is required' }));
  return [...wrong, ...missing].flatMap(({ name, message }) =>
    message ? [{ field: `${path}.${name}`, message }] : [],
  );
}

function entryProblem(schema: BucketSchema, name: string, value: unknown): string | undefined {
  const property = propertyOf(schema, name);
  if (!property) return 'is not a property of the schema';
  if (isFileType(property.type)) return 'holds a file, not metadata';
  return value === null ? undefined : valueProblem(property.type as MetadataType, value);
}

function hasValue(metadata: Record<string, unknown>, name: string): boolean {
  return Object.hasOwn(metadata, name) && metadata[name] !== null;
}

/** A file and the property that it is to fill. */
export interface FileClaim {
  property: string;
  contentType: string;
  /** The type in the request, if any. */
  blobType?: string;
}

export interface FileProblem {
  at: keyof FileClaim;
  message: string;
}

/** Why the schema has no place for a file, or undefined. */
export function fileProblem(
  schema: BucketSchema,
  { property, contentType, blobType }: FileClaim,
): FileProblem | undefined {
  const type = filePropertyType(schema, property);
  if (!type) return { at: 'property', message: `${property} is not a file property of the schema` };
  if (blobType !== undefined && blobType !== type)
    return { at: 'blobType', message: `must be ${type}, the type of the property ${property}` };
  return mayHold(type, contentType)
    ? undefined
    : { at: 'contentType', message: `${contentType} does not fit the property ${property} of type ${type}` };
}

/** The type of a file property; undefined for metadata and for names that are not in the schema. */
export function filePropertyType(schema: BucketSchema, name: string): FileType | undefined {
  const type = propertyOf(schema, name)?.type;
  return type !== undefined && isFileType(type) ? type : undefined;
}

/** Required file properties that an object would lack. */
export function missingFiles(schema: BucketSchema, given: string[]): string[] {
  return Object.entries(schema.properties)
    .filter(([name, { type, required }]) => required && isFileType(type) && !given.includes(name))
    .map(([name]) => name);
}
