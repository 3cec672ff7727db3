import { CloseCode } from 'graphql-ws';
import { DomainError } from '../../../shared/errors/domain-error.js';

export interface CloseReason {
  code: number;
  reason: string;
}

/** What was sent instead of credentials, as far as it helps to say what is wrong. */
export interface ShownCredentials {
  /** `Authorization` of `connectionParams`. */
  authorization: unknown;
  /** Whether the bearer was read from it. */
  hasBearer: boolean;
  /** Whether the upgrade request had the header, which is not read: browsers cannot send it. */
  hasHeader: boolean;
}

/** "Try again later": the caller has too many connections open, or the database is unavailable. */
const TRY_AGAIN = 1013;
/** The most bytes that a close frame carries beside its code. */
const MAX_REASON_BYTES = 123;

const SEND = 'Send {"Authorization": "Bearer <API key or token>"}';

/**
 * Why a socket is closed before it is acknowledged. Clients of graphql-ws give up at once on 4400 and 4401, and try again on
 * 4403 and 1013.
 */
export function refusalOf(error: unknown, shown: ShownCredentials): CloseReason {
  if (!(error instanceof DomainError) || ['rate-limited', 'unavailable'].includes(error.kind)) {
    const reason = error instanceof DomainError ? error.message : 'Try again later';
    return closing(TRY_AGAIN, reason);
  }
  if (error.kind === 'unauthenticated') return closing(CloseCode.Unauthorized, unauthenticated(error, shown));
  return closing(error.kind === 'invalid' ? CloseCode.BadRequest : CloseCode.Forbidden, error.message);
}

/** Why an open socket is closed: a client may connect again, with credentials that it gets anew. */
export function endOf(refusal: unknown): CloseReason {
  const isUnknown = !(refusal instanceof DomainError) || refusal.kind === 'unauthenticated';
  const reason = 'The API key or token was revoked or has expired. Connect again with a valid one.';
  return closing(CloseCode.Forbidden, isUnknown ? reason : refusal.message);
}

function unauthenticated(error: DomainError, { authorization, hasBearer, hasHeader }: ShownCredentials): string {
  if (authorization === undefined || authorization === '')
    return hasHeader
      ? `The Authorization header is not read here. ${SEND} in connectionParams.`
      : `No credentials. ${SEND} in connectionParams.`;
  if (!hasBearer) return 'Authorization in connectionParams must be "Bearer <API key or token>".';
  const { message } = error;
  return message.startsWith('Send a valid') ? 'The API key or token is unknown, expired or revoked.' : message;
}

function closing(code: number, text: string): CloseReason {
  let reason = text;
  while (Buffer.byteLength(reason) > MAX_REASON_BYTES) reason = reason.slice(0, -1);
  return { code, reason };
}
