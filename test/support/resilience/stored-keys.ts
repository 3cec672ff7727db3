import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { StoreAccess } from '../store-access.js';

/** Every key in the store of a server under test, asked for as its owner. */
export async function storedKeys(dataDir: string): Promise<string[]> {
  const store = await StoreAccess.of(dataDir);
  try {
    return await listAll(store);
  } finally {
    store.close();
  }
}

async function listAll({ s3, bucket: Bucket }: StoreAccess): Promise<string[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return keys.sort();
}
