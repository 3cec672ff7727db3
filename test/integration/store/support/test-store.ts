import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, PutObjectCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { EmbeddedStore, type StoreOptions } from '../../../../src/platform/embedded/store/index.js';

export const ACCESS_KEY = 'testkey';
export const SECRET_KEY = 'testsecret';
export const BUCKET = 'testing';

type PutInput = Omit<ConstructorParameters<typeof PutObjectCommand>[0], 'Bucket' | 'Key'>;
type PresignOptions = Parameters<typeof getSignedUrl>[2];

/** A client without its own checksums, like the one of the product. */
export function clientOf(endpoint: string, credentials = { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY }) {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** A store on a temporary directory with one bucket, and an SDK client for it. */
export class TestStore {
  private constructor(
    readonly dir: string,
    readonly store: EmbeddedStore,
    readonly s3: S3Client,
    private readonly options: Partial<StoreOptions>,
  ) {}

  static async start(options: Partial<StoreOptions> = {}): Promise<TestStore> {
    const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'store-')));
    const store = new EmbeddedStore({ dir, credentials: { [ACCESS_KEY]: SECRET_KEY }, buckets: [BUCKET], ...options });
    await store.start();
    return new TestStore(dir, store, clientOf(store.url), options);
  }

  get url(): string {
    return this.store.url;
  }

  urlOf(key: string): string {
    return `${this.url}/${BUCKET}/${key}`;
  }

  /** The same directory and port in a new store. */
  async restart(): Promise<TestStore> {
    await this.stop();
    return TestStore.start({ ...this.options, dir: this.dir, port: Number(new URL(this.url).port) });
  }

  async stop(): Promise<void> {
    this.s3.destroy();
    await this.store.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.dir, { recursive: true, force: true });
  }

  put(key: string, body: string | Buffer, input: PutInput = {}) {
    return this.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body, ...input }));
  }

  signPut(key: string, input: PutInput = {}, options: PresignOptions = {}): Promise<string> {
    const command = new PutObjectCommand({ Bucket: BUCKET, Key: key, ...input });
    return getSignedUrl(this.s3, command, { expiresIn: 300, ...options });
  }

  async beginUpload(key: string): Promise<string> {
    const { UploadId } = await this.s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: key }));
    return UploadId ?? '';
  }

  /** Uploads a part; returns its entry for the completion. */
  async uploadPart(key: string, uploadId: string, partNumber: number, body: Buffer | string) {
    const part = { Bucket: BUCKET, Key: key, UploadId: uploadId, PartNumber: partNumber, Body: body };
    const { ETag } = await this.s3.send(new UploadPartCommand(part));
    return { PartNumber: partNumber, ETag };
  }
}
