import { Errors } from '../../../shared/errors/errors.js';
import { UploadTokenErrors } from './upload-token.errors.js';

/** What a new token is to allow. */
export interface AskedLimits {
  maxFileSize: number;
  allowedContentTypes?: readonly string[];
  origin?: string;
}

/** The bucket of a new token, as far as it limits it. */
interface Place {
  name: string;
  status: string;
  maxFileSize: number | null;
  allowedContentTypes: readonly string[];
}

const TOKEN = '[A-Za-z0-9!#$&^_.+-]+';
const TYPE = new RegExp(`^(\\*/\\*|${TOKEN}/(\\*|${TOKEN}))$`);

/** Refuses a token that would allow more than tier and bucket do. */
export function checkLimits(asked: AskedLimits, bucket: Place, tierMaxBytes: number): void {
  if (bucket.status !== 'ACTIVE') throw UploadTokenErrors.bucketInactive(bucket.name, bucket.status);
  const limits: [number, string][] = [
    [tierMaxBytes, 'the tier'],
    [bucket.maxFileSize ?? Infinity, `the bucket ${bucket.name}`],
  ];
  const exceeded = limits.find(([limit]) => asked.maxFileSize > limit);
  if (exceeded) throw UploadTokenErrors.tooLarge(...exceeded);
  for (const [place, type] of (asked.allowedContentTypes ?? []).entries()) {
    if (!TYPE.test(type))
      throw Errors.invalidField(`allowed_content_types.${place}`, 'must be a MIME type such as image/png or image/*');
    if (!isWithin(bucket.allowedContentTypes, type))
      throw UploadTokenErrors.unsupportedType(type, place, bucket.allowedContentTypes);
  }
  if (asked.origin !== undefined && !isOrigin(asked.origin))
    throw Errors.invalidField('origin', 'must be an origin such as https://app.example.com, without a path');
}

/** Whether everything that an entry stands for is in a list; an empty list holds every type. */
export function isWithin(allowed: readonly string[], entry: string): boolean {
  const type = entry.toLowerCase();
  const family = `${type.split('/', 1)[0]}/*`;
  const wider = new Set(['*/*', type, ...(family === '*/*' ? [] : [family])]);
  return allowed.length === 0 || allowed.some((one) => wider.has(one.toLowerCase()));
}

/** Whether text is an origin exactly as a browser sends it. */
export function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
}
