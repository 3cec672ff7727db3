import { S3Client } from '@aws-sdk/client-s3';
import type { StoreCredentials } from './credentials.js';

/** AWS's default chain: environment, shared files, SSO, web identity, container and instance metadata. */
export function awsDefaultChain(region: string): () => Promise<StoreCredentials> {
  const { credentials } = new S3Client({ region }).config;
  return async () => {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await credentials({ forceRefresh: true });
    return { accessKeyId, secretAccessKey, sessionToken, expiration };
  };
}
