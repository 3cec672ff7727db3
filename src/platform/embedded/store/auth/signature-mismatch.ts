import { type S3Request } from '../http/s3-request.js';
import { type S3Error, s3Errors } from '../s3-error.js';
import { type Instead } from './canonical-request.js';
import { type PresentedSignature } from './presented-signature.js';

const METHODS = ['PUT', 'GET', 'HEAD', 'POST', 'DELETE'];
const MAX_LISTED = 20;
const MAX_SHOWN = 200;
/** Their values are not repeated, not even to their sender. */
const SECRET = ['authorization', 'cookie', 'x-amz-security-token'];

/** Whether the signature would fit, had the request been sent with this instead. */
type Fits = (instead: Instead) => boolean;

/**
 * The refusal of a request whose signature does not fit. For a presigned URL it says which header is wrong where that can
 * be found out, else what was received for those that are signed. It holds nothing that the sender did not send.
 */
export function signatureMismatch(request: S3Request, presented: PresentedSignature, fits: Fits): S3Error {
  if (presented.expiresInSeconds === undefined) return s3Errors.signatureMismatch();
  const missing = presented.signedHeaders.filter((name) => request.header(name) === undefined);
  if (missing.includes('content-length') && request.header('transfer-encoding') !== undefined)
    return s3Errors.lengthMissing('content-length');
  return s3Errors.signatureMismatch(
    wrongMethod(request, fits) ?? wrongType(request, fits) ?? signedHeaders(request, presented, missing),
  );
}

function wrongMethod({ method: used }: S3Request, fits: Fits): string | undefined {
  const method = METHODS.find((method) => method !== used && fits({ method }));
  return method && `The URL was signed for ${method}, and ${used} was used.`;
}

/** Clients that add `; charset=…` to the type they were told. */
function wrongType(request: S3Request, fits: Fits): string | undefined {
  const received = request.header('content-type') ?? '';
  const contentType = received.split(';', 1)[0]!.trim();
  const isWrong = contentType !== received && fits({ contentType });
  return isWrong ? `content-type was signed as ${shown(contentType)} and received as ${shown(received)}.` : undefined;
}

function signedHeaders(request: S3Request, presented: PresentedSignature, missing: string[]): string {
  const received = presented.signedHeaders.filter((name) => !missing.includes(name)).slice(0, MAX_LISTED);
  const values = received.map((name) => (SECRET.includes(name) ? name : `${name}: ${shown(request.header(name)!)}`));
  const absent = missing.slice(0, MAX_LISTED).map(shown).join(', ');
  return [
    missing.length ? `Signed headers that are missing: ${absent}.` : '',
    `Signed headers as they were received: ${values.join('; ')}.`,
    missing.length ? '' : 'One of them has another value than was signed, or the URL was changed.',
    'Send the headers that were given with the URL, and the URL as it is.',
  ]
    .filter(Boolean)
    .join(' ');
}

const shown = (text: string) => `"${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text}"`;
