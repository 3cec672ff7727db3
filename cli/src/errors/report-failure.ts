import { AirlockError } from '@airlock/sdk';
import type { Output } from '../output/output.js';
import { styled } from '../output/styles.js';
import { CliError, Interruption } from './cli-error.js';
import { type ExitCode, exitCodes, type ExitReason } from './exit-codes.js';

/** What a failure is, for people and programs. */
export interface Failure {
  reason: ExitReason;
  code: string;
  message: string;
  field?: string;
  requestId?: string;
  statusReason?: string;
}

/** Tells of a failure on standard error. Returns the exit code. */
export function reportFailure(error: unknown, output: Output): ExitCode {
  if (error instanceof Interruption) {
    output.note('Interrupted.');
    return error.exitCode;
  }
  const failure = failureOf(error);
  showFailure(failure, output);
  return exitCodes[failure.reason].code;
}

/** One sentence with what to do; the code, and the id of the request for the operator of the server. */
export function showFailure({ reason, code, message, field, requestId, statusReason }: Failure, output: Output): void {
  if (output.json) {
    const error = { code, message, field, status_reason: statusReason, request_id: requestId };
    output.failure({ error: { ...error, exit_code: exitCodes[reason].code } });
    return;
  }
  const names = [code, ...(field ? [`field ${field}`] : []), ...(requestId ? [`request ${requestId}`] : [])];
  output.warn(styled('red', 'error:'), ` ${message} `, styled('dim', `(${names.join(', ')})`));
}

export function failureOf(error: unknown): Failure {
  if (error instanceof CliError) return { reason: error.reason, message: error.message, ...error.details };
  if (error instanceof AirlockError) return failureOfApi(error);
  const { code = 'FAILED', message, path } = error as NodeJS.ErrnoException;
  const said = path === undefined ? undefined : sentences[code]?.(path);
  return { reason: 'failed', code, message: said ?? message ?? String(error) };
}

/** Of the system, about a file. */
const sentences: Record<string, ((path: string) => string) | undefined> = {
  ENOENT: (path) => `${path} does not exist. Check the name.`,
  EACCES: (path) => `${path} may not be read or written by you. Check its rights.`,
  EISDIR: (path) => `${path} is a folder. Name a file.`,
  ENOTDIR: (path) => `${path} is not below a folder. Check the name.`,
  ENOSPC: (path) => `The disk is full: ${path} could not be written.`,
  ELOOP: (path) => `${path} is a link where a file should be. Remove it.`,
};

function failureOfApi(error: AirlockError): Failure {
  const { code, message, field, requestId, statusReason, fields } = error;
  const listed = fields.map((one) => `${one.field} ${one.message}`).join('; ');
  const text = listed && !message.includes(listed) ? `${message.replace(/\.$/, '')}: ${listed}.` : message;
  return { reason: reasonOf(error), code, message: text, field, requestId, statusReason };
}

/** Whatever their status. */
const reasonsOfCodes: Record<string, ExitReason> = {
  ...{
    FILE_REJECTED: 'rejected',
    UNSUPPORTED_TYPE: 'rejected',
    MIME_TYPE_MISMATCH: 'rejected',
    EMPTY_FILE: 'rejected',
  },
  ...{
    SCHEMA_VIOLATION: 'rejected',
    INGESTION_FAILED: 'rejected',
    NETWORK_ERROR: 'unavailable',
    TIMEOUT: 'unavailable',
  },
};

/** QUOTA_EXCEEDED is a 403 that has nothing to do with rights. */
const reasonsOfStatuses: Record<number, ExitReason> = {
  ...{ 401: 'denied', 404: 'missing', 410: 'missing', 413: 'rejected' },
  ...{ 429: 'unavailable', 502: 'unavailable', 503: 'unavailable', 504: 'unavailable' },
};

function reasonOf({ code, status = 0, retryable }: AirlockError): ExitReason {
  if (code === 'FORBIDDEN') return 'denied';
  return reasonsOfCodes[code] ?? reasonsOfStatuses[status] ?? (retryable ? 'unavailable' : 'failed');
}
