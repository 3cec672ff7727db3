import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { PROBE_ROOT } from '../../src/platform/object-store/probe/clean-up.js';
import { bucketOf, realStore } from './real-store.js';

/** The key that a URL of an upload leads to. */
export const keyOf = (url: string) => decodeURIComponent(new URL(url).pathname.split('/').slice(2).join('/'));

/** The store of a server under test as its owner reaches it: with credentials, by a client that is not ours. */
export class StoreAccess {
  private constructor(
    readonly s3: S3Client,
    readonly bucket: string,
  ) {}

  /** With the settings of the real store, or what only the owner of the data directory can read. */
  static async of(dataDir: string): Promise<StoreAccess> {
    const bucket = bucketOf(dataDir);
    if (realStore) {
      const credentials = {
        accessKeyId: realStore.AWS_ACCESS_KEY_ID,
        secretAccessKey: realStore.AWS_SECRET_ACCESS_KEY,
      };
      return StoreAccess.at(realStore.S3_ENDPOINT, credentials, bucket);
    }
    const text = await readFile(join(dataDir, 'store', 'identity.json'), 'utf8');
    const { port, accessKeyId, secretAccessKey } = JSON.parse(text) as Record<string, string>;
    return StoreAccess.at(`http://127.0.0.1:${port}`, { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey! });
  }

  static at(
    endpoint: string,
    credentials: { accessKeyId: string; secretAccessKey: string },
    bucket = 'airlock',
  ): StoreAccess {
    const checksums = {
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    } as const;
    return new StoreAccess(
      new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true, ...checksums }),
      bucket,
    );
  }

  /** A PUT URL that is genuine in everything, signed at a moment of the caller's choice. */
  signPut(Key: string, contentType: string, signing: { at: Date; expiresIn: number }): Promise<string> {
    const command = new PutObjectCommand({ Bucket: this.bucket, Key, ContentType: contentType });
    const { at: signingDate, expiresIn } = signing;
    return getSignedUrl(this.s3, command, { signingDate, expiresIn, signableHeaders: new Set(['content-type']) });
  }

  async holds(Key: string): Promise<boolean> {
    try {
      await this.s3.send(new HeadObjectCommand({ Bucket: this.bucket, Key }));
      return true;
    } catch (error) {
      if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404) return false;
      throw error;
    }
  }

  /** Every key of the bucket but those of probes, in order. */
  async keys(): Promise<string[]> {
    const pages = paginateListObjectsV2({ client: this.s3 }, { Bucket: this.bucket });
    const keys: string[] = [];
    for await (const { Contents = [] } of pages) keys.push(...Contents.map(({ Key }) => Key!));
    return keys.filter((key) => !key.startsWith(PROBE_ROOT));
  }

  /** The sessions of parts that the store keeps, but those of probes under way or killed. */
  async sessions(): Promise<{ key: string; uploadId: string }[]> {
    const { Uploads = [] } = await this.s3.send(new ListMultipartUploadsCommand({ Bucket: this.bucket }));
    return Uploads.map(({ Key, UploadId }) => ({ key: Key!, uploadId: UploadId! })).filter(
      ({ key }) => !key.startsWith(PROBE_ROOT),
    );
  }

  /** An object that no URL of the product could bring. */
  async put(Key: string, Body: string | Buffer, ContentType?: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key, Body, ContentType }));
  }

  async openSession(Key: string): Promise<void> {
    await this.s3.send(new CreateMultipartUploadCommand({ Bucket: this.bucket, Key }));
  }

  /** A part that no URL of the product could bring. */
  async putPart({ key: Key, uploadId: UploadId }: { key: string; uploadId: string }, PartNumber: number, Body: Buffer) {
    await this.s3.send(new UploadPartCommand({ Bucket: this.bucket, Key, UploadId, PartNumber, Body }));
  }

  close(): void {
    this.s3.destroy();
  }
}
