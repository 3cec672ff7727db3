import { namesIn, type UploadState } from '../status-names.js';
import { DomainError, type ErrorDetails, type ErrorKind, type FieldError } from './domain-error.js';

/** How one API speaks of what was sent to it. */
export interface Words {
  /** What it calls the resource: upload, file, document. */
  noun: string;
  statuses: Record<UploadState, string>;
  /** What the resource is once its bytes can be read. */
  readable: string;
  /** Its names for fields that the uploads API names otherwise. */
  fields: Record<string, string>;
}

const files = { statuses: namesIn('files'), readable: 'available' };

export const words = {
  uploads: { noun: 'upload', statuses: namesIn('uploads'), readable: 'COMPLETED', fields: {} },
  files: {
    ...{ noun: 'file', ...files },
    fields: { content_type: 'mimeType', file_size_bytes: 'size', file_hash: 'sha256' },
  },
  forms: { noun: 'file', ...files, fields: {} },
  blobs: { noun: 'blob', ...files, fields: {} },
  documents: {
    ...{ noun: 'document', statuses: namesIn('documents'), readable: 'scanned' },
    fields: { file_size_bytes: 'file_size' },
  },
} satisfies Record<string, Words>;

/** A refusal that each API tells in its own words; in those of the uploads API where none is chosen. */
export class WordedError extends DomainError {
  constructor(
    kind: ErrorKind,
    code: string,
    private readonly say: (words: Words) => string,
    details: ErrorDetails = {},
    options: ErrorOptions & { words?: Words } = {},
  ) {
    super(kind, code, say(options.words ?? words.uploads), details, options);
  }

  in(words: Words): WordedError {
    return new WordedError(this.kind, this.code, this.say, this.details, { words, cause: this });
  }
}

/** An error in the words of an API: its nouns and statuses, and its names of fields. Others stay the same object. */
export function inWords(error: unknown, spoken: Words): unknown {
  if (!(error instanceof DomainError)) return error;
  const told = error instanceof WordedError ? error.in(spoken) : error;
  const { kind, code, message, details } = told;
  const renames = details.errors?.some(({ field }) => field in spoken.fields);
  if (!renames) return told;
  const errors = details.errors!.map(({ field, message }): FieldError => ({
    field: spoken.fields[field] ?? field,
    message,
  }));
  const text = Object.entries(spoken.fields).reduce((text, [from, to]) => text.replaceAll(from, to), message);
  return new DomainError(kind, code, text, { ...details, errors }, { cause: error });
}
