import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PROBE_ROOT } from '../../../src/platform/object-store/probe/clean-up.js';
import { StoreAccess } from '../store-access.js';

/** Every key in the store of a server under test, asked for as its owner. What a killed probe left is the next one's to remove. */
export async function storedKeys(dataDir: string): Promise<string[]> {
  const store = await StoreAccess.of(dataDir);
  try {
    return await listAll(store);
  } finally {
    store.close();
  }
}

/** Every key in a store. */
export async function listAll({ s3, bucket: Bucket }: StoreAccess): Promise<string[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key!).filter((key) => !key.startsWith(PROBE_ROOT)));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return keys.sort();
}
