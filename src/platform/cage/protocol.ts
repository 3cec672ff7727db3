/** What the parent and a caged process say to each other, and on which descriptors. */

/** The parent writes one JobOrder, as a line of JSON, once the input is complete. */
export const CONTROL_FD = 0;
export const STDERR_FD = 2;
/** The input, read-only. */
export const INPUT_FD = 3;
/** The process writes frames: a length (4 bytes, big endian, of what follows), a kind (1 byte), content. */
export const OUTPUT_FD = 4;

export interface JobOrder {
  /** URL of the program's module. */
  program: string;
  options: unknown;
  /** Of the input, in bytes. */
  size: number;
}

export const FrameKind = {
  /** JSON, of the program. */
  message: 1,
  bytes: 2,
  /** The program has ended well. Nothing follows. */
  done: 3,
  /** JSON, a FailureReport: the program threw. Nothing follows. */
  failed: 4,
} as const;

export interface FailureReport {
  message: string;
  /** Of a CagedFailure. */
  code?: string;
  /** Memory could not be had. */
  outOfMemory?: boolean;
}

export const HEADER_BYTES = 5;
/** Content of one frame. */
export const MAX_FRAME_BYTES = 1024 * 1024;

export function frameHeader(kind: number, contentBytes: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt32BE(contentBytes + 1, 0);
  header.writeUInt8(kind, 4);
  return header;
}
