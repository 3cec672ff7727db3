import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import type { SignedRequest, SignPut, UrlSigner } from '../url-signer.js';
import { type HeldRequest, holdRaw, type RawAnswer, type RawRequest, sendRaw } from './raw-request.js';

const URL_SECONDS = 60;
const REQUEST_MS = 6_000;

/** The content and type of every probe object. */
export const BODY = 'airlock probe';
export const TYPE = 'image/png';

/** The store's refusal of an SDK call. */
export interface Refusal {
  status: number;
  code: string;
}

interface ProbeContextOptions {
  s3: S3Client;
  bucket: string;
  signer: UrlSigner;
  corsOrigins: readonly string[];
  prefix: string;
  signal: AbortSignal;
}

/** The tools of the checks: keys below one prefix, requests with time-outs, and the signer of client URLs. */
export class ProbeContext {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly signer: UrlSigner;
  readonly corsOrigins: readonly string[];
  private readonly prefix: string;
  private readonly signal: AbortSignal;

  constructor(options: ProbeContextOptions) {
    ({ s3: this.s3, bucket: this.bucket, signer: this.signer, corsOrigins: this.corsOrigins } = options);
    ({ prefix: this.prefix, signal: this.signal } = options);
  }

  key(name: string): string {
    return this.prefix + name;
  }

  /** The options of every SDK call. */
  get options(): { abortSignal: AbortSignal } {
    return { abortSignal: this.deadline() };
  }

  signPut(name: string, more: Partial<SignPut> = {}): SignedRequest {
    const key = this.key(name);
    const plain = { key, contentType: TYPE, contentLength: BODY.length, expiresInSeconds: URL_SECONDS };
    return this.signer.signPut({ ...plain, ...more });
  }

  signPart(name: string, uploadId: string): SignedRequest {
    const part = { partNumber: 1, contentLength: BODY.length, expiresInSeconds: URL_SECONDS };
    return this.signer.signPart({ key: this.key(name), uploadId, ...part });
  }

  signGet(name: string): SignedRequest {
    const shown = { contentType: TYPE, contentDisposition: 'attachment', expiresInSeconds: URL_SECONDS };
    return this.signer.signGet({ key: this.key(name), ...shown });
  }

  send(url: string, request: RawRequest): Promise<RawAnswer> {
    return sendRaw(url, request, this.deadline());
  }

  /** A request that is finished later. */
  hold(url: string, request: RawRequest): Promise<HeldRequest> {
    return holdRaw(url, request, this.deadline());
  }

  /** Sends a signed request as intended, except for `changed`. */
  use({ url, method, headers }: SignedRequest, changed: Partial<RawRequest> = {}): Promise<RawAnswer> {
    return this.send(url, { method, headers, body: method === 'PUT' ? BODY : undefined, ...changed });
  }

  /** The content of an object, read with credentials; `null` when there is none. */
  async stored(name: string): Promise<string | null> {
    try {
      const get = new GetObjectCommand({ Bucket: this.bucket, Key: this.key(name) });
      const { Body } = await this.s3.send(get, this.options);
      return await text(Body as Readable);
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return null;
      throw error;
    }
  }

  /** Puts an object with credentials. Returns its ETag with quotes. */
  async seed(name: string, body = BODY): Promise<string> {
    const put = new PutObjectCommand({ Bucket: this.bucket, Key: this.key(name), Body: body, ContentType: TYPE });
    const { ETag = '' } = await this.s3.send(put, this.options);
    return ETag;
  }

  async beginMultipart(name: string): Promise<string> {
    const begin = new CreateMultipartUploadCommand({ Bucket: this.bucket, Key: this.key(name), ContentType: TYPE });
    const { UploadId = '' } = await this.s3.send(begin, this.options);
    return UploadId;
  }

  private deadline(): AbortSignal {
    return AbortSignal.any([this.signal, AbortSignal.timeout(REQUEST_MS)]);
  }
}

/** The store's error for an SDK call; `null` when it succeeded. Throws when there is no response. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal | null> {
  try {
    await call;
    return null;
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status === undefined) throw error;
    return { status, code: (error as Error).name };
  }
}
