import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';

interface Identity {
  accessKeyId: string;
  secretAccessKey: string;
  port: number;
}

/** Every key in the embedded store of a running server, asked for over S3. */
export async function storedKeys(dataDir: string): Promise<string[]> {
  const identity = JSON.parse(await readFile(join(dataDir, 'store', 'identity.json'), 'utf8')) as Identity;
  const { accessKeyId, secretAccessKey, port } = identity;
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  try {
    return await listAll(client);
  } finally {
    client.destroy();
  }
}

async function listAll(client: S3Client): Promise<string[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket: 'airlock', ContinuationToken }));
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return keys.sort();
}
