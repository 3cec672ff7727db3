/** A file format: its names, and how far its bytes identify it. */
export interface Format {
  /** The usual MIME type first; the others are used for the same bytes. */
  names: readonly [string, ...string[]];
  /** Every such file has a signature that the detectors find: bytes without it have another format. */
  marked: boolean;
  /** Its bytes are text. */
  text?: boolean;
  /** Many formats are based on it, so it does not contradict a name that is not in the table. */
  generic?: boolean;
  /** Formats of one family share their signature and are often confused with each other. */
  family?: string;
  /** The container format that it is stored in: its signature is the minimum that the bytes must show. */
  container?: string;
  /** The source of the names, or of the need for them. */
  source: string;
}

/** Shorthands for most rows of the table. */
export const marked = (source: string, ...names: [string, ...string[]]): Format => ({ names, marked: true, source });
export const unmarked = (source: string, ...names: [string, ...string[]]): Format => ({ names, marked: false, source });
export const textual = (source: string, ...names: [string, ...string[]]): Format => ({
  ...unmarked(source, ...names),
  text: true,
});
