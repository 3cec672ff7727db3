import { type Authentication } from '../auth/signature-verifier.js';
import { type S3Request } from '../http/s3-request.js';
import { s3Errors } from '../s3-error.js';
import { AwsChunkedBody } from './aws-chunked.js';
import { ChunkSignatures } from './chunk-signatures.js';

const NO_TRAILERS: ReadonlyMap<string, string> = new Map();

const STREAMING_PAYLOADS = [
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
];

/** A decoded body before verification. */
export interface BodySource {
  bytes: AsyncIterable<Buffer>;
  /** The announced length; `undefined` in a form, where the file ends with its part. */
  length?: number;
  /** Complete once the bytes have been read. */
  trailers: ReadonlyMap<string, string>;
}

/** The body of a signed request: plain, or aws-chunked with or without signed chunks. */
export function bodySource(request: S3Request, auth: Authentication): BodySource {
  const raw = incomingBytes(request);
  if (!auth.payload.startsWith('STREAMING-')) {
    return { bytes: raw, length: announcedLength(request, 'content-length'), trailers: NO_TRAILERS };
  }
  if (!STREAMING_PAYLOADS.includes(auth.payload)) {
    throw s3Errors.invalidRequest(
      `x-amz-content-sha256 must be a hash, UNSIGNED-PAYLOAD or ${STREAMING_PAYLOADS.join(', ')}.`,
    );
  }
  const body = new AwsChunkedBody(raw, {
    signatures: auth.payload.includes('UNSIGNED') ? undefined : new ChunkSignatures(auth),
    hasTrailers: auth.payload.endsWith('-TRAILER'),
  });
  const length = announcedLength(request, 'x-amz-decoded-content-length');
  return { bytes: body.bytes(), length, trailers: body.trailers };
}

/** The bytes of a request. Stopping early leaves the connection open, so that an error can still be sent. */
async function* incomingBytes(request: S3Request): AsyncGenerator<Buffer> {
  request.acceptBody();
  try {
    yield* request.incoming.iterator({ destroyOnReturn: false });
  } catch {
    throw s3Errors.incompleteBody();
  }
}

function announcedLength(request: S3Request, header: string): number {
  const value = request.header(header);
  if (value === undefined) throw s3Errors.lengthMissing(header);
  if (!/^\d{1,15}$/.test(value)) throw s3Errors.invalidArgument(`${header} must be a whole number of bytes.`);
  return Number(value);
}
