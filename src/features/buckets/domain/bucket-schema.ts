import { fileTypes, type FileType } from './file-type.js';

/** Types of properties that are metadata. */
export const metadataTypes = ['STRING', 'NUMBER', 'INTEGER', 'BOOLEAN', 'DATE', 'DATETIME', 'ARRAY', 'OBJECT'] as const;
export type MetadataType = (typeof metadataTypes)[number];

export interface SchemaProperty {
  type: MetadataType | FileType;
  required?: boolean;
  description?: string;
}

/** The answer to uploads whose unique key exists: an empty one, or a refusal. */
export const uniqueKeyPolicies = ['skip', 'error'] as const;

export interface UniqueKey {
  fields: string[];
  policy: (typeof uniqueKeyPolicies)[number];
}

/** The properties of a bucket's objects. Applies to new objects only. */
export interface BucketSchema {
  properties: Record<string, SchemaProperty>;
  unique_key?: UniqueKey;
}

export function isFileType(type: string): type is FileType {
  return (fileTypes as readonly string[]).includes(type);
}

/** A property by name. Never what every JavaScript object inherits, such as `constructor`. */
export function propertyOf(schema: BucketSchema, name: string): SchemaProperty | undefined {
  return Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
}
