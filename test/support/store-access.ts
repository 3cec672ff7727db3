import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

const Bucket = 'airlock';

/** The embedded store as its owner reaches it: with its own credentials, by a client that is not ours. */
export class StoreAccess {
  private constructor(private readonly s3: S3Client) {}

  /** Reads what only the owner of the data directory can read. */
  static async of(dataDir: string): Promise<StoreAccess> {
    const text = await readFile(join(dataDir, 'store', 'identity.json'), 'utf8');
    const { port, accessKeyId, secretAccessKey } = JSON.parse(text) as Record<string, string>;
    return StoreAccess.at(`http://127.0.0.1:${port}`, { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey! });
  }

  static at(endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string }): StoreAccess {
    const checksums = {
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    } as const;
    return new StoreAccess(
      new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true, ...checksums }),
    );
  }

  /** A PUT URL that is genuine in everything, signed at a moment of the caller's choice. */
  signPut(Key: string, contentType: string, signing: { at: Date; expiresIn: number }): Promise<string> {
    const command = new PutObjectCommand({ Bucket, Key, ContentType: contentType });
    const { at: signingDate, expiresIn } = signing;
    return getSignedUrl(this.s3, command, { signingDate, expiresIn, signableHeaders: new Set(['content-type']) });
  }

  async holds(Key: string): Promise<boolean> {
    try {
      await this.s3.send(new HeadObjectCommand({ Bucket, Key }));
      return true;
    } catch (error) {
      if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404) return false;
      throw error;
    }
  }

  close(): void {
    this.s3.destroy();
  }
}
