import { type S3Request } from '../http/s3-request.js';
import { s3Errors } from '../s3-error.js';

const MAX_PAGE = 1000;

/** A page size: a whole number, at most a thousand. */
export function limitParam(request: S3Request, name: string): number {
  return Math.min(countParam(request, name, MAX_PAGE), MAX_PAGE);
}

export function countParam(request: S3Request, name: string, fallback: number): number {
  const value = request.param(name);
  if (value === undefined || value === '') return fallback;
  if (!/^\d{1,9}$/.test(value)) throw s3Errors.invalidArgument(`${name} must be a whole number.`);
  return Number(value);
}

/** The encoding of keys in a listing: none, or URL-encoded, so that XML can contain every key. */
export function textEncoder(request: S3Request, encode: (text: string) => string): (text: string) => string {
  const encoding = request.param('encoding-type');
  if (encoding !== undefined && encoding !== 'url') throw s3Errors.invalidArgument('encoding-type must be url.');
  return encoding === 'url' ? encode : (text) => text;
}
