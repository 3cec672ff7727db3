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

/** What every probe object holds, and what its URLs say of it. */
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

/** Where checks play: keys below one prefix, requests with deadlines, and the signer whose URLs clients are given. */
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

  /** What every SDK call is sent with. */
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

  /** Uses a signed URL as its holder should, but for what is changed. */
  use({ url, method, headers }: SignedRequest, changed: Partial<RawRequest> = {}): Promise<RawAnswer> {
    return this.send(url, { method, headers, body: method === 'PUT' ? BODY : undefined, ...changed });
  }

  /** What lies at a key, as somebody with credentials reads it; `null` when there is nothing. */
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

  /** Puts an object with credentials. Answers its ETag, as the store quotes it. */
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

/** How the store refused an SDK call; `null` when it did as it was told. No answer at all is thrown. */
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
