import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const BYTES = 9;
const POOL = BYTES * 256;

/** Ids of proxies and clients as they usually are: UUIDs, hashes, numbers. Longer ones would fill logs. */
const REQUEST_ID = /^[\w.:@+/=-]{1,128}$/;
/** What looks like a secret of ours is not repeated in logs and answers. */
const SECRET = /^(sk|ut|whsec)_|^eyJ/;
/** W3C Trace Context: version, trace id, parent id, flags. Versions above 00 may have more parts. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:$|(?<!^00.{53})-)/;

let pool = '';
let offset = 0;

/** Twelve random characters: enough to find one request in a log, cut from a pool that costs one system call per 256. */
export function newRequestId(): string {
  const length = (BYTES * 4) / 3;
  if (offset >= pool.length) {
    pool = randomBytes(POOL).toString('base64url');
    offset = 0;
  }
  const id = pool.slice(offset, offset + length);
  offset += length;
  return id;
}

/** The id that a request brings (`X-Request-Id`), else that of the trace it belongs to (`traceparent`), else a new one. */
export function requestIdOf({ headers }: { headers: IncomingHttpHeaders }): string {
  const given = headers['x-request-id'];
  if (typeof given === 'string' && REQUEST_ID.test(given) && !SECRET.test(given)) return given;
  return traceIdOf(headers) ?? newRequestId();
}

/** The trace of a well-formed `traceparent`. */
export function traceIdOf({ traceparent }: IncomingHttpHeaders): string | undefined {
  return typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
}
