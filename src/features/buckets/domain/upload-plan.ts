import type { FieldError } from '../../../shared/errors/domain-error.js';
import { BucketErrors } from './bucket.errors.js';
import type { BucketSchema } from './bucket-schema.js';
import { fileTypeOf } from './file-type.js';
import { fileProblem, filePropertyType, metadataProblems, missingFiles } from './schema-check.js';
import { uniqueKeyHash } from './unique-key.js';

/** What an upload declares about the object that is to be made of it. */
export interface AskedObject {
  contentType: string;
  makesObject: boolean;
  metadata: Record<string, unknown> | null;
  property: string;
  /** Whether the caller named the property, or it came from the file name. */
  isPropertyNamed: boolean;
  blobType?: string;
}

export interface ObjectPlan {
  blobType: string;
  /** The key that no other object may have; `null`: none. */
  uniqueKeyHash: string | null;
}

const fields = { property: 'blob_property', blobType: 'blob_type', contentType: 'content_type' } as const;

/** Checks an upload against the bucket's schema before any URL is issued: SCHEMA_VIOLATION names every field at fault. */
export function planObject(schema: BucketSchema | null, asked: AskedObject): ObjectPlan {
  if (!schema) return { blobType: asked.blobType ?? fileTypeOf(asked.contentType), uniqueKeyHash: null };
  const problems = [...metadataErrors(schema, asked), ...fileErrors(schema, asked)];
  if (problems.length) throw BucketErrors.schemaViolation(problems);
  return {
    blobType: asked.blobType ?? filePropertyType(schema, asked.property) ?? fileTypeOf(asked.contentType),
    uniqueKeyHash: asked.makesObject ? uniqueKeyHash(schema, asked.metadata ?? {}) : null,
  };
}

/** Missing metadata matters only when an object is made. */
function metadataErrors(schema: BucketSchema, { makesObject, metadata }: AskedObject): FieldError[] {
  return makesObject || metadata ? metadataProblems(schema, metadata ?? {}, 'object_metadata') : [];
}

function fileErrors(schema: BucketSchema, asked: AskedObject): FieldError[] {
  const { makesObject, property, isPropertyNamed } = asked;
  const counts = makesObject || (isPropertyNamed && filePropertyType(schema, property) !== undefined);
  const problem = counts ? fileProblem(schema, asked) : undefined;
  if (problem) return [{ field: fields[problem.at], message: problem.message }];
  if (!makesObject) return [];
  return missingFiles(schema, [property]).map((name) => ({
    field: 'create_object_on_confirm',
    message: `must be false: the object needs the file property ${name} too, so make it of several uploads`,
  }));
}
