/** What is wrong with one field of a request. */
export interface FieldProblem {
  /** The path of the field, such as `metadata.order`. */
  field: string;
  message: string;
}

export interface ErrorDetails {
  /** The code of the service, such as `QUOTA_EXCEEDED`, or one of {@link SdkErrorCode}. */
  code: string;
  /** A sentence for people that says what to do next. */
  message: string;
  status?: number;
  fields?: FieldProblem[];
  requestId?: string;
  retryable?: boolean;
  retryAfterMs?: number;
  statusReason?: string;
  cause?: unknown;
}

/** Codes of errors that the service did not send. */
export type SdkErrorCode =
  /** No answer: the network was cut, or the address is wrong. */
  | 'NETWORK_ERROR'
  /** No answer, or no verdict, in time. */
  | 'TIMEOUT'
  /** An answer that Airlock does not give, such as a page of HTML. */
  | 'UNEXPECTED_ANSWER'
  /** The service answered with a redirect, which is not followed: credentials stay at their host. */
  | 'REDIRECTED'
  /** The object store refused the bytes. */
  | 'STORE_REFUSED'
  /** The file was checked and not accepted; `statusReason` says why. */
  | 'FILE_REJECTED'
  /** The text of a document could not be read. */
  | 'INGESTION_FAILED'
  | 'EMPTY_FILE'
  /** The file has changed, or another size than was said, since the upload began. */
  | 'FILE_CHANGED'
  /** The file could not be read: it was changed, moved or closed. */
  | 'FILE_UNREADABLE'
  /** A webhook whose signature is wrong or too old. */
  | 'INVALID_SIGNATURE'
  /** A call of the SDK that cannot work. */
  | 'INVALID_ARGUMENT';

/**
 * Every error of the SDK, but for an abort, which rejects with the reason of its signal. `message` is a sentence for
 * people; it never holds a key, a token or a signed URL.
 */
export class AirlockError extends Error {
  override readonly name = 'AirlockError';
  readonly code: string;
  /** The HTTP status, if there was an answer. */
  readonly status?: number;
  /** Everything that is wrong with the request, field by field. */
  readonly fields: FieldProblem[];
  /** Names the request in the logs of the service. */
  readonly requestId?: string;
  /** The same call may succeed later. */
  readonly retryable: boolean;
  /** How long the service wishes that to be, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Why a file was rejected, such as `infected:Eicar-Test-Signature`. */
  readonly statusReason?: string;

  constructor({ message, cause, fields = [], retryable = false, ...details }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = details.code;
    this.status = details.status;
    this.fields = fields;
    this.requestId = details.requestId;
    this.retryable = retryable;
    this.retryAfterMs = details.retryAfterMs;
    this.statusReason = details.statusReason;
  }

  /** The first field that is wrong. */
  get field(): string | undefined {
    return this.fields[0]?.field;
  }
}

/** Whether an error has this code. */
export const hasCode = (error: unknown, code: string): error is AirlockError =>
  error instanceof AirlockError && error.code === code;
