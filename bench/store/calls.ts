import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** A signed request, ready to be sent. */
export interface Call {
  url: string;
  method: string;
  headers?: Record<string, string>;
  body?: Buffer;
}

type Sign = (key: string, body: Buffer) => Promise<Call>;

const COPY_HEADERS = ['x-amz-copy-source', 'x-amz-checksum-algorithm'];

/** Signs the requests in the life of an upload for a store with these settings. */
export function signer(settings: Record<string, string>): Record<'put' | 'head' | 'get' | 'copy' | 'delete', Sign> {
  const Bucket = settings.AWS_STORAGE_BUCKET_NAME!;
  const client = new S3Client({
    endpoint: settings.S3_ENDPOINT!,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: settings.AWS_ACCESS_KEY_ID!, secretAccessKey: settings.AWS_SECRET_ACCESS_KEY! },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  type Command = Parameters<typeof getSignedUrl>[1];
  const sign = (command: object) =>
    getSignedUrl(client, command as Command, { expiresIn: 3600, unhoistableHeaders: new Set(COPY_HEADERS) });
  return {
    put: async (Key, body) => ({ url: await sign(new PutObjectCommand({ Bucket, Key })), method: 'PUT', body }),
    head: async (Key) => ({ url: await sign(new HeadObjectCommand({ Bucket, Key })), method: 'HEAD' }),
    get: async (Key) => ({ url: await sign(new GetObjectCommand({ Bucket, Key })), method: 'GET' }),
    delete: async (Key) => ({ url: await sign(new DeleteObjectCommand({ Bucket, Key })), method: 'DELETE' }),
    copy: async (key) => {
      const CopySource = `${Bucket}/${encodeURI(key)}`;
      const copy = new CopyObjectCommand({ Bucket, Key: `${key}-copy`, CopySource, ChecksumAlgorithm: 'SHA256' });
      const headers = { 'x-amz-copy-source': CopySource, 'x-amz-checksum-algorithm': 'SHA256' };
      return { url: await sign(copy), method: 'PUT', headers };
    },
  };
}
