import { fileTypes, type FileType } from './file-type.js';

/** Types of properties that are metadata. */
export const metadataTypes = ['STRING', 'NUMBER', 'INTEGER', 'BOOLEAN', 'DATE', 'DATETIME', 'ARRAY', 'OBJECT'] as const;
export type MetadataType = (typeof metadataTypes)[number];

export interface SchemaProperty {
  type: MetadataType | FileType;
  required?: boolean;
  description?: string;
}

/** What uploads that find their key present are told: an empty answer, or a refusal. */
export const uniqueKeyPolicies = ['skip', 'error'] as const;

export interface UniqueKey {
  fields: string[];
  policy: (typeof uniqueKeyPolicies)[number];
}

/** What the objects of a bucket are made of. Decides for new ones only: what is there stays as it is. */
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
