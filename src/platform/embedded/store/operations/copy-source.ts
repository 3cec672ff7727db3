import { type Bucket } from '../disk/bucket.js';
import { type ObjectRecord } from '../disk/object-record.js';
import { s3Errors } from '../s3-error.js';
import { decodeUri } from '../uri.js';
import { type Call } from './call.js';
import { evaluate } from './conditions.js';

/** The source of a copy and its conditions. */
export interface CopySource {
  bucket: Bucket;
  key: string;
  /** Returns the record to copy, or throws when a condition is not met. */
  pick(current: ObjectRecord | null): ObjectRecord;
}

export function copySource({ request, services }: Call): CopySource {
  const [path = '', version] = (request.signed('x-amz-copy-source') ?? '').split('?versionId=');
  if (version !== undefined && version !== 'null') throw s3Errors.invalidArgument('Invalid version id specified.');
  const decoded = decodeUri(path).replace(/^\//, '');
  const slash = decoded.indexOf('/');
  if (slash < 1 || slash === decoded.length - 1) {
    throw s3Errors.invalidArgument('x-amz-copy-source must be <bucket>/<key>, URL-encoded.');
  }
  const condition = (name: string) => request.signed(`x-amz-copy-source-${name}`);
  const conditions = {
    match: condition('if-match'),
    noneMatch: condition('if-none-match'),
    modifiedSince: condition('if-modified-since'),
    unmodifiedSince: condition('if-unmodified-since'),
  };
  return {
    bucket: services.buckets.require(decoded.slice(0, slash)),
    key: decoded.slice(slash + 1),
    pick(current) {
      if (!current) throw s3Errors.keyMissing();
      if (evaluate(conditions, current) !== 'proceed') throw s3Errors.preconditionFailed();
      return current;
    },
  };
}
