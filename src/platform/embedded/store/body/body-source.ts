import { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { type Authentication } from '../auth/signature-verifier.js';
import { type S3Request } from '../http/s3-request.js';
import { s3Errors } from '../s3-error.js';
import { AwsChunkedBody } from './aws-chunked.js';
import { ChunkSignatures } from './chunk-signatures.js';
import { interruption } from './interruption.js';

const NO_TRAILERS: ReadonlyMap<string, string> = new Map();

const STREAMING_PAYLOADS = [
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
];

/** A decoded body before verification. */
export interface BodySource {
  /** Begins the transfer; called once. */
  bytes: () => Readable;
  /** The announced length; `undefined` in a form, where the file ends with its part. */
  length?: number;
  /** The most that the body can have. */
  atMost: number;
  /** Complete once the bytes have been read. */
  trailers: ReadonlyMap<string, string>;
  /** Whether nothing but the reader uses the memory of a chunk. */
  isExclusive?: boolean;
}

/** The body of a signed request: plain, or aws-chunked with or without signed chunks. */
export function bodySource(request: S3Request, auth: Authentication): BodySource {
  if (!auth.payload.startsWith('STREAMING-')) {
    const length = announcedLength(request, 'content-length');
    return { bytes: () => accepted(request), length, atMost: length, trailers: NO_TRAILERS, isExclusive: true };
  }
  if (!STREAMING_PAYLOADS.includes(auth.payload)) {
    throw s3Errors.invalidRequest(
      `x-amz-content-sha256 must be a hash, UNSIGNED-PAYLOAD or ${STREAMING_PAYLOADS.join(', ')}.`,
    );
  }
  const body = new AwsChunkedBody(incomingBytes(request), {
    signatures: auth.payload.includes('UNSIGNED') ? undefined : new ChunkSignatures(auth),
    hasTrailers: auth.payload.endsWith('-TRAILER'),
  });
  const length = announcedLength(request, 'x-amz-decoded-content-length');
  const bytes = () => Readable.from(body.bytes(), { objectMode: false });
  return { bytes, length, atMost: length, trailers: body.trailers };
}

/** The bytes of a request. Stopping early leaves the connection open, so that an error can still be sent. */
async function* incomingBytes(request: S3Request): AsyncGenerator<Buffer> {
  try {
    yield* accepted(request).iterator({ destroyOnReturn: false });
  } catch (error) {
    throw interruption(error);
  }
}

function accepted({ acceptBody, incoming }: S3Request): IncomingMessage {
  acceptBody();
  return incoming;
}

function announcedLength(request: S3Request, header: string): number {
  const value = request.header(header);
  if (value === undefined) throw s3Errors.lengthMissing(header);
  if (!/^\d{1,15}$/.test(value)) throw s3Errors.invalidArgument(`${header} must be a whole number of bytes.`);
  return Number(value);
}
