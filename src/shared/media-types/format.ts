/** One kind of bytes: what it is called, and what a look at the bytes can tell of it. */
export interface Format {
  /** The usual MIME type first; the others are used for the same bytes. */
  names: readonly [string, ...string[]];
  /** Every such file carries a mark that the detectors find: bytes without it are something else. */
  marked: boolean;
  /** Its bytes read as text. */
  text?: boolean;
  /** Many formats are built on it, so it contradicts no name that is not in the table. */
  generic?: boolean;
  /** Formats of one family share their mark and are called by each other's names. */
  family?: string;
  /** It is stored in this container, whose mark is the least that its bytes show. */
  container?: string;
  /** Where the names, or the need for them, are documented. */
  source: string;
}

/** Shorthands for what most rows of the table are. */
export const marked = (source: string, ...names: [string, ...string[]]): Format => ({ names, marked: true, source });
export const unmarked = (source: string, ...names: [string, ...string[]]): Format => ({ names, marked: false, source });
export const textual = (source: string, ...names: [string, ...string[]]): Format => ({
  ...unmarked(source, ...names),
  text: true,
});
