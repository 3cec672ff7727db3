import type { Readable } from 'node:stream';

/** What one job may use. What exceeds a limit is killed. */
export interface CageLimits {
  /** Time the program may take. While the caller works on a frame, the time stands still. */
  seconds: number;
  /** V8's heap: objects and strings. */
  heapMiB: number;
  /** All memory of the process: the heap, buffers, WebAssembly and Node itself, about 50 MiB. */
  residentMiB: number;
  /** All frames together, as they are written. */
  outputBytes: number;
}

/**
 * A module's default export, run in a process of its own: no network, no files but the application's code, no environment.
 * Reading and output are synchronous: a full pipe blocks the program until the caller has read on.
 */
export type CagedProgram<O = unknown> = (input: CagedInput, output: CagedOutput, options: O) => Promise<void> | void;

/** The input: a file of known size, read at any place and as often as needed. */
export interface CagedInput {
  readonly size: number;
  /** A read-only descriptor, for libraries that read files. */
  readonly fd: number;
  /** Inclusive positions, as everywhere. Cut at the end of the input. */
  read(start: number, end: number): Buffer;
  /** Inclusive positions. Default: everything. */
  stream(start?: number, end?: number): Readable;
}

export interface CagedOutput {
  /** A JSON value, at most 1 MiB as text. */
  message(value: unknown): void;
  /** Bytes of any length. They arrive in order, not in the same pieces. */
  bytes(chunk: Uint8Array): void;
}

/** Thrown by a program: a result about its input, such as "encrypted". Arrives as a CageError with its code. */
export class CagedFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'CagedFailure';
  }
}

export type CageFrame = { kind: 'message'; value: unknown } | { kind: 'bytes'; bytes: Buffer };

export type CageLane = 'scanning' | 'ingestion' | 'images';

export interface CageJob {
  /** The program's module, a file of this application: `new URL('./x.program.js', import.meta.url)`. */
  program: URL;
  /** Anything that JSON holds, at most 64 KiB as text. */
  options?: unknown;
  input: { size: number; open(signal: AbortSignal): Promise<Readable> };
  limits?: Partial<CageLimits>;
  /**
   * The program loads native code. It is imported while the process may still do so, before it gives up its rights: no more
   * native code can be loaded afterwards, by the program or by what takes it over.
   */
  isNative?: boolean;
  /** Each lane has its own processes, so that slow documents delay no scan. */
  lane: CageLane;
}

/** Runs programs on hostile input, each job in a process of its own. */
export abstract class Cage {
  /**
   * The frames of the program, as they come. Ends when the program has ended well. Throws a CageError when it has not,
   * the signal's reason when that aborts, and what the source throws while the input is read. The content of frames is
   * as little to be trusted as the input.
   */
  abstract run(job: CageJob, signal: AbortSignal): AsyncGenerator<CageFrame>;
}

export type CageCause = 'timeout' | 'memory' | 'output' | 'crash' | 'program';

/** A job that failed. Its message is for logs; it may quote the program. */
export class CageError extends Error {
  constructor(
    override readonly cause: CageCause,
    message: string,
    /** Of the CagedFailure that the program threw. */
    readonly code?: string,
  ) {
    super(message);
    this.name = 'CageError';
  }
}
