/**
 * `unreadable`: it only begins like an archive. `limits`: opening it takes more time or memory than is given to one.
 * `members`: it has too many.
 */
export type ArchiveErrorKind = 'corrupt' | 'encrypted' | 'method' | 'unreadable' | 'limits' | 'members';

/** The archive itself cannot be read: its own fault, never the disk's or the store's. */
export class ArchiveError extends Error {
  constructor(
    readonly kind: ArchiveErrorKind,
    message: string,
  ) {
    super(message);
    this.name = 'ArchiveError';
  }
}

/** The bytes could not be read, for `cause`; this is no property of the archive. */
export class SourceReadError extends Error {
  constructor(cause: unknown) {
    super('The bytes could not be read.', { cause });
    this.name = 'SourceReadError';
  }
}
