import { type S3Request } from '../http/s3-request.js';
import { S3Error, s3Errors } from '../s3-error.js';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_EXPIRES_SECONDS = 7 * 24 * 3600;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

/** Clients that follow the redirect of a download carry the Authorization of the API to a store on the same host. */
const READS = ['GET', 'HEAD'];

/** The signature of a request, from its query or its Authorization header. Not verified yet. */
export interface PresentedSignature {
  credential: string;
  signedHeaders: string[];
  signature: string;
  timestamp: string;
  payload: string;
  /** Only set for a presigned URL. */
  expiresInSeconds?: number;
  signatureParameter?: string;
}

export function presentedSignature(request: S3Request): PresentedSignature {
  const authorization = request.header('authorization');
  if (request.has('X-Amz-Signature')) {
    if (authorization !== undefined && !READS.includes(request.method)) throw twoSignatures();
    return fromQuery(request);
  }
  if (authorization !== undefined) return fromHeader(request, authorization);
  throw s3Errors.accessDenied();
}

function fromQuery(request: S3Request): PresentedSignature {
  const param = (name: string) => request.param(name) ?? '';
  const expires = param('X-Amz-Expires');
  const expiresInSeconds = Number(expires);
  if (param('X-Amz-Algorithm') !== ALGORITHM) throw malformedQuery(`X-Amz-Algorithm must be ${ALGORITHM}.`);
  if (!/^\d{1,6}$/.test(expires) || expiresInSeconds < 1 || expiresInSeconds > MAX_EXPIRES_SECONDS) {
    throw malformedQuery(`X-Amz-Expires must be between 1 and ${MAX_EXPIRES_SECONDS} seconds.`);
  }
  return {
    credential: param('X-Amz-Credential'),
    signedHeaders: param('X-Amz-SignedHeaders').split(';'),
    signature: param('X-Amz-Signature'),
    timestamp: param('X-Amz-Date'),
    payload: request.signed('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD',
    expiresInSeconds,
    signatureParameter: 'X-Amz-Signature',
  };
}

function fromHeader(request: S3Request, authorization: string): PresentedSignature {
  const [matched, credential = '', signedHeaders = '', signature = ''] = AUTHORIZATION.exec(authorization) ?? [];
  if (!matched) throw new S3Error(400, 'AuthorizationHeaderMalformed', `Sign with ${ALGORITHM}.`);
  const payload = request.header('x-amz-content-sha256');
  if (!payload) throw s3Errors.invalidRequest('Missing required header for this request: x-amz-content-sha256');
  const timestamp = request.header('x-amz-date') ?? '';
  return { credential, signedHeaders: signedHeaders.split(';'), signature, timestamp, payload };
}

function twoSignatures(): S3Error {
  return new S3Error(
    400,
    'InvalidArgument',
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the ' +
      'Authorization header should be specified',
    { ArgumentName: 'Authorization', Hint: 'Leave out the Authorization header: the URL holds its signature.' },
  );
}

function malformedQuery(message: string): S3Error {
  return new S3Error(400, 'AuthorizationQueryParametersError', message);
}
