import type { BucketSettings } from './bucket.js';
import { extensionInKey, filenameInKey } from './key-filename.js';

/** What the key of one file is made of. */
export interface KeyParts {
  workspaceId: string;
  bucket: { id: string; name: string };
  uploadId: string;
  /** For files that become documents. */
  documentId?: string;
  filename: string;
  /** The user or key that created the upload. */
  createdBy: string;
  at: Date;
}

interface Placeholder {
  /** The most bytes that it is replaced by. */
  most: number;
  of(parts: KeyParts): string;
}

const ID_BYTES = 20;

/** `YYYY-MM-DD` in UTC, by position. */
const day = ({ at }: KeyParts, from: number, to: number) => at.toISOString().slice(from, to);

/** What may stand in braces in the template of a bucket. */
export const placeholders: Readonly<Record<string, Placeholder>> = {
  workspace_id: { most: ID_BYTES, of: ({ workspaceId }) => workspaceId },
  bucket_id: { most: ID_BYTES, of: ({ bucket }) => bucket.id },
  bucket_name: { most: 63, of: ({ bucket }) => bucket.name },
  upload_id: { most: ID_BYTES, of: ({ uploadId }) => uploadId },
  filename: { most: 200, of: ({ filename }) => filenameInKey(filename) },
  ext: { most: 10, of: ({ filename }) => extensionInKey(filename) },
  yyyy: { most: 4, of: (parts) => day(parts, 0, 4) },
  mm: { most: 2, of: (parts) => day(parts, 5, 7) },
  dd: { most: 2, of: (parts) => day(parts, 8, 10) },
  created_by: { most: ID_BYTES, of: ({ createdBy }) => createdBy },
};

/** For keys of documents only: their template is a setting of the installation. */
const all: typeof placeholders = {
  ...placeholders,
  document_id: { most: ID_BYTES, of: ({ documentId }) => documentId ?? '' },
};

/** `{ext}` of a file without a plain extension that is not behind a dot. */
const NO_EXTENSION = 'none';

/** A final key. Without an extension a dot before `{ext}` is left out with it. */
export function keyFrom(template: string, parts: KeyParts): string {
  return template.replace(/(\.?)\{(\w+)\}/g, (_, dot: string, name: string) => {
    const value = all[name]!.of(parts);
    if (name === 'ext' && value === '') return dot ? '' : NO_EXTENSION;
    return dot + value;
  });
}

/** The most bytes that keys of a template have. */
export function longestKey(template: string): number {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => 'x'.repeat(all[name]!.most)).length;
}

/** How a bucket names the final keys of its files: each strategy is a template. */
export function templateOf({ keyStrategy, keyPrefix, keyTemplate }: KeySettings): string {
  return {
    id: '{workspace_id}/{bucket_id}/{upload_id}',
    date: `${keyPrefix}{yyyy}/{mm}/{dd}/{upload_id}.{ext}`,
    template: keyTemplate ?? '',
  }[keyStrategy];
}

type KeySettings = Pick<BucketSettings, 'keyStrategy' | 'keyPrefix' | 'keyTemplate'>;
