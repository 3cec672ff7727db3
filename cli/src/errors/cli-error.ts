import type { ExitReason } from './exit-codes.js';

/** What is known of a failure beyond its sentence. */
export interface FailureDetails {
  /** Stable name of the problem, as the server names it (`QUOTA_EXCEEDED`) or of the command line (`FILE_EXISTS`). */
  code: string;
  field?: string;
  requestId?: string;
}

/** A failure with a sentence for people: what is wrong and what to do. Ends the process with the code of its reason. */
export class CliError extends Error {
  constructor(
    readonly reason: ExitReason,
    message: string,
    readonly details: FailureDetails = { code: 'FAILED' },
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = 'CliError';
  }
}

/** Wrong arguments. */
export class UsageError extends CliError {
  constructor(message: string) {
    super('usage', message, { code: 'USAGE' });
  }
}

/** Ctrl-C or SIGTERM: not a failure, but an end. */
export class Interruption extends Error {
  constructor(readonly exitCode: 130 | 143) {
    super('Interrupted.');
    this.name = 'Interruption';
  }
}
