import { type ObjectRecord } from '../disk/object-record.js';
import { type Guard } from '../disk/object-table.js';
import { s3Errors } from '../s3-error.js';

/** Whether a list of ETags, or `*`, matches this one. */
export function namesEtag(list: string, etag: string): boolean {
  return list
    .split(',')
    .map((item) => item.trim().replace(/^W\//, '').replaceAll('"', ''))
    .some((item) => item === '*' || item === etag);
}

/** `If-None-Match: *` and `If-Match` of a write; checked under the lock of the key. */
export function writeGuard(field: (name: string) => string | undefined): Guard {
  const createOnly = field('if-none-match');
  const expected = field('if-match');
  if (createOnly !== undefined && createOnly !== '*')
    throw s3Errors.notImplemented('If-None-Match with an ETag on writes');
  return (current) => {
    if (createOnly !== undefined && current) throw s3Errors.preconditionFailed();
    if (expected === undefined) return;
    if (!current) throw s3Errors.keyMissing();
    if (!namesEtag(expected, current.etag)) throw s3Errors.preconditionFailed();
  };
}

interface Conditions {
  match?: string;
  noneMatch?: string;
  modifiedSince?: string;
  unmodifiedSince?: string;
}

/** RFC 9110, 13.2.2: an ETag condition takes precedence over a date. */
export function evaluate(conditions: Conditions, record: ObjectRecord): 'proceed' | 'failed' | 'not-modified' {
  if (!expects(conditions, record)) return 'failed';
  return isUnmodified(conditions, record) ? 'not-modified' : 'proceed';
}

function expects({ match, unmodifiedSince }: Conditions, { etag, modifiedAt }: ObjectRecord): boolean {
  if (match !== undefined) return namesEtag(match, etag);
  return !(toSeconds(modifiedAt) > toSeconds(Date.parse(unmodifiedSince ?? '')));
}

function isUnmodified({ noneMatch, modifiedSince }: Conditions, { etag, modifiedAt }: ObjectRecord): boolean {
  if (noneMatch !== undefined) return namesEtag(noneMatch, etag);
  return toSeconds(modifiedAt) <= toSeconds(Date.parse(modifiedSince ?? ''));
}

/** HTTP dates have no milliseconds. */
function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
