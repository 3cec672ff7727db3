/** What a client says of a file in Upload-Metadata, in our terms. */
export interface TusFile {
  bucket: string | undefined;
  filename: string;
  contentType: string;
  /** Everything else that it says. */
  metadata: Record<string, unknown>;
}

/** Decoded Upload-Metadata. A key without a value is `null`. */
export type TusMetadata = Readonly<Record<string, string | null>>;

/** Our names first, then those of Uppy and of Supabase's clients. */
const names = {
  bucket: ['bucket', 'bucketName'],
  filename: ['filename', 'name', 'objectName'],
  contentType: ['filetype', 'contentType', 'type'],
};

/** What scripts write for a value that they do not have. */
const NO_VALUE = new Set(['', 'null', 'undefined']);

export function fileOf(said: TusMetadata = {}): TusFile {
  const bucket = firstOf(said, names.bucket);
  const name = firstOf(said, names.filename);
  const contentType = firstOf(said, names.contentType);
  const used = new Set(
    Object.values(names)
      .flat()
      .filter((key) => [bucket, name, contentType].includes(said[key]!)),
  );
  const rest = Object.entries(said).filter(([key]) => !used.has(key));
  return {
    bucket,
    filename: name?.split('/').at(-1) || 'unnamed',
    contentType: contentType ?? 'application/octet-stream',
    metadata: { ...Object.fromEntries(rest), ...(name?.includes('/') ? { objectName: name } : {}) },
  };
}

function firstOf(said: TusMetadata, keys: string[]): string | undefined {
  return keys.map((key) => said[key]?.trim()).find((value) => value !== undefined && !NO_VALUE.has(value));
}
